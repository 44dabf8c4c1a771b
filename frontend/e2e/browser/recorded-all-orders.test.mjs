// Orders across services in states that the program comes into only by accident or after hours.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asked, script } from './support/browser.mjs'
import { judge } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { answers, recordedWindow } from './support/recorded.mjs'
import { button, headline } from './support/window.mjs'

const open = recordedWindow()
const failure = { fails: { code: 'internal', text: 'The data on this computer is already closed. Nothing was changed. Start Commsdesk again.', said: '' } }
const list = (page) => page.getByRole('grid', { name: 'List of orders' })
const main = (page) => page.locator('.main').innerText()

describe('an order that has no service', () => {
  test('is marked when it is stuck, in the list and in the header of every screen', async () => {
    const page = await open(['all orders'], { hash: '#/orders' })
    const row = list(page).getByRole('row').filter({ hasText: 'ORD00000700101' })
    await row.waitFor()
    assert.match(await row.innerText(), /Activation\s+In Progress.*Stuck, \d+ min\s+No service yet\s+Harriet Lowe/s)
    assert.match(await list(page).getByRole('row').filter({ hasText: 'ORD00000700090' }).innerText(), /Service not on this desk/)
    const alarm = page.getByRole('banner').getByRole('link', { name: /\d+ orders? stuck/ })
    assert.equal(await alarm.count(), 1)
    await judge(page, 'all-orders-stuck')
    await alarm.click()
    await until('only stuck ones are asked for', async () => (await asked(page, 'AllOrders.Page')).some(([query]) => query.show === 'stuck'))
    assert.equal(await button(page, /^Stuck \d/).getAttribute('aria-pressed'), 'true')
  })

  test('says whom to contact, with its parts and what to send to support', async () => {
    const page = await open(['all orders'], { hash: '#/orders/ORD00000700101' })
    await until('its page is shown', async () => (await headline(page).innerText()) === 'ORD00000700101')
    const words = await main(page)
    for (const part of ['No service yet', 'Contact support before doing anything else', 'Harriet Lowe', 'Everyday 60', '1 action, 1 part', 'Number reserved', 'Ask support to cancel the order.']) {
      assert.ok(words.includes(part), part)
    }
    await judge(page, 'lone-order-stuck')
    await page.keyboard.press('s')
    await until('it is copied for support', async () => (await asked(page, 'Service.SupportText')).some(([service, order]) => service === '' && order === 'ORD00000700101'))
    await page.keyboard.press('Escape')
    await list(page).waitFor()
  })

  test('leads to the service that took it over', async () => {
    const shown = answers('all orders')['AllOrders.Show']
    const page = await open(['all orders'], { hash: '#/orders/ORD00000700101', changes: { 'AllOrders.Show': { ...shown, serviceId: 'SVC1', number: '0491 570 156' } } })
    await page.getByRole('heading', { name: 'This order belongs to a service: 0491 570 156' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Open its activity' }).getAttribute('href'), '#/services/SVC1/activity/ORD00000700101')
    assert.ok(!(await main(page)).includes('No service yet'))
  })
})

describe('the list of orders', () => {
  test('keeps its rows and says so when it cannot be read', async () => {
    const page = await open(['all orders'], { hash: '#/orders' })
    await list(page).getByRole('row').nth(1).waitFor()
    await script(page, { 'AllOrders.Page': failure })
    await button(page, /^Failed/).click()
    await page.getByRole('alert').waitFor()
    assert.ok((await main(page)).includes('ORD00000700101'))
  })

  test('is empty in words', async () => {
    const none = { ...answers('all orders')['AllOrders.Page'], rows: [], matching: 0, total: 0, open: 0, stuck: 0, failed: 0, kinds: [] }
    const page = await open(['all orders'], { hash: '#/orders', changes: { 'AllOrders.Page': none } })
    await page.getByRole('heading', { name: 'No orders' }).waitFor()
    assert.ok((await main(page)).includes('The portal lists no orders.'))
  })
})
