// One service on the demo: its overview, its activity, an order that is stuck and what to do about it.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { asked, Browser, meanwhile } from './support/browser.mjs'
import { office, openDesk } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { action, headline, openService, shown } from './support/window.mjs'

const stuck = 'ORD00003927848'
const anySIM = /E-SIM|Physical SIM/ // the past of the demo ends now, and is not the same at every hour

describe('a service', () => {
  const browser = new Browser()
  let desk
  let page
  let onlooker // a second window, which nobody touches
  let seen

  const first = () => onlooker.locator('.order').first().innerText()
  const withoutTimes = (text) => text.replaceAll(/\d+ (s|min|h)\b/g, '')

  before(async () => {
    desk = await openDesk(['--demo', '--data-dir', office()])
    onlooker = await browser.open(desk)
    await shown(onlooker)
    await openService(onlooker, '0491 570 110')
    await onlooker.locator('.order').first().waitFor()
    seen = withoutTimes(await first())
    page = await browser.open(desk)
    await shown(page)
    await openService(page, '0491 570 156')
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('shows its number on top, and who it is', async () => {
    assert.equal(await headline(page).innerText(), '0491 570 156')
    const subject = await page.locator('.subject').innerText()
    for (const part of ['Harriet Lowe', 'Everyday 60', 'Platform 2.0', 'Active', '1 order stuck']) assert.ok(subject.includes(part), part)
    assert.match(subject, anySIM)
  })

  test('warns of a stuck order, and says whom to call before anything else', async () => {
    const card = action(page, stuck)
    const words = await card.innerText()
    assert.match(words, /In Progress/)
    assert.match(words, /Contact support before doing anything else/)
    assert.match(words, /In Progress for \d\d minutes\. Standard requests finish within 30\. Do not place it again: quote the Order ID\./)
    assert.ok(words.includes('Demo support'))
    const links = await card.locator('.support a').evaluateAll((found) => found.map((a) => [a.innerText, a.getAttribute('href')]))
    assert.deepEqual(links, [['1300 555 010', 'tel:1300555010'], ['support@demo.example', 'mailto:support@demo.example']])
    assert.match(words, /The portal warns\s+“The carrier has not confirmed this change\./)
    await judge(page, 'activity')
  })

  test('shows the carrier’s codes as they were sent, and says that they need no action', async () => {
    const codes = await action(page, stuck).locator('.trail .code').allInnerTexts()
    assert.deepEqual(codes, ['(VAL_OK)', '(SIM_RSV)', '(PCN_CON)', '(BPCN)'])
    assert.match(await page.locator('.foot__say').innerText(), /^Codes in brackets are the carrier’s own stages, as received\. They need no action\./)
  })

  test('copies for support what support wants to know', async () => {
    await action(page, stuck).getByRole('button', { name: 'Copy for support' }).click()
    await page.getByRole('button', { name: 'Copied' }).first().waitFor()
    const text = await until('the text is copied', async () => (await asked(page, 'Frame.Copy')).flat().find((copied) => copied.includes(stuck)))
    for (const part of ['Order ID:', '+61491570156', '(PCN_CON)', '(BPCN)', 'inProgress']) assert.ok(text.includes(part), `${part} in\n${text}`)
  })

  test('copies the Order ID with one key', async () => {
    await action(page, stuck).getByRole('button', { expanded: true }).focus()
    await page.keyboard.press('c')
    await until('the Order ID is copied', async () => (await asked(page, 'Frame.Copy')).flat().includes(stuck))
  })

  test('tells how long each stage took, and in UTC to those who ask', async () => {
    const trail = action(page, stuck).getByRole('list', { name: 'Stages, in local time' })
    const last = trail.getByRole('listitem').last()
    assert.match(await last.innerText(), /\(BPCN\)\s*\d+ min so far/)
    await trail.focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    assert.match(await last.innerText(), /UTC/)
  })

  test('says what a status means, to those who point, who use keys and who listen', async () => {
    const toggle = action(page, stuck).getByRole('button', { expanded: true }).first()
    const meaning = toggle.locator('.order__meaning')
    const means = 'One or more carrier stages are running.'
    await page.mouse.move(5, 5)
    await page.locator('.bar').first().click()
    assert.equal(await meaning.isVisible(), false)
    await toggle.hover()
    await meaning.getByText(means).waitFor()
    await page.mouse.move(5, 5)
    await page.keyboard.press('ArrowDown')
    await until('the keys show it', async () => (await page.locator('.order__meaning:visible').count()) === 1)
    assert.equal(await page.locator(`[id="${await toggle.getAttribute('aria-describedby')}"]`).textContent(), means)
  })

  test('moves between orders and opens them with the keyboard', async () => {
    const toggles = page.locator('.order__toggle')
    const at = () => toggles.evaluateAll((all) => all.indexOf(document.activeElement))
    await toggles.first().focus()
    await page.keyboard.press('ArrowDown')
    assert.equal(await at(), 1)
    const expanded = () => toggles.nth(1).getAttribute('aria-expanded')
    const before = await expanded()
    await page.keyboard.press('Enter')
    await until('it is turned', async () => (await expanded()) !== before)
    await page.keyboard.press('Enter')
    await until('it is turned back', async () => (await expanded()) === before)
    await page.keyboard.press('ArrowUp')
    assert.equal(await at(), 0)
  })

  test('says on its overview what is stuck, and leads to the order', async () => {
    await page.keyboard.press('1')
    const overview = page.getByRole('region', { name: 'Overview' })
    await overview.waitFor()
    const words = await overview.innerText()
    assert.match(words, /SIM Swap has been In Progress for \d\d minutes/)
    for (const part of [stuck, '(BPCN)', 'Harriet Lowe', 'Latest activity', 'Voicemail']) assert.ok(words.includes(part), part)
    assert.match(words, anySIM)
    await judge(page, 'overview')
    await page.getByRole('link', { name: 'Show order' }).click()
    await action(page, stuck).waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-expanded')), 'true')
  })

  test('is read again at Refresh, and says when', async () => {
    const updated = () => page.locator('.bar .end time').getAttribute('datetime')
    const before = await updated()
    const button = page.getByRole('button', { name: 'Refresh' })
    const { width } = await button.boundingBox()
    await meanwhile(page, 'Service.Refresh', async () => {
      await button.click()
      const busy = page.locator('button[aria-busy=true]')
      await busy.waitFor()
      assert.equal((await busy.boundingBox()).width, width)
    })
    await until('the time moves on', async () => Date.parse(await updated()) > Date.parse(before))
    assert.match(await page.locator('.bar .end').innerText(), /Last updated \d\d:\d\d:\d\d.*, \d+ s ago/s)
  })

  test('shows one action with its parts, and not the same order three times', async () => {
    await page.keyboard.press('Escape')
    await openService(page, '0491 570 006')
    const port = page.locator('.order').filter({ hasText: '1 action, 2 parts' })
    await port.waitFor()
    assert.equal(await port.count(), 1)
    assert.match(await port.innerText(), /Number Port/)
    assert.ok((await port.innerText()).includes('One order passes through several carrier systems. That is normal.'))
    const ids = await port.locator('.part .order__head > .id').allInnerTexts()
    assert.equal(ids.length, 2)
    for (const id of ids) assert.equal(await page.getByText(id, { exact: true }).count(), 1, `${id} stands once`)
    await port.locator('.part').first().getByRole('button', { expanded: false }).click()
    assert.ok((await port.locator('.part').first().locator('.trail .code').count()) > 0)
    await judge(page, 'parts')
  })

  test('moves on by itself while somebody only looks', async () => {
    await until('the order has advanced', async () => withoutTimes(await first()) !== seen)
  })
})
