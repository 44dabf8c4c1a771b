// Orders placed through the real program: on the demo, and on a portal in a process of its own that refuses, dies,
// and whose answers get lost.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { openWire } from './support/wire.mjs'
import { action, atRest, button, openService, rows, shown, synced } from './support/window.mjs'

const stuck = 'ORD00003927848'
const card = '0610023941175'

const tab = (page, name) => page.getByRole('navigation', { name: 'Service' }).getByRole('link', { name })
const entry = (page, name) => page.getByRole('navigation', { name: 'Actions' }).getByRole('link', { name: new RegExp(`^${name}`) })
const sim = (page) => page.getByLabel('SIM number')
const result = (page) => page.getByRole('group', { name: 'Outcome' })
const guard = (page) => page.getByRole('region', { name: 'Before you send' })
const orderId = (text) => /ORD\d+/.exec(text)?.[0]

/** Services on which nothing is open, from the list. */
async function idle(page, platform = '2.0') {
  await synced(page, 'fresh')
  await atRest(page)
  return (await rows(page)).filter((row) => row.open.startsWith('–') && row.state === 'Active' && row.platform === platform).map((row) => row.number)
}

async function form(page, number, name) {
  await openService(page, number)
  await tab(page, 'Advanced').click()
  await entry(page, name).click()
  await page.getByRole('heading', { level: 2, name, exact: true }).waitFor()
}

/** Waits until what stands before the button is of the form as it is filled in. */
const checked = (page) => page.locator('.beside:not([aria-busy])').waitFor()

/** What the activity holds of a type, newest first. */
async function activity(page, kind) {
  await tab(page, /^Activity/).click()
  await page.locator('.order').first().waitFor()
  return (await page.locator('.order').allInnerTexts()).filter((text) => text.includes(kind))
}

