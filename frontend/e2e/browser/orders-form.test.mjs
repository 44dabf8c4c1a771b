// The forms of orders on the demo, filled in as staff do: mistakes, drafts, and what is on its way while somebody goes on.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { asked, Browser, meanwhile, rest, script } from './support/browser.mjs'
import { office, openDesk } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { action, atRest, find, isOff, rows, shown, synced, turnsOn } from './support/window.mjs'

const stuck = 'ORD00003927848'
const card = '0610023941175'

describe('the form of an order', () => {
  const browser = new Browser()
  let desk
  let page
  let free // services on which nothing is open, by platform

  const sim = () => page.getByLabel('SIM number')
  const why = () => page.locator('.form__why')
  const place = (name = 'Place SIM swap') => page.getByRole('button', { name })
  const result = () => page.getByRole('group', { name: 'Outcome' })
  const guard = () => page.getByRole('region', { name: 'Before you send' })
  const list = () => page.getByRole('navigation', { name: 'Actions' })
  const described = (field) => field.evaluate((el) => document.getElementById(el.getAttribute('aria-describedby') ?? '')?.textContent ?? '')
  const placings = async () => (await asked(page, 'Orders.Place')).length
  const saved = () => page.getByText(/Draft saved \d\d:\d\d\./).first().waitFor()
  const go = async (hash) => {
    await page.goto('about:blank')
    await page.goto(`${desk.url}/${hash}`)
  }
  async function form(id, name) {
    await go(id === '' ? `#/${name}` : `#/services/${id}/${name}`)
    await page.locator('.form').waitFor()
    await rest(page)
  }
  /** A SIM swap without conflicts, filled in. */
  async function filled(id, number) {
    await form(id, 'advanced/simSwap')
    await sim().fill(number)
    await guard().getByRole('heading', { name: 'Ready to send' }).waitFor()
    await rest(page)
  }
  const idOf = async (number) => {
    await find(page, number, (found) => found.length === 1)
    const href = await page.getByRole('link', { name: number }).getAttribute('href')
    return /services\/([^/]+)/.exec(href)[1]
  }

  before(async () => {
    desk = await openDesk(['--demo', '--data-dir', office()])
    page = await browser.open(desk)
    await shown(page)
    await synced(page, 'fresh')
    await atRest(page)
    const all = (await rows(page)).filter((row) => row.open.startsWith('–') && row.state === 'Active')
    free = { '1.0': [], '2.0': [] }
    for (const [platform, ids] of Object.entries(free))
      for (const { number } of all.filter((row) => row.platform === platform).slice(0, 6)) ids.push(await idOf(number))
    stuckId = await idOf('0491 570 156')
  })
  let stuckId
  after(async () => {
    await browser.stop()
    await desk?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('says beforehand what would come of each action, by shape and word', async () => {
    await form(stuckId, 'advanced')
    await until('each is told', async () => String(await list().getByRole('link').allInnerTexts()) === String([
      'SIM swap\nBlocked: a SIM swap is open', 'Change plan\nWarning: a SIM swap is open', 'Cancel service\nBlocked: a SIM swap is open', 'Number port\nWarning: a SIM swap is open',
    ]))
    const shapes = await list().locator('.glyph').evaluateAll((found) => found.map((svg) => svg.innerHTML))
    assert.equal(new Set(shapes).size, 2)
    assert.match(await list().locator('[aria-current=page]').innerText(), /SIM swap/)
  })

  test('says nothing green of a form in which nothing was entered', async () => {
    const green = () => page.locator('.form .status--complete, .beside .status--complete, .advanced__list .status--complete').count()
    for (const name of ['simSwap', 'changePlan', 'cancelService', 'numberPort']) {
      await form(free['2.0'][0], `advanced/${name}`)
      await until('what will happen is told', async () => (await page.locator('.facts--sent').count()) === 1)
      assert.equal(await green(), 0, name)
      assert.doesNotMatch(await page.locator('.main').innerText(), /Ready to send|No open order/, name)
    }
    await form(free['2.0'][0], 'advanced/simSwap')
    await judge(page, 'order-empty')
    await sim().fill('0610')
    await guard().getByText('Not complete yet').waitFor()
    assert.equal(await green(), 0)
    await sim().fill(card)
    await guard().getByRole('heading', { name: 'Ready to send' }).waitFor()
    assert.equal(await green(), 1)
    await page.getByRole('button', { name: 'Delete draft' }).click()
    await guard().getByRole('heading', { name: 'Ready to send' }).waitFor({ state: 'detached' })
  })

  test('says whom to call where an order is blocked or warned', async () => {
    const contact = () => guard().locator('.support a').evaluateAll((found) => found.map((a) => a.getAttribute('href')))
    for (const name of ['simSwap', 'changePlan']) {
      await form(stuckId, `advanced/${name}`)
      await until(name, async () => String(await contact()) === 'tel:1300555010,mailto:support@demo.example')
    }
    // It is opened by the program, and the window stays where it is.
    const { url } = desk
    await script(page, { 'Frame.Reach': null })
    await guard().getByRole('link', { name: '1300 555 010' }).click()
    await until('the call is asked for', async () => String(await asked(page, 'Frame.Reach')) === 'tel:1300555010')
    assert.ok(page.url().startsWith(url))
  })

  test('counts digits, and shows a mistake only once the field was left', async () => {
    await form(free['2.0'][0], 'advanced/simSwap')
    assert.match(await described(sim()), /^The 13 digits printed on the card/)
    await sim().pressSequentially('061002394')
    await page.getByText('9 of 13').waitFor()
    await rest(page) // what is wrong with it is known by now
    assert.equal(await sim().getAttribute('aria-invalid'), null)
    await page.keyboard.press('Tab')
    await until('it is marked', async () => (await sim().getAttribute('aria-invalid')) === 'true')
    assert.match(await described(sim()), /looks like a phone number/)
    await sim().fill(card)
    await until('it is right', async () => (await sim().getAttribute('aria-invalid')) === null)
    await sim().press('Enter') // in a field it places nothing
    await rest(page)
    assert.equal(await placings(), 0)
  })

  test('hides the number of an E-SIM, and gives it back', async () => {
    await page.getByLabel('E-SIM').check()
    assert.equal(await sim().count(), 0)
    await page.getByLabel('Physical SIM').check()
    assert.equal(await sim().inputValue(), card)
  })

  test('keeps a draft while somebody types, until it is deleted', async () => {
    await form(free['2.0'][1], 'advanced/simSwap')
    await sim().fill('06100239')
    await page.getByLabel('Note for the journal').fill('Customer asked twice.')
    await saved()
    await page.getByRole('navigation', { name: 'Service' }).getByRole('link', { name: 'Overview' }).click()
    await page.locator('.panels').waitFor()
    await page.goBack()
    await until('the draft is there', async () => (await sim().inputValue()) === '06100239')
    assert.equal(await page.getByLabel('Note for the journal').inputValue(), 'Customer asked twice.')
    assert.match(await list().innerText(), /Draft saved/)
    await sim().fill('061002')
    await page.keyboard.press('Escape') // leaving keeps it too
    await page.getByRole('heading', { level: 1, name: 'Services' }).waitFor()
    await page.goBack()
    await until('it is there as it was left', async () => (await sim().inputValue()) === '061002')
    await page.getByRole('button', { name: 'Delete draft' }).click()
    assert.equal(await sim().inputValue(), '')
    await until('nothing is said of it', async () => (await why().innerText()) === '')
    assert.ok(await isOff(page.getByRole('button', { name: 'Delete draft' })))
  })

  test('keeps no number that was typed again', async () => {
    await form(free['2.0'][1], 'advanced/cancelService')
    const button = place('Cancel the service')
    await button.focus() // it is off, and can still be reached
    assert.equal(await button.evaluate((el) => el === document.activeElement), true)
    await page.keyboard.press('Control+Enter')
    const number = (await page.getByRole('heading', { level: 1 }).innerText()).trim()
    await page.getByLabel('Type the number again').fill(number)
    await turnsOn(button)
    assert.match(await button.getAttribute('class'), /button--danger/)
    await page.getByLabel('Note for the journal').fill('Asked by phone.')
    await saved()
    await list().getByRole('link', { name: /SIM swap/ }).click()
    await sim().waitFor()
    await list().getByRole('link', { name: /Cancel service/ }).click()
    await until('the note is there', async () => (await page.getByLabel('Note for the journal').inputValue()) === 'Asked by phone.')
    assert.equal(await page.getByLabel('Type the number again').inputValue(), '')
    assert.equal(await placings(), 0)
  })

  test('checks what was typed and placed in one breath', async () => {
    await form(free['2.0'][2], 'advanced/simSwap')
    await sim().fill('0610023')
    await page.keyboard.press('Control+Enter')
    await page.getByText('7 digits').waitFor()
    await rest(page)
    assert.equal(await placings(), 0)
    await meanwhile(page, 'Orders.Check', async () => {
      await page.getByLabel('E-SIM').check()
      await page.locator('.beside[aria-busy=true]').waitFor()
      await page.keyboard.press('Control+Enter') // what the E-SIM brings with it is not in sight yet
    })
    await result().getByText('Your last change affects what will happen').waitFor()
    await rest(page)
    assert.equal(await placings(), 0)
  })

  test('is busy until the order is answered, wherever somebody goes, and places it once', async () => {
    await filled(free['2.0'][3], card)
    const { width } = await place().boundingBox()
    const busy = page.locator('button[aria-busy=true]')
    await meanwhile(page, 'Orders.Place', async () => {
      await place().dblclick()
      await busy.waitFor()
      assert.equal((await busy.boundingBox()).width, width)
      await page.keyboard.press('Escape')
      await page.getByRole('heading', { level: 1, name: 'Services' }).waitFor()
      await page.goBack()
      await busy.waitFor()
      for (let i = 0; i < 5; i++) await page.keyboard.press('Control+Enter')
    })
    await result().getByText(/^Placed: ORD/).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+Enter')
    await rest(page)
    assert.equal(await placings(), 1)
  })

  test('takes the focus to what came of it, and offers no other that is blocked', async () => {
    await filled(free['2.0'][4], card.replace(/5$/, '6')) // the first card is on its way
    await place().click()
    await result().getByText(/^Placed: ORD/).waitFor()
    await until('it has the focus', () => result().evaluate((el) => el === document.activeElement))
    assert.equal(await sim().count(), 0)
    // Another one is blocked now: that is said, and not offered.
    const id = /ORD\d+/.exec(await result().innerText())[0]
    await result().getByText(`No other SIM swap can be placed while ${id} is open.`).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Start another SIM swap' }).count(), 0)
    await judge(page, 'order-placed-blocked')
  })

  test('turns a feature back as if it had not been touched', async () => {
    await form(free['2.0'][5], 'features')
    const forwarding = page.getByRole('switch', { name: 'Call forwarding' })
    assert.equal(await why().innerText(), 'Change a feature to continue.')
    await forwarding.click()
    await page.locator('.switches .changed').waitFor()
    await forwarding.click()
    await page.locator('.switches .changed').waitFor({ state: 'detached' })
  })

  test('orders a travel pack on platform 1.0, and says on 2.0 where it is ordered', async () => {
    await form(free['2.0'][5], 'packs')
    await page.locator('.form').getByText('On platform 2.0 travel packs are ordered by SMS').waitFor()
    assert.equal(await page.getByRole('button', { name: /travel pack/i }).count(), 0)
    await form(free['1.0'][0], 'packs')
    assert.match(await page.getByRole('textbox', { name: 'Starts on' }).inputValue(), /^\d{4}-\d\d-\d\d$/)
    await page.getByRole('radio').first().check()
    await guard().getByText(/starts on \d+ \w+ \d{4}/).waitFor()
    await judge(page, 'order-pack')
    await place('Order travel pack').click()
    await result().getByText(/^Placed: ORD/).waitFor()
  })

  test('keeps its button in sight in a small window', async () => {
    await form(free['2.0'][5], 'advanced/changePlan')
    await page.setViewportSize({ width: 1024, height: 640 })
    const { y, height } = await place('Place plan change').boundingBox()
    assert.ok(y + height < 640)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  test('for a new service shows all mistakes at once, sends nothing, and goes to the first', async () => {
    await go('')
    await page.getByRole('link', { name: 'Activate…' }).click()
    await page.getByRole('heading', { name: 'Activate a service' }).waitFor()
    assert.equal(await page.title(), 'Commsdesk · Demo · New service')
    await place('Activate the service').click()
    await until('every mistake is marked', async () => (await page.locator('.form [aria-invalid=true], .form .error').count()) >= 4)
    await until('the first has the focus', () => page.evaluate(() => document.activeElement === document.querySelector('.form input')))
    await rest(page)
    assert.equal(await placings(), 0)
    assert.match(await why().innerText(), /Not sent\. Correct the marked fields\./)
    await judge(page, 'order-mistakes')
  })

  test('for a number port asks what the losing provider goes by', async () => {
    await go('')
    await page.getByRole('link', { name: 'Port a number in…' }).click()
    await page.getByLabel('Losing provider').waitFor()
    await page.getByRole('radio', { name: /Postpaid/ }).check()
    await page.getByRole('textbox', { name: 'Account number' }).fill('88012')
    await page.getByRole('radio', { name: /Prepaid/ }).check()
    assert.equal(await page.getByRole('textbox', { name: 'Account number' }).count(), 0)
    const born = page.getByRole('textbox', { name: 'Date of birth' })
    await born.fill('1990-02-28')
    await until('the day is told', async () => (await described(born)) === 'Wednesday 28 February 1990')
    await judge(page, 'order-port')
    await page.getByRole('button', { name: 'Delete draft' }).click()
  })

  test('for a number port without a service asks whose it is, its plan and its SIM, and says what will be', async () => {
    await form('', 'new/numberPort')
    await place('Place number port').click()
    await until('what is missing is marked', async () => (await page.locator('.form .error').allInnerTexts()).filter((text) => /customer is missing|No plan|SIM number is missing|number is missing/.test(text)).length >= 4)
    await page.getByLabel('Customer').fill('Piper Ashdown')
    await page.getByRole('radio', { name: /Everyday 25/ }).check()
    await page.getByLabel('E-SIM').check()
    await page.getByLabel('Number to port').fill('0491 579 907')
    await page.getByLabel('Losing provider').fill('Bluegum Telecom')
    await page.getByRole('radio', { name: /Postpaid/ }).check()
    await page.getByRole('textbox', { name: 'Account number' }).fill('88012')
    await page.getByRole('textbox', { name: 'Authorisation date' }).fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10))
    await guard().getByRole('heading', { name: 'Ready to send' }).waitFor()
    await guard().getByText('is created for Piper Ashdown, on Everyday 25').waitFor()
    await judge(page, 'order-port-in')
    await place('Place number port').click()
    await result().getByText(/^Placed: ORD/).waitFor()
    for (const part of ['Piper Ashdown', 'Everyday 25', 'E-SIM', '0491 579 907']) assert.ok((await result().innerText()).includes(part), part)
  })

  test('reads a day in the order of the system, says it in words, and keeps it as ISO', async () => {
    await form('', 'new/numberPort')
    const signed = page.getByRole('textbox', { name: 'Authorisation date' })
    for (const [typed, kept, words] of [
      ['30/11/2026', '2026-11-30', 'Monday 30 November 2026'],
      ['3/4/2026', '2026-04-03', 'Friday 3 April 2026'],
      ['12/31/2026', '2026-12-31', 'Thursday 31 December 2026'], // it can be read in one way only
    ]) {
      await signed.fill(typed)
      await until(`${typed} is told`, async () => (await described(signed)).startsWith(words))
      assert.equal(await signed.inputValue(), typed) // nothing changes under the fingers
      await signed.blur()
      await until(`${typed} is kept`, async () => (await signed.inputValue()) === kept)
    }
    await page.getByRole('button', { name: 'Delete draft' }).click()
  })

  test('reads a day month first on a system of the United States', async () => {
    const there = await browser.open(desk, { locale: 'en-US', hash: '#/new/numberPort' })
    const signed = there.getByRole('textbox', { name: 'Authorisation date' })
    await signed.fill('3/4/2026')
    await until('it is told', async () => (await described(signed)).startsWith('Wednesday 4 March 2026'))
    await there.getByRole('button', { name: 'Delete draft' }).click()
    await there.close()
  })

  test('guesses no day on a system that does not say which comes first', async () => {
    const there = await browser.open(desk, { locale: 'en', hash: '#/new/numberPort' })
    const signed = there.getByRole('textbox', { name: 'Authorisation date' })
    await signed.fill('3/4/2026')
    await signed.blur()
    await until('both are told', async () => (await described(signed)) === 'This can be 3 April or 4 March 2026. Enter it as 2026-04-03 or 2026-03-04.')
    assert.equal(await signed.inputValue(), '3/4/2026')
    await there.getByRole('button', { name: 'Delete draft' }).click()
    await there.close()
  })

  test('opens the calendar of the system, and takes the day chosen there', async () => {
    await form('', 'new/numberPort')
    const native = page.locator('input[type=date]').last()
    await native.evaluate((input) => { input.showPicker = () => { window.opened = true } })
    await page.getByRole('button', { name: 'Calendar: Authorisation date' }).click()
    assert.equal(await page.evaluate(() => window.opened), true)
    await native.evaluate((input) => {
      input.value = '2026-11-30'
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })
    const signed = page.getByRole('textbox', { name: 'Authorisation date' })
    await until('the day stands there', async () => (await signed.inputValue()) === '2026-11-30')
    await until('it is told', async () => (await described(signed)).startsWith('Monday 30 November 2026'))
    await page.getByRole('button', { name: 'Delete draft' }).click()
  })

  test('cleans what is pasted into a number, and names the letter O', async () => {
    await form(free['2.0'][0], 'advanced/simSwap')
    await sim().fill('\u206606\u00a010\u2011023\u200b\uff19\uff14\uff111\u206978')
    await sim().blur()
    await until('it is clean', async () => (await sim().inputValue()) === '06 10-023941178')
    await page.getByText('13 of 13').waitFor()
    await guard().getByRole('heading', { name: 'Ready to send' }).waitFor()
    await sim().fill('O610023941175')
    await sim().blur()
    await until('the letter is named', async () => (await described(sim())) === 'This contains the letter O. Type the digit 0 instead.')
    await page.getByRole('button', { name: 'Delete draft' }).click()
    await form(free['2.0'][0], 'advanced/cancelService')
    const again = page.getByLabel('Type the number again')
    const number = (await page.getByRole('heading', { level: 1 }).innerText()).trim()
    await again.fill(number.replace('0', 'O'))
    await again.blur()
    await until('the letter is named', async () => (await described(again)) === 'This contains the letter O. Type the digit 0 instead.')
    await again.fill(`\u202a${number.replaceAll(' ', '\u00a0')}\u202c`)
    await again.blur()
    await until('it is clean', async () => (await again.inputValue()) === number)
    await turnsOn(place('Cancel the service'))
    await again.fill('')
    await go('')
    await page.getByRole('searchbox', { name: 'Search services' }).fill(number.replace('0', 'O'))
    await page.getByText('This contains the letter O: type the digit 0 instead.').waitFor()
  })

  test('asks the portal to cancel an order', async () => {
    await go(`#/services/${stuckId}/activity`)
    await action(page, stuck).getByRole('link', { name: 'Ask to cancel this order…' }).click()
    await page.locator('.form').getByText(stuck).first().waitFor()
    await guard().getByText('It decides whether that is still possible').waitFor()
    await rest(page)
    await guard().getByRole('checkbox', { name: 'I have read this' }).check()
    await judge(page, 'order-cancel-order')
    await place('Cancel the order').click()
    await result().getByText(/^Placed/).waitFor()
  })
})
