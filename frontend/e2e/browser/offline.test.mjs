// A portal in a process of its own, which dies and comes back.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { action, atRest, button, counted, everything, headline, numbers, openService, shown, synced } from './support/window.mjs'

const stuck = 'ORD00003927848'

describe('a desk whose portal dies', () => {
  const browser = new Browser()
  let portal
  let desk
  let page

  before(async () => {
    portal = await openPortal()
    desk = await openDesk(['--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    page = await browser.open(desk)
    await shown(page)
    await synced(page, 'fresh')
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('shows the portal’s services under the name of its profile', async () => {
    assert.equal((await counted(page)).total, 300)
    assert.match(await page.getByRole('banner').innerText(), /test portal\s+Provider/i)
  })

  test('says offline with its age and its next try, and keeps every row', async () => {
    await portal.kill()
    const first = (await atRest(page)).slice(0, 10)
    await button(page, /^Refresh/).click()
    const { words } = await synced(page, 'offline')
    assert.match(words, /Offline, \d+ (s|min) old/)
    await until('it is spoken', async () => (await page.locator('[aria-live]').allTextContents()).some((text) => text.includes('Offline.')))
    await until('the next try is told', async () => /next try in \d+ s/.test((await synced(page, 'offline')).words))
    assert.match(await page.locator('.notice--strip').innerText(), /Offline since \d\d:\d\d\s+The data shown was read earlier\. Each row says when\./)
    assert.equal((await counted(page)).total, 300)
    assert.deepEqual((await numbers(page)).slice(0, 10), first)
    await page.getByRole('columnheader', { name: 'Read' }).waitFor()
    await judge(page, 'offline')
  })

  test('tells why, in words', async () => {
    await page.getByRole('banner').getByRole('button', { name: /see why/ }).click()
    const why = page.getByRole('dialog')
    assert.match(await why.innerText(), /The portal cannot be reached\..*Commsdesk tries again by itself\./)
    await judge(page, 'why')
    await page.keyboard.press('Escape')
  })

  test('keeps a service readable, and says at Refresh why nothing came', async () => {
    await openService(page, '0491 570 156')
    assert.equal(await headline(page).innerText(), '0491 570 156')
    assert.match(await action(page, stuck).innerText(), /Awaiting|notification|BPCN/)
    await button(page, /^Refresh/).click()
    await page.getByRole('alert').filter({ hasText: 'The portal cannot be reached.' }).waitFor()
    assert.match(await action(page, stuck).innerText(), /BPCN/)
    await judge(page, 'activity-offline')
    await page.keyboard.press('Escape')
  })

  test('is fresh again by itself when the portal is back', async () => {
    await page.goto(`${desk.url}/`)
    await synced(page, 'offline')
    portal = await openPortal({ port: portal.port })
    await synced(page, 'fresh')
    await page.locator('.notice--strip').waitFor({ state: 'detached' })
    await everything(page)
    const { total } = await counted(page) // the portal goes on: one or two may be new on a busy machine
    assert.ok(total >= 300 && total < 305, `${total} services`)
  })
})
