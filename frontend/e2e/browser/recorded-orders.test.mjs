// Forms of orders where the portal or another desk comes in between.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asked, rest, script } from './support/browser.mjs'
import { judge } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { answers, recordedWindow } from './support/recorded.mjs'
import { isOff, turnsOn } from './support/window.mjs'

const form = (page) => page.locator('.form')
const why = (page) => page.locator('.form__why')
const place = (page, name = 'Place SIM swap') => page.getByRole('button', { name })
const result = (page) => page.getByRole('group', { name: 'Outcome' })
const guard = (page) => page.getByRole('region', { name: 'Before you send' }).locator('.notice')

describe('the form of an order', () => {
  const show = recordedWindow()

  async function open(scene, action = 'simSwap', changes = {}) {
    const { id } = answers(scene)['Service.Show']
    const kept = { 'Orders.Keep': '2000-01-01T00:05:00Z', 'Orders.Drop': null, 'Orders.Progress': unseen }
    const page = await show([scene], { hash: `#/services/${id}/advanced/${action}`, changes: { ...kept, ...changes } })
    await form(page).waitFor()
    await rest(page)
    return page
  }
  const placed = { blocked: false, state: 'placed', orderId: 'ORD00003927999', problem: null, asked: [{ name: 'SIM', value: 'Physical SIM 0610023941175', was: '' }], mistakes: [], concerns: [], beside: [] }
  const unseen = { serviceId: '', event: null }

  test('waits until each warning was read, and sends which', async () => {
    const page = await open('warned', 'changePlan', { 'Orders.Place': placed })
    const button = place(page, 'Place plan change')
    const ticks = guard(page).getByRole('checkbox', { name: 'I have read this' })
    await ticks.nth(0).check()
    assert.ok(await isOff(button))
    await judge(page, 'order-warned')
    await ticks.nth(1).check()
    await turnsOn(button)
    await button.click()
    await page.getByText('Placed: ORD00003927999').waitFor()
    const [[, read]] = await asked(page, 'Orders.Place')
    assert.deepEqual(read, answers('warned')['Orders.Check'].concerns.map(({ id }) => id))
  })

  test('has a new warning read, and says it aloud', async () => {
    const page = await open('free')
    assert.equal(await isOff(place(page)), false)
    const check = answers('free')['Orders.Check']
    const { level, concerns } = answers('warned')['Orders.Check']
    await script(page, { 'Orders.Check': { ...check, level, concerns } }) // the form looks again by itself
    await until('the button is off', () => isOff(place(page)))
    await until('it is said', async () => (await page.locator('[aria-live=polite]').allInnerTexts()).includes('Check the warnings first.'))
  })

  test('is off while nothing can be checked, and says so', async () => {
    const page = await open('free', 'simSwap', { 'Orders.Check': { fails: { code: 'damaged', text: 'The copy on this computer could not be read.', said: '' } } })
    await page.getByText('could not be read').waitFor()
    assert.ok(await isOff(place(page)))
    assert.match(await why(page).innerText(), /^Unavailable until it is checked\./)
  })

  test('places nothing on a desk that keeps nothing', async () => {
    const page = await open('free', 'simSwap', { 'Orders.Page': { ...answers('free')['Orders.Page'], off: 'This desk keeps nothing on this computer, so no order leaves it.' } })
    await page.getByRole('heading', { name: 'Orders cannot be placed from this desk' }).waitFor()
    assert.ok(await isOff(place(page)))
    await page.keyboard.press('Control+Enter')
    await rest(page)
    assert.deepEqual(await asked(page, 'Orders.Place'), [])
  })

  test('that is blocked at the last moment shows what came in between', async () => {
    const page = await open('free', 'simSwap', { 'Orders.Place': answers('blocked')['Orders.Place'] })
    await place(page).click()
    await result(page).getByText('Nothing was sent').waitFor()
    await guard(page).getByText('Blocked: a').waitFor()
    assert.ok(await isOff(place(page)))
    await judge(page, 'order-blocked-late')
  })

  test('that is placed says loudly when others are open beside it', async () => {
    const [rival] = answers('blocked')['Orders.Place'].concerns
    const page = await open('free', 'simSwap', { 'Orders.Place': { ...placed, beside: [rival] } })
    await place(page).click()
    await page.getByText('Another order is open too').waitFor()
    assert.match(await result(page).getByRole('link', { name: rival.orderId }).getAttribute('href'), new RegExp(`/activity/${rival.orderId}$`))
    await judge(page, 'order-beside')
  })

  test('that is placed is followed, and prepared again if it fails', async () => {
    const { id } = answers('free')['Service.Show']
    const [event] = answers('desk')['Service.Show'].events
    const now = (changes, order) => ({ serviceId: id, event: { ...event, ...changes, order: { ...event.order, orderId: placed.orderId, ...order } } })
    const page = await open('free', 'simSwap', { 'Orders.Place': placed })
    await place(page).click()
    const stages = page.getByRole('region', { name: 'What the portal does' })
    await stages.getByText('The portal does not show it yet.').waitFor()
    assert.match(await result(page).innerText(), /What was placed\s+SIM\s+Physical SIM 0610023941175/)
    assert.equal(await result(page).getByRole('button', { name: 'Prepare again' }).count(), 0)
    await script(page, { 'Orders.Progress': now({ open: true }, { open: true, status: 'inProgress', statusWord: 'inProgress' }) })
    await stages.getByText('In Progress').waitFor()
    await stages.getByRole('list', { name: 'Stages, in local time' }).waitFor()
    await judge(page, 'order-progress')
    await script(page, { 'Orders.Progress': now({ open: false, again: true }, { open: false, status: 'failed', statusWord: 'failed', endedAt: event.order.placedAt }) })
    await result(page).getByText('It ended without effect.').waitFor()
    await judge(page, 'order-failed')
    await script(page, { 'Orders.PrepareAgain': { fails: { code: 'invalid', text: 'A draft of this form is kept already. Nothing was prepared.', said: '' } } })
    const again = result(page).getByRole('button', { name: 'Prepare again' })
    await again.click()
    await result(page).getByText('A draft of this form is kept already.').waitFor()
    const { draft } = answers('free')['Orders.Draft']
    await script(page, { 'Orders.PrepareAgain': draft })
    await again.click()
    await until('the form is filled in', async () => (await page.getByLabel('SIM number').inputValue()) === draft.simNumber)
    await rest(page)
    assert.equal((await asked(page, 'Orders.Place')).length, 1)
  })

  test('of a travel pack shows those that were ordered, with what became of each', async () => {
    const service = answers('free')['Service.Show']
    const [event] = answers('desk')['Service.Show'].events
    const order = { ...event.order, kind: 'travelPack', orderId: 'ORD00003927555', status: 'complete', statusWord: 'completed', asked: [{ name: 'travelPack', value: 'Asia 14 days', was: '' }, { name: 'start', value: '2026-12-01', was: '' }] }
    const page = await show(['free'], { hash: `#/services/${service.id}/packs`, changes: { 'Service.Show': { ...service, events: [{ ...event, order }] } } })
    const pack = page.getByRole('list', { name: 'Travel packs ordered' }).getByRole('listitem')
    await pack.waitFor()
    assert.match(await pack.innerText(), /Complete\s+Travel pack Asia 14 days, Start 2026-12-01/)
    assert.match(await pack.getByRole('link', { name: order.orderId }).getAttribute('href'), /activity\/ORD00003927555$/)
    await judge(page, 'packs-ordered')
  })

  test('that was refused is prepared again as it was', async () => {
    const problem = { code: 'invalid', text: 'The portal refused this order. Nothing was placed.', said: 'The SIM is already assigned to another service.' }
    const page = await open('free', 'simSwap', { 'Orders.Place': { ...placed, state: 'refused', orderId: '', problem } })
    await place(page).click()
    await result(page).getByRole('button', { name: 'Prepare again' }).click()
    assert.equal(await page.getByLabel('SIM number').inputValue(), '0610023941175')
    assert.equal(await result(page).count(), 0)
    assert.equal((await asked(page, 'Orders.Place')).length, 1)
  })

  for (const [state, problem] of [['refused', { code: 'invalid', text: 'The portal refused this order. Nothing was placed.', said: 'The SIM is already assigned to another service.' }], ['notSent', { code: 'unreachable', text: 'The portal could not be reached. Nothing was sent.', said: '' }]]) {
    test(`a held Enter places one order, which is ${state}`, async () => {
      const page = await open('free', 'simSwap', { 'Orders.Place': { ...placed, state, orderId: '', problem } })
      await place(page).focus()
      for (let i = 0; i < 12; i++) await page.keyboard.down('Enter') // again and again without being let go: the key repeats
      await result(page).waitFor()
      for (let i = 0; i < 12; i++) await page.keyboard.down('Enter')
      await page.keyboard.up('Enter')
      await rest(page)
      assert.equal((await asked(page, 'Orders.Place')).length, 1)
      assert.equal(await page.getByLabel('SIM number').inputValue(), '0610023941175') // what was typed stays
    })
  }

  test('says why no plan can be chosen where the portal has no catalog', async () => {
    const page = await open('free', 'simSwap', answers('no catalog'))
    await page.getByRole('navigation', { name: 'Actions' }).getByText('No plans are known').waitFor()
    await judge(page, 'order-no-plans')
  })
})
