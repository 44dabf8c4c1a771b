// The first start, the passphrase, and a configuration that is wrong.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { configure, office, openDesk, passphrase } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { button, counted, shown, synced } from './support/window.mjs'

describe('the first start', () => {
  const browser = new Browser()
  const dir = office()
  const config = join(dir, 'config.toml')
  let portal
  let desk
  let page

  const field = (name) => page.getByLabel(name, { exact: true })
  const reopen = async () => {
    await desk?.stop()
    desk = await openDesk(['--data-dir', dir])
    page = await browser.open(desk)
  }

  before(async () => {
    portal = await openPortal({ services: 40 })
    await reopen()
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('offers two ways: the demo, and a portal of your own', async () => {
    await button(page, 'Open the demo').waitFor()
    await button(page, 'Connect…').waitFor()
    await judge(page, 'first-run')
  })

  test('says what is wrong with a portal, and saves nothing', async () => {
    await button(page, 'Connect…').click()
    await judge(page, 'connect')
    for (const [name, ordering, says] of [
      ['', portal.ordering, /Profile name: a profile needs a name\.\s*Nothing was saved\./],
      ['Provider', 'nowhere', /Address of Service Ordering: "nowhere" is not an address; .*Nothing was saved\./],
      ['Provider', 'http://portal.example/tmf-api/serviceOrdering/v4', /connects only to a portal on this computer .*Nothing was saved\./],
    ]) {
      await field('Profile name').fill(name)
      await field('Address of Service Inventory (TMF638)').fill(portal.inventory)
      await field('Address of Service Ordering (TMF641)').fill(ordering)
      await button(page, 'Connect the portal').click()
      await page.getByRole('alert').filter({ hasText: says }).waitFor()
      assert.equal(existsSync(config), false)
    }
    await judge(page, 'connect-wrong')
  })

  test('connects a portal, and asks for a passphrase where there is no keychain', async () => {
    await field('Address of Service Ordering (TMF641)').fill(portal.ordering)
    await page.getByRole('group', { name: 'Support contact' }).getByLabel('Phone').fill('1300 555 010')
    await button(page, 'Connect the portal').click()
    await page.getByRole('heading', { name: 'Protect the data on this computer' }).waitFor()
    assert.ok(readFileSync(config, 'utf8').includes(portal.ordering))
    await judge(page, 'protect')
  })

  test('takes a passphrase only when it was typed the same twice, then shows the services', async () => {
    await field('Passphrase').fill(passphrase)
    await field('Repeat to confirm').fill('another')
    await button(page, 'Protect with a passphrase').click()
    await page.getByText('The passphrases do not match.').waitFor()
    await field('Repeat to confirm').fill(passphrase)
    await button(page, 'Protect with a passphrase').click()
    await shown(page)
    await synced(page, 'fresh')
    await until('all are counted', async () => (await counted(page)).total === 40)
  })

  test('asks for the passphrase at the next start, and says so when it is wrong', async () => {
    await portal.stop()
    await page.close()
    await reopen()
    await page.getByRole('heading', { name: 'Unlock Provider' }).waitFor()
    await judge(page, 'unlock')
    await field('Passphrase').fill('not this one')
    await button(page, 'Unlock').click()
    const said = page.locator('.error')
    await said.waitFor()
    assert.match(await said.innerText(), /passphrase/i)
    await judge(page, 'unlock-wrong')
    await field('Passphrase').fill(passphrase)
    await button(page, 'Unlock').click()
    await shown(page)
    assert.equal((await counted(page)).total, 40)
    assert.match((await synced(page, 'offline')).words, /Offline, .* old/)
  })

  test('says in which line a configuration is wrong, and why', async () => {
    await page.close()
    configure(dir, readFileSync(config, 'utf8').replace(/auth = .*/, "auth = 'basic'"))
    const line = readFileSync(config, 'utf8').split('\n').findIndex((text) => text.startsWith('auth')) + 1
    await reopen()
    await page.getByRole('heading', { name: 'Commsdesk could not open' }).waitFor()
    const words = await page.getByRole('alert').innerText()
    assert.ok(words.includes(`on line ${line}: "basic" is not known`), words)
    assert.ok(words.includes(config))
    await judge(page, 'failed')
  })
})
