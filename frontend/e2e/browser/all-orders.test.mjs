// Orders across services, on a portal in a process of its own: what a colleague ordered has no service yet.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile, startAgain } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { action, button, everything, headline, search, shown, synced } from './support/window.mjs'

const list = (page) => page.getByRole('grid', { name: 'List of orders' })
const find = (page) => page.getByRole('searchbox', { name: 'Search orders' })
const place = (page, name) => page.getByRole('navigation', { name: 'Services or orders' }).getByRole('link', { name })
const rows = (page) => list(page).getByRole('row').filter({ has: page.getByRole('rowheader') })
const ids = async (page) => (await rows(page).getByRole('link').allInnerTexts()).map((text) => text.trim())
const say = (page) => page.locator('.foot__say').innerText()

describe('orders across services', () => {
  const browser = new Browser()
  let portal
  let desk
  let page
  let id
  const args = []

  before(async () => {
    portal = await openPortal({ lateServices: true })
    id = await portal.activate('Harriet Lowe')
    args.push('--data-dir', office(portal), '--passphrase-file', passphraseFile())
    desk = await openDesk(args, { bus: true })
    page = await browser.open(desk)
    await shown(page)
    await synced(page, 'fresh')
    await everything(page)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('lists the order of a colleague first, in the place of services', async () => {
    assert.match(await place(page, /^Orders/).innerText(), /^Orders\s+\d+ open$/)
    await place(page, /^Orders/).click()
    await until('the order is listed', async () => (await ids(page)).includes(id))
    const row = rows(page).filter({ hasText: id })
    assert.match(await row.innerText(), /Activation\s+(Acknowledged|In Progress|Pending).*No service yet\s+Harriet Lowe/s)
    assert.equal(await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Services' }).getAttribute('aria-current'), 'page')
    assert.match(await say(page), /^[\d,]+ orders, newest first/)
    await judge(page, 'all-orders')
  })

  test('shows what is open, stuck and failed, each as often as it counts', async () => {
    for (const [name, columns] of [['Open', /./], ['Stuck', /Stuck, /], ['Failed', /Failed|Rejected|Partial/]]) {
      const filter = button(page, new RegExp(`^${name} \\d`))
      const n = Number((await filter.locator('.n').innerText()).replaceAll(',', ''))
      assert.ok(n > 0, name)
      await filter.click()
      await until(`${name} is shown`, async () => (await say(page)).startsWith(`${n.toLocaleString('en-AU')} of `))
      for (const text of await rows(page).allInnerTexts()) assert.match(text, columns)
      await filter.click()
    }
    await button(page, /^Placed here/).click()
    await page.getByRole('heading', { name: 'No order matches the filters' }).waitFor()
    assert.match(await page.locator('.none').innerText(), /Searched Order ID, number, customer, plan and SIM of all [\d,]+ orders in the copy\./)
    await judge(page, 'all-orders-none')
    await page.keyboard.press('Escape')
    await until('everything is listed again', async () => /^[\d,]+ orders/.test(await say(page)))
  })

  test('sorts what is stuck first, and is walked by keys', async () => {
    await list(page).getByRole('button', { name: 'Open for' }).click()
    await until('stuck orders come first', async () => /Stuck, /.test((await rows(page).allInnerTexts())[0] ?? ''))
    await list(page).getByRole('button', { name: 'Placed' }).click()
    await page.keyboard.press('/')
    await page.keyboard.type(id.toLowerCase())
    await until('it is found', async () => (await ids(page)).join() === id)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await until('its page is shown', async () => (await headline(page).innerText()) === id)
  })

  test('has a page for it: what it asks, its state and age, and that there is no service yet', async () => {
    const words = await page.locator('.main').innerText()
    for (const part of ['Activation', 'No service yet', 'Everyday 60', 'Harriet Lowe']) assert.ok(words.includes(part), `${part} in ${words}`)
    await judge(page, 'lone-order')
    await page.keyboard.press('r')
    await until('it was read again', async () => !(await page.getByRole('alert').count()))
    await page.keyboard.press('Escape')
    await list(page).waitFor()
    await until('the row is still selected', async () => (await list(page).locator('[aria-selected="true"]').innerText()).includes(id))
  })

  test('is found among services by its Order ID, and opened with Enter', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await search(page).fill(id)
    await page.getByText(`1 order without a service matches “${id}”`).waitFor()
    await judge(page, 'services-unserved')
    await search(page).press('Enter')
    await until('its page is shown', async () => (await headline(page).innerText()) === id)
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await search(page).fill('')
    await everything(page)
  })

  test('a search by the Order ID of a service opens on that order', async () => {
    const stuck = 'ORD00003927848'
    await search(page).fill(stuck)
    await until('its service is found', async () => (await page.locator('.found').count()) === 1)
    await search(page).press('Enter')
    await page.keyboard.press('Enter')
    await action(page, stuck).waitFor()
    await until('the order has the focus', () => action(page, stuck).evaluate((card) => card.contains(document.activeElement)))

    await page.keyboard.press('Escape')
    await search(page).waitFor()
    await search(page).fill('')
    await everything(page)
  })

  test('Esc leads back to the list from which an order was opened', async () => {
    await place(page, /^Orders/).click()
    await find(page).fill('ORD00003927848')
    await until('it is found', async () => (await ids(page)).length === 1)
    await rows(page).getByRole('link').first().click()
    await action(page, 'ORD00003927848').waitFor()
    await page.keyboard.press('Escape')
    await list(page).waitFor()
    await place(page, /^Services/).click()
    await search(page).waitFor()
  })

  test('a link leads to it', async () => {
    const second = await startAgain([...args, `commsdesk://orders/${id}`])
    assert.equal(second.errors.includes('panic'), false, second.errors)
    await until('its page is shown', async () => (await headline(page).innerText()) === id)
    assert.ok((await page.locator('.main').innerText()).includes('No service yet'))
  })
})