describe('orders on the demo', () => {
  const browser = new Browser()
  let desk
  let page
  let free

  before(async () => {
    desk = await openDesk(['--demo', '--data-dir', office()])
    page = await browser.open(desk)
    await shown(page)
    free = await idle(page)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('a SIM swap is placed, and stands in the activity', async () => {
    const number = free.shift()
    await form(page, number, 'SIM swap')
    await sim(page).fill('0610')
    await page.getByText('4 of 13').waitFor()
    await sim(page).fill(card)
    await page.getByLabel('Note for the journal').fill('The old card is broken.')
    await checked(page)
    await guard(page).getByRole('heading', { name: 'Ready to send' }).waitFor()
    await judge(page, 'order-swap')
    await button(page, 'Place SIM swap').click()
    await result(page).getByText(/^Placed: ORD/).waitFor()
    const id = orderId(await result(page).innerText())
    assert.match(await result(page).innerText(), new RegExp(`What was placed\\s+SIM\\s+Physical SIM ${card}`))
    const stages = page.getByRole('region', { name: 'What the portal does' })
    await stages.getByText(/Acknowledged|In Progress/).waitFor()
    await judge(page, 'order-placed')
    await result(page).getByRole('link', { name: 'Show order' }).click()
    await until('the order stands there', async () => (await action(page, id).innerText()).includes('SIM Swap'))
    assert.match(await action(page, id).innerText(), new RegExp(card))
  })

  test('a double click makes one order', async () => {
    await page.keyboard.press('Escape')
    await form(page, free.shift(), 'SIM swap')
    await sim(page).fill(card.replace(/5$/, '6'))
    await page.getByText(/Draft saved/).first().waitFor()
    await button(page, 'Place SIM swap').dblclick()
    await result(page).getByText(/^Placed: ORD/).waitFor()
    await page.keyboard.press('Control+Enter')
    const open = async () => (await activity(page, 'SIM Swap')).filter((text) => /Acknowledged|In Progress/.test(text)).length
    await until('the order stands there', async () => (await open()) > 0)
    assert.equal(await open(), 1)
  })

  test('a second one is blocked, with its reason and the way to the first', async () => {
    await page.keyboard.press('Escape')
    await form(page, '0491 570 156', 'SIM swap')
    await sim(page).fill(card.replace(/5$/, '7')) // the first card is on its way
    await checked(page)
    const told = await guard(page).innerText()
    assert.match(told, /Blocked: a SIM swap is open\s+SIM swap ORD00003927848 has been In Progress for \d+ minutes, at BPCN\./)
    assert.match(told, /contact support and quote the Order ID/)
    assert.equal(await button(page, 'Place SIM swap').getAttribute('aria-disabled'), 'true')
    await page.getByText(`Unavailable while ${stuck} is open.`, { exact: false }).first().waitFor()
    await button(page, 'Place SIM swap').click({ force: true })
    await page.keyboard.press('Control+Enter')
    await judge(page, 'order-blocked')
    await guard(page).getByRole('link', { name: stuck }).click()
    await action(page, stuck).waitFor()
    assert.equal((await activity(page, 'SIM Swap')).filter((text) => text.includes('In Progress')).length, 1)
  })

  test('a cancellation waits for the number, typed again', async () => {
    await page.keyboard.press('Escape')
    const number = free.shift()
    await form(page, number, 'Cancel service')
    const cancel = button(page, 'Cancel the service')
    await page.getByText('Type the number again to continue.').waitFor()
    await guard(page).getByText('no undo, no grace period').waitFor()
    assert.ok((await guard(page).getByText('Cannot be undone').count()) >= 3)
    await page.getByLabel('Type the number again').fill(free[0])
    await page.keyboard.press('Tab')
    await page.getByText('This is not the number of this service').waitFor()
    assert.equal(await cancel.getAttribute('aria-disabled'), 'true')
    await page.getByLabel('Type the number again').fill(number.replaceAll(' ', ''))
    await until('the button is on', async () => (await cancel.getAttribute('aria-disabled')) === null)
    await judge(page, 'order-cancel')
    await cancel.click()
    await result(page).getByText(/^Placed: ORD/).waitFor()
    // And while it is open nothing else is placed.
    await entry(page, 'SIM swap').click()
    await guard(page).getByText(/Blocked/).waitFor()
    assert.match(await guard(page).innerText(), /Nothing else can be placed on a service that is being cancelled/)
  })

  test('a plan is chosen from those of its own platform', async () => {
    await page.keyboard.press('Escape')
    await form(page, free.shift(), 'Change plan')
    assert.match(await page.locator('.plan--current').innerText(), /Current Plan/)
    await page.getByText('Choose a plan to continue.').waitFor()
    await page.getByRole('radio').first().check()
    await guard(page).getByText(/takes effect on/).waitFor()
    await judge(page, 'order-plan')
    await button(page, 'Place plan change').click()
    await result(page).getByText(/^Placed: ORD/).waitFor()
  })

  test('a feature is switched', async () => {
    await page.keyboard.press('Escape')
    await openService(page, free.shift())
    await tab(page, 'Features').click()
    const roaming = page.getByRole('switch', { name: 'International roaming' })
    await roaming.click()
    await page.locator('.switches .changed').getByText(/^(Off to On|On to Off)$/).waitFor()
    await judge(page, 'order-features')
    await button(page, 'Place feature update').click()
    await result(page).getByText(/^Placed: ORD/).waitFor()
  })

  test('a service is activated', async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Activate…' }).click()
    await page.getByLabel('Customer').fill('Piper Ashdown')
    await page.getByRole('radio').first().check()
    await page.getByLabel('E-SIM').check()
    await page.getByRole('radio', { name: /New number/ }).check()
    await guard(page).getByText(/is created for Piper Ashdown/).waitFor()
    await judge(page, 'order-activation')
    await button(page, 'Activate the service').click()
    await result(page).getByText(/^Placed/).waitFor()
    await page.getByRole('region', { name: 'What the portal does' }).getByText(/Acknowledged|In Progress/).waitFor()
    await result(page).getByText('Piper Ashdown').waitFor()
    await judge(page, 'order-activated')
    await button(page, 'Start another activation').click()
    assert.equal(await page.getByLabel('Customer').inputValue(), '')
  })
})

describe('orders on a portal that is not always well', () => {
  const browser = new Browser()
  let portal
  let desk
  let page
  let args
  let free

  const openWindow = async () => {
    desk = await openDesk(args)
    page = await browser.open(desk)
    await shown(page)
    await synced(page, 'fresh')
  }
  const restart = async (...faults) => {
    await portal.kill()
    portal = await openPortal({ port: portal.port, services: 60, faults })
  }

  before(async () => {
    portal = await openPortal({ services: 60 })
    args = ['--data-dir', office(portal), '--passphrase-file', passphraseFile()]
    await openWindow()
    free = await idle(page)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('a draft is there again after the program was ended', async () => {
    await form(page, free[0], 'SIM swap')
    await sim(page).fill('06100239')
    await page.getByLabel('Note for the journal').fill('The customer calls back.')
    await page.keyboard.press('Control+s')
    await page.getByText(/Draft saved \d\d:\d\d\./).first().waitFor()
    await page.context().close()
    await desk.stop()
    await openWindow()
    await form(page, free[0], 'SIM swap')
    await until('the draft is there', async () => (await sim(page).inputValue()) === '06100239')
    assert.equal(await page.getByLabel('Note for the journal').inputValue(), 'The customer calls back.')
  })

  test('a refusal is told in the portal’s sentence, and the draft stays', async () => {
    await restart('refuse')
    await sim(page).fill(card)
    await button(page, 'Place SIM swap').click()
    await result(page).getByText('The portal says:').waitFor()
    assert.match(await result(page).innerText(), /The portal says: “[^”]+”/)
    assert.equal(await sim(page).inputValue(), card)
    await judge(page, 'order-refused')
  })

  test('a portal that cannot be reached gets nothing, and the draft stays', async () => {
    await portal.kill()
    await button(page, 'Place SIM swap').click()
    await result(page).getByText(/cannot be reached/).waitFor()
    assert.match(await result(page).innerText(), /Nothing was sent/)
    assert.equal(await sim(page).inputValue(), card)
    // Once the desk knows that it is offline, it says so before anybody presses.
    const place = button(page, 'Place SIM swap')
    await guard(page).getByRole('heading', { name: 'Nothing can be placed now' }).waitFor()
    assert.equal(await place.getAttribute('aria-disabled'), 'true')
    assert.match(await page.locator('.form__why').innerText(), /^Unavailable: the portal cannot be reached\. Draft saved/)
    assert.doesNotMatch(await page.locator('.main').innerText(), /Ready to send/)
    await place.click({ force: true })
    await judge(page, 'order-offline')
    portal = await openPortal({ port: portal.port, services: 60 })
    await button(page, 'Try now').click()
    await until('the button is on again', async () => (await place.getAttribute('aria-disabled')) === null)
  })
})

describe('orders over a wire that is watched', () => {
  const browser = new Browser()
  let portal
  let wire
  let desk
  let page
  let free

  before(async () => {
    portal = await openPortal({ services: 60 })
    wire = await openWire(portal)
    desk = await openDesk(['--data-dir', office(wire), '--passphrase-file', passphraseFile()])
    page = await browser.open(desk)
    await shown(page)
    await synced(page, 'fresh')
    free = await idle(page)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await wire?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('a double click, a held Enter and Ctrl Enter write once', async () => {
    await form(page, free[0], 'SIM swap')
    await sim(page).fill(card)
    await checked(page)
    await guard(page).getByRole('heading', { name: 'Ready to send' }).waitFor()
    const writes = wire.writes
    const place = button(page, 'Place SIM swap')
    await place.focus()
    for (let i = 0; i < 10; i++) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    for (let i = 0; i < 3; i++) await page.keyboard.press('Control+Enter')
    await result(page).getByText(/^Placed: ORD/).waitFor()
    assert.equal(wire.writes - writes, 1)
  })

  test('an answer that was lost is looked up, and ends as the one order it became', async () => {
    await page.keyboard.press('Escape')
    await form(page, free[1], 'SIM swap')
    await sim(page).fill(card.replace(/5$/, '8'))
    await checked(page)
    await guard(page).getByRole('heading', { name: 'Ready to send' }).waitFor()
    const writes = wire.writes
    wire.loses = true
    await button(page, 'Place SIM swap').dblclick()
    await result(page).getByText('Outcome unknown').waitFor()
    assert.match(await result(page).innerText(), /Commsdesk is checking/)
    await judge(page, 'order-unsure')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+Enter') // it must not go out again
    wire.loses = false
    await result(page).getByRole('link', { name: 'Show activity' }).click()
    await until('the portal’s order stands there, once', async () => {
      const swaps = await activity(page, 'SIM Swap')
      return swaps.filter((text) => /Acknowledged|In Progress/.test(text) && orderId(text) !== undefined).length === 1
    })
    assert.equal(wire.writes - writes, 1)
  })
})
