// What a service has used, and an order that support says has ended, on a portal in a process of its own.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { action, button, everything, openService, shown, synced } from './support/window.mjs'

const stuck = 'ORD00003927848'

describe('what was used, and what is declared here', () => {
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
    await everything(page)
    await openService(page, '0491 570 156')
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('usage is read when it is looked at, with the cycle and its age', async () => {
    await page.keyboard.press('2')
    const usage = page.getByRole('region', { name: 'Usage' })
    await usage.locator('.meter__track').first().waitFor()
    const words = await usage.innerText()
    for (const part of ['Data', 'Voice', 'SMS']) assert.ok(words.includes(part), part)
    assert.match(words, /[\d.]+ GB\s+of [\d.]+ GB/)
    assert.match(words, /\d+ % used/)
    assert.match(await page.locator('.bar').innerText(), /Cycle \d+ \w+ to \d+ \w+\s+day \d+ of \d+/)
    assert.match(await page.locator('.bar .end').innerText(), /read \d\d:\d\d:\d\d.*, \d+ s ago/s)
    await judge(page, 'usage')
  })

  test('a stuck order is closed here with what support said', async () => {
    await page.keyboard.press('5')
    const card = action(page, stuck)
    await card.getByRole('button', { name: 'Close here…' }).click()
    const dialog = page.getByRole('dialog', { name: `Close ${stuck} here?` })
    assert.match(await dialog.innerText(), /It no longer blocks orders from this desk\.\s+The portal still shows it as In Progress\. Nothing is sent\./)
    const said = dialog.getByLabel('What support said, and who said it')
    await said.fill('Mia of support, case 4411: done manually')
    await page.keyboard.press('Escape') // what was typed survives that
    await dialog.waitFor({ state: 'detached' })
    await card.getByRole('button', { name: 'Close here…' }).click()
    assert.equal(await said.inputValue(), 'Mia of support, case 4411: done manually')
    await judge(page, 'close-here')
    await dialog.getByRole('button', { name: 'Close it here' }).click()
    await card.getByRole('heading', { name: /^Closed here by .+, Today/ }).waitFor()
    const words = await card.innerText()
    assert.match(words, /In Progress\s+Closed here/)
    assert.ok(words.includes('“Mia of support, case 4411: done manually”'))
    assert.ok(!words.includes('Stuck'))
    await judge(page, 'closed-here')
  })

  test('and stays closed for whoever looks later, until it is taken back', async () => {
    const other = await browser.open(desk, { hash: new URL(page.url()).hash })
    await action(other, stuck).getByText(/^Closed here by/).waitFor()
    await action(page, stuck).getByRole('button', { name: 'Reopen' }).click()
    await action(page, stuck).getByRole('button', { name: 'Close here…' }).click()
    assert.equal(await page.getByRole('dialog').getByRole('textbox').inputValue(), '') // what was sent is not kept
    await page.keyboard.press('Escape')
    for (const window of [page, other]) {
      await until('it is stuck again', async () => (await action(window, stuck).innerText()).includes('Contact support before doing anything else'))
    }
    assert.equal(await page.locator('.subject').getByText('1 order stuck').count(), 1)
  })

  test('usage stays when the portal is gone, and the reason is said', async () => {
    await page.keyboard.press('2')
    await page.locator('.meter__track').first().waitFor()
    const { port } = portal
    await portal.kill()
    await page.keyboard.press('r')
    await page.getByRole('alert').waitFor()
    assert.match(await page.getByRole('region', { name: 'Usage' }).innerText(), /[\d.]+ GB\s+of [\d.]+ GB/)
    portal = await openPortal({ port })
    await synced(page, 'fresh')
    await button(page, 'Refresh').click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })
})
