// Services and their orders in states that the program comes into only by accident or after hours.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asked, meanwhile, rest, script } from './support/browser.mjs'
import { judge } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { answers, recordedWindow } from './support/recorded.mjs'
import { button, grid } from './support/window.mjs'

const open = recordedWindow()

/** Opens a tab of the service that is shown in the last scene that shows one. */
const openTab = (names, tab = 'activity', look = {}) => open(names, { ...look, hash: `#/services/${answers('desk', ...names)['Service.Show'].id}/${tab}` })
const heard = (page) => page.locator('[aria-live]').evaluateAll((all) => all.map((one) => one.textContent ?? '').join(' '))
const says = (page, words) => until(`it is said: ${words}`, async () => (await heard(page)).includes(words))
const isOff = async (control) => (await control.getAttribute('aria-disabled')) === 'true'
const failure = { fails: { code: 'broken', text: 'The portal failed. Nothing new was read. What was read before stays.', said: 'usage: internal error' } }

describe('the desk', () => {
  test('shows still bars until the first rows are read', async () => {
    const header = answers('first copy')['Frame.Header']
    const page = await open(['first copy'], { changes: { 'Frame.Header': { ...header, keepsData: false, freshness: { ...header.freshness, copied: 4820, expected: 12_400 } } } })
    await page.getByRole('progressbar', { name: 'Copying services' }).waitFor()
    assert.match(await page.locator('.main').innerText(), /Copying services, 4,820 of 12,400/)
    assert.match(await page.locator('.foot').innerText(), /Nothing is stored on this computer\./)
    await judge(page, 'first-copy')
    await script(page, answers('desk'))
    await grid(page).getByRole('rowheader').first().waitFor()
  })

  test('gives the room of columns without a value to the others, in every size', async () => {
    const page = answers('desk')['Services.Page']
    const rows = page.rows.map((row) => ({ ...row, customer: '', found: '', platform: '', state: 'unknown', stateWord: 'feasibilityPending' }))
    const shown = await open(['desk'], { changes: { 'Services.Page': { ...page, rows } } })
    await grid(shown).getByRole('rowheader').first().waitFor()
    for (const [width, height] of [[1024, 640], [1280, 800], [1920, 1080]]) {
      await shown.setViewportSize({ width, height })
      await rest(shown)
      const [customer, plan, state] = await grid(shown).getByRole('columnheader').evaluateAll((all) => [1, 2, 4].map((i) => all[i].getBoundingClientRect().width))
      assert.ok(customer < plan && customer < state, `${width}: Customer has ${customer}, Plan ${plan}, State ${state}`)
      const cut = await grid(shown).locator('.status--word').evaluateAll((all) => all.filter((word) => word.scrollWidth > word.clientWidth).map((word) => word.textContent))
      assert.deepEqual(cut, [], `at ${width}`)
    }
    await judge(shown, 'services-bare')
  })

  test('says once that its copy was damaged, and how many records could not be read', async () => {
    const header = answers('doubt')['Frame.Header']
    const page = await open(['doubt'], { changes: { 'Frame.Header': { ...header, doubt: null, freshness: { ...header.freshness, unreadable: 3 } } } })
    const notice = page.getByText('The copy of the portal on this computer was damaged.')
    await notice.waitFor()
    await button(page, 'Dismiss').click()
    assert.equal(await notice.count(), 0)
    assert.match(await page.locator('.foot').innerText(), /3 records could not be read\./)
  })

  test('lets no order leave while one may be missing, until somebody says what was found', async () => {
    const page = await open(['doubt'], { changes: { 'Frame.Looked': null } })
    const doubt = page.getByRole('alert').getByText('may be missing here')
    await doubt.waitFor()
    await button(page, 'I have checked…').click()
    const dialog = page.getByRole('dialog', { name: 'Have you checked for missing orders?' })
    const record = dialog.getByRole('button', { name: 'Record and continue' })
    assert.ok(await isOff(record))
    await dialog.getByLabel('What you checked, and what you found').fill('In the portal: nothing was ordered.')
    await judge(page, 'doubt')
    await record.click()
    await until('it is recorded', async () => (await asked(page, 'Frame.Looked')).length === 1)
    assert.deepEqual(await asked(page, 'Frame.Looked'), [['In the portal: nothing was ordered.']])
    await script(page, answers('desk'))
    await doubt.waitFor({ state: 'detached' })
  })

  test('draws few of a thousand orders, and few of many stages', async () => {
    const shown = answers('warned')['Service.Show']
    const [event] = shown.events
    const many = Array.from({ length: 1000 }, (_, i) => ({ ...event, order: { ...event.order, orderId: `ORD9${i}` }, parts: [] }))
    const stages = Array.from({ length: 140 }, (_, i) => ({ at: '1999-12-31T20:00:00Z', code: `STEP_${i}`, text: '', more: '' }))
    const page = await openTab(['warned'], 'activity', { changes: { 'Service.Show': { ...shown, events: many } } })
    await button(page, 'Show 50 more').waitFor()
    assert.ok((await page.evaluate(() => document.querySelectorAll('*').length)) < 2500)
    await script(page, { 'Service.Show': { ...shown, events: [{ ...event, order: { ...event.order, trail: stages }, parts: [] }] } })
    await button(page, 'Show 120 earlier stages').click()
    await button(page, 'Show 20 earlier stages').waitFor()
  })
})

describe('the way in', () => {
  const start = (step) => ({ 'Frame.Start': { ...answers('desk')['Frame.Start'], step } })
  const called = (page, name) => until(`${name} is called`, async () => (await asked(page, name)).length === 1)

  test('leads into the demo, or to a portal whose zone is at first that of this computer', async () => {
    const page = await open(['desk'], { changes: { ...start('choose'), 'Frame.OpenDemo': null } })
    await button(page, 'Open the demo').click()
    await called(page, 'Frame.OpenDemo')
    await button(page, 'Connect…').click()
    assert.equal(await page.getByLabel('Time zone of the provider').inputValue(), 'Australia/Sydney')
  })

  test('can store nothing', async () => {
    const page = await open(['desk'], { changes: { ...start('protect'), 'Frame.KeepNothing': null } })
    await button(page, 'Store nothing').click()
    await called(page, 'Frame.KeepNothing')
  })

  test('leads out again where nothing opens', async () => {
    const page = await open(['desk'], { changes: { ...start('failed'), 'Frame.Quit': null } })
    await page.getByText(answers('desk')['Frame.Start'].config).waitFor()
    await button(page, 'Quit').click()
    await called(page, 'Frame.Quit')
  })
})

describe('what a service has used', () => {
  const panel = (page, name) => page.locator('.panel').filter({ has: page.getByRole('heading', { name, exact: true }) })

  test('stands against what it may, with the cycle and its own age', async () => {
    const page = await openTab(['usage'], 'usage')
    await panel(page, 'Data').waitFor()
    const data = await panel(page, 'Data').innerText()
    assert.match(data, /39\.6 GB\s+of 60 GB\s+66 % used, 20\.4 GB left\. At this pace \d+ GB by \d+ \w+\./)
    assert.match(await panel(page, 'Voice').innerText(), /218 min\s+unlimited/)
    assert.equal(await panel(page, 'Voice').locator('.meter__track').count(), 0)
    assert.match(await panel(page, 'SMS').innerText(), /94\s+of 200\s+47 % used, 106 left/)
    await rest(page)
    assert.deepEqual(await asked(page, 'Service.RefreshUsage'), [])
  })

  test('is read again when it is old, and stays while that fails', async () => {
    const page = await openTab(['usage'], 'usage', { changes: { 'Service.Usage': { ...answers('usage')['Service.Usage'], readAt: '1999-12-31T23:50:00Z' } } })
    await until('it is read again', async () => (await asked(page, 'Service.RefreshUsage')).length === 1)
    await rest(page)
    await script(page, { 'Service.RefreshUsage': failure })
    await page.keyboard.press('r')
    await page.getByRole('alert').getByText('The portal failed.').waitFor()
    assert.match(await page.getByRole('alert').innerText(), /“usage: internal error”/)
    assert.match(await panel(page, 'Data').innerText(), /39\.6 GB/)
    await script(page, { 'Service.RefreshUsage': null })
    await button(page, 'Refresh').click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  test('shows still bars on the first reading only', async () => {
    const page = await openTab(['usage unread'], 'overview')
    await script(page, { 'Service.RefreshUsage': null })
    await meanwhile(page, 'Service.RefreshUsage', async () => {
      await page.keyboard.press('2')
      await page.locator('.meter--still').first().waitFor()
      await script(page, answers('usage'))
    })
    await panel(page, 'Data').getByText('39.6 GB').waitFor()
    await rest(page)
    await meanwhile(page, 'Service.RefreshUsage', async () => {
      await page.keyboard.press('r')
      await page.locator('button[aria-busy=true]').waitFor()
      assert.equal(await page.locator('.meter--still').count(), 0)
    })
  })

  test('that could never be read says why', async () => {
    const page = await openTab(['usage unread'], 'usage')
    await page.getByRole('alert').getByText('The portal cannot be reached.').waitFor()
    await page.getByRole('heading', { name: 'Not read yet' }).waitFor()
    await judge(page, 'usage-unread')
  })

  test('over the allowance is shown, and not hidden in a full bar', async () => {
    const page = await openTab(['usage over'], 'usage')
    await panel(page, 'Data').getByText('110 % used, 6.25 GB over.').waitFor()
    await panel(page, 'Voice').getByText('206 % used, 640 min over.').waitFor()
    assert.equal(await page.locator('.meter__over').count(), 2)
    await judge(page, 'usage-over')
  })

  test('of one kind more than once stands together, each with its own cycle', async () => {
    const page = await openTab(['usage several'], 'usage')
    await panel(page, 'Data').waitFor()
    assert.equal(await panel(page, 'Data').locator('.meter').count(), 2)
    assert.match(await panel(page, 'Data').innerText(), /\d+ \w+ to \d+ \w+: 16 % used/)
    assert.match(await panel(page, 'Voice').innerText(), /4 min\s+allowance not given/)
    await judge(page, 'usage-several')
  })

  test('is calm where there is none, and where no address is known', async () => {
    const page = await openTab(['usage empty'], 'usage')
    await page.getByRole('heading', { name: 'No usage' }).waitFor()
    await script(page, answers('usage off'))
    await page.getByText('This profile has no address for usage.').waitFor()
    assert.equal(await button(page, 'Refresh').count(), 0)
    await judge(page, 'usage-off')
  })
})

describe('an order that left this desk', () => {
  const card = (page, key) => page.locator(`.order[data-key="${key}"]`)

  test('shows on top while it is being sent, and once it is placed', async () => {
    const { 'Service.Show': placed } = answers('placed')
    const [row] = placed.submissions
    const page = await openTab(['placed'], 'activity', { changes: { 'Service.Show': { ...placed, submissions: [{ ...row, key: 'leaves', state: 'sending', orderId: '' }, row] } } })
    await card(page, 'leaves').waitFor()
    assert.match(await page.locator('.order').first().innerText(), /Sending\s+SIM Swap\s+Physical SIM 0610023941175/)
    assert.match(await card(page, 'leaves').innerText(), /It is being sent now, once\.[\s\S]*By\s+Ada Kowalski/)
    assert.match(await card(page, 'placed').innerText(), /Placed, not confirmed yet[\s\S]*ORD00003930001/)
    assert.match(await page.getByRole('link', { name: /^Activity/ }).innerText(), /2 open/)
    await judge(page, 'submissions')
  })

  test('of unknown outcome says what is done about it, and from when a person may decide', async () => {
    const page = await openTab(['unsure'])
    const words = await card(page, 'unsure').innerText()
    assert.match(words, /Outcome unknown, checking/)
    assert.match(words, /Commsdesk is searching for it and will not send it again\. Do not place it again\./)
    assert.match(words, /Searched once\. You can decide from \d\d:\d\d, after three searches\./)
    assert.ok(await isOff(card(page, 'unsure').getByRole('button', { name: 'Decide…' })))
    assert.match(await page.locator('.subject').innerText(), /1 outcome unknown/)
    await page.keyboard.press('d')
    assert.equal(await page.getByRole('dialog').count(), 0)
    await judge(page, 'submission-unsure')
    await page.keyboard.press('1')
    await page.getByRole('heading', { name: 'SIM Swap: outcome unknown, checking' }).waitFor()
    await page.getByRole('link', { name: 'Show order' }).click()
    await card(page, 'unsure').waitFor()
  })

  test('says which other order the portal named', async () => {
    const page = await openTab(['named'])
    assert.match(await card(page, 'named').innerText(), /The portal returned another order[\s\S]*It answered with ORD\d+, which is another order\.[\s\S]*Do not place it again\./)
    await judge(page, 'submission-named')
  })

  test('is decided by a person with both facts in view, a choice and a reason', async () => {
    const page = await openTab(['candidates'], 'activity', { changes: { 'Orders.Resolve': null } })
    const shown = answers('candidates')['Service.Show']
    const [{ orderId }] = shown.submissions[0].candidates
    assert.match(await card(page, 'maybe').innerText(), new RegExp(`Possible matches\\s+${orderId}[\\s\\S]*not proof`))
    await page.keyboard.press('d')
    const dialog = page.getByRole('dialog', { name: 'Outcome of this SIM Swap' })
    assert.match(await dialog.innerText(), new RegExp(`Sent from this desk[\\s\\S]*Ada Kowalski[\\s\\S]*In the portal[\\s\\S]*${orderId}`))
    const record = dialog.getByRole('button', { name: 'Record the decision' })
    assert.equal((await dialog.locator('.dialog__end').getByRole('button').allInnerTexts())[0], 'Leave it open')
    await record.click({ force: true }) // off: nothing happens
    await dialog.getByText('Choose the outcome.').waitFor()
    await dialog.getByRole('radio', { name: 'It became an order' }).check()
    await dialog.getByText('Choose the order or enter its Order ID.').waitFor()
    await dialog.getByRole('radio', { name: orderId }).check()
    await dialog.getByText('Enter a reason.').waitFor()
    await record.click({ force: true })
    assert.deepEqual(await asked(page, 'Orders.Resolve'), [])
    await dialog.getByLabel('Why').fill('Mia of support, 10:58')
    await dialog.getByText(`Commsdesk now follows ${orderId}`).waitFor()
    await judge(page, 'submission-decide')
    await record.click()
    await dialog.waitFor({ state: 'detached' })
    assert.deepEqual(await asked(page, 'Orders.Resolve'), [['maybe', orderId, 'Mia of support, 10:58']])
    await script(page, { 'Service.Show': { ...shown, submissions: [{ ...shown.submissions[0], state: 'placed', orderId, decidable: false, candidates: [] }] } })
    await card(page, 'maybe').getByText('Placed, not confirmed yet').waitFor()
    await says(page, `SIM Swap placed, ${orderId}.`)
  })

  test('is decided with an Order ID that is typed, or as none', async () => {
    const page = await openTab(['decidable'], 'activity', { changes: { 'Orders.Resolve': null } })
    const dialog = page.getByRole('dialog')
    const record = dialog.getByRole('button', { name: 'Record the decision' })
    await card(page, 'decidable').getByRole('button', { name: 'Decide…' }).click()
    await dialog.getByText('No listed order matches it.').waitFor()
    await dialog.getByRole('radio', { name: 'It became an order' }).check()
    await dialog.getByLabel('Order ID').fill(' ORD00003999999 ')
    await dialog.getByLabel('Why').fill('Seen in the portal')
    await record.click()
    await dialog.waitFor({ state: 'detached' })
    await card(page, 'decidable').getByRole('button', { name: 'Decide…' }).click()
    await dialog.getByRole('radio', { name: 'The portal has no such order' }).check()
    await dialog.getByLabel('Why').fill('Mia looked')
    await dialog.getByText('It no longer blocks orders from this desk.').waitFor()
    await record.click()
    await dialog.waitFor({ state: 'detached' })
    assert.deepEqual(await asked(page, 'Orders.Resolve'), [['decidable', 'ORD00003999999', 'Seen in the portal'], ['decidable', '', 'Mia looked']])
  })

  test('stays open when somebody leaves it, and when the decision is refused', async () => {
    const page = await openTab(['cancel'], 'activity', { changes: { 'Orders.Resolve': { fails: { code: 'invalid', text: 'It is too early to decide about this order.', said: '' } } } })
    await card(page, 'cancel').getByRole('button', { name: 'Decide…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Outcome of the cancellation' })
    await dialog.getByRole('button', { name: 'Leave it open' }).click()
    await dialog.waitFor({ state: 'detached' })
    await until('the focus is back', () => page.evaluate(() => document.activeElement?.textContent?.includes('Decide…')))
    await page.keyboard.press('Enter')
    await dialog.getByRole('radio', { name: 'The order is being cancelled' }).check()
    await dialog.getByLabel('Why').fill('Seen')
    await dialog.getByRole('button', { name: 'Record the decision' }).click()
    await dialog.getByRole('alert').getByText('It is too early to decide about this order.').waitFor()
    await page.keyboard.press('Escape')
    await card(page, 'cancel').waitFor()
  })

  test('is spoken about when it comes a step further, and at first sight not', async () => {
    const { 'Service.Show': placed } = answers('placed')
    const as = (row) => ({ 'Service.Show': { ...placed, submissions: [{ ...placed.submissions[0], ...row }] } })
    const page = await openTab(['placed'], 'activity', { changes: as({ state: 'sending', orderId: '' }) })
    await card(page, 'placed').waitFor()
    assert.equal((await heard(page)).trim(), '')
    await script(page, as({ state: 'unsure', orderId: '', searches: 1, decideAt: '2000-01-01T01:00:00Z' }))
    await says(page, 'SIM Swap: outcome unknown.')
    await script(page, as({}))
    await says(page, 'SIM Swap placed, ORD00003930001.')
  })

  test('that the portal has never shown is closed here too', async () => {
    const page = await openTab(['late'])
    await card(page, 'late').getByRole('button', { name: 'Close here…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Close ORD00003930002 here?' })
    await dialog.getByText('The portal does not show it. Nothing is sent.').waitFor()
    await dialog.getByRole('button', { name: 'Leave it open' }).click()
    await card(page, 'late').waitFor()
  })

  test('stands in the pane beside the list as well', async () => {
    const page = await open(['unsure'], { width: 1920, height: 1080 })
    await grid(page).getByRole('row').nth(1).click()
    const pane = page.getByRole('complementary', { name: 'Service in the selected row' })
    await pane.getByText('Outcome unknown, checking').waitFor()
    await judge(page, 'pane', [[1920, 1080]])
  })

  test('that is done says what the customer is told next, to be copied', async () => {
    const { 'Service.Show': shown } = answers('desk')
    const nextStep = 'Now ask the customer to restart the phone and test what was changed.'
    const [event] = shown.events
    const page = await openTab(['desk'], 'activity', { changes: { 'Service.Show': { ...shown, events: [{ ...event, placedHereBy: 'Ada Kowalski', nextStep }] } } })
    await page.getByText(nextStep).waitFor()
    await page.getByText('from this desk, by Ada Kowalski').waitFor()
    await judge(page, 'next-step')
    await button(page, 'Copy the next step').click()
    await until('it is copied', async () => (await asked(page, 'Frame.Copy')).length === 1)
    assert.deepEqual(await asked(page, 'Frame.Copy'), [[nextStep]])
  })

  test('that failed is drawn as such', async () => {
    const { 'Service.Show': shown } = answers('blocked')
    const [event] = shown.events
    const failed = { ...event, open: false, order: { ...event.order, open: false, status: 'failed', statusWord: 'failed' } }
    const page = await openTab(['blocked'], 'activity', { changes: { 'Service.Show': { ...shown, events: [failed] } } })
    await page.locator('.order .status--failed').first().waitFor()
    await judge(page, 'failed-order')
  })

  test('says why it cannot be asked to be cancelled', async () => {
    const { 'Service.Show': shown } = answers('blocked')
    const page = await openTab(['blocked'], 'activity', { changes: { 'Service.Show': { ...shown, cancelOrdersOff: 'This portal cannot cancel orders.' } } })
    await page.getByText('This portal cannot cancel orders.').waitFor()
    assert.ok(await isOff(button(page, 'Ask to cancel this order…')))
    await judge(page, 'cancel-off')
  })
})

describe('a service in the making', () => {
  const strip = (page) => page.getByRole('list', { name: 'Sent from here, not confirmed yet' })
  const rows = answers('making')['Orders.Waiting']
  const unsure = rows.find((row) => row.state === 'unsure')
  const placed = rows.find((row) => row.state === 'placed')

  test('stands above the list while there is one, and is decided there', async () => {
    const more = [2, 3].map((n) => ({ ...placed, key: `made-${n}` }))
    const page = await open(['making'], { changes: { 'Orders.Waiting': [unsure, placed, ...more], 'Orders.Resolve': null } })
    await strip(page).getByText('Activation for Harriet Lowe: outcome unknown, checking').waitFor()
    await strip(page).getByRole('button', { name: 'and 1 more' }).click()
    assert.equal(await strip(page).getByRole('listitem').count(), 4)
    await judge(page, 'making')
    await strip(page).getByRole('button', { name: /outcome unknown/ }).first().click()
    await page.getByRole('dialog', { name: 'Activation' }).getByText('Everyday 25').waitFor()
    await button(page, 'Decide…').click()
    const dialog = page.getByRole('dialog', { name: 'Outcome of this Activation' })
    await dialog.getByRole('radio', { name: 'The portal has no such order' }).check()
    await dialog.getByLabel('Why').fill('Mia looked')
    await dialog.getByRole('button', { name: 'Record the decision' }).click()
    await until('it is decided', async () => (await asked(page, 'Orders.Resolve')).length === 1)
    await script(page, { 'Orders.Waiting': [{ ...placed, state: 'sending', orderId: '' }] })
    await strip(page).getByText(/outcome unknown/).waitFor({ state: 'detached' })
    await script(page, { 'Orders.Waiting': [placed] })
    await strip(page).getByText('Activation for Harriet Lowe: placed, not confirmed yet').waitFor()
    await says(page, 'Activation placed')
    await script(page, { 'Orders.Waiting': [] })
    await page.locator('.standing').waitFor({ state: 'detached' })
  })

  test('says loudly that somebody else was as quick, as long as both are open', async () => {
    const [rival] = answers('blocked')['Orders.Check'].concerns
    const page = await open(['making'], { changes: { 'Orders.Waiting': [{ ...placed, beside: [rival] }] } })
    await strip(page).getByText('Activation for Harriet Lowe: another order is open too').waitFor()
    await strip(page).getByRole('button', { name: /another order/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Activation' })
    await dialog.getByText(rival.text).waitFor()
    await judge(page, 'raced')
    await dialog.getByRole('link', { name: rival.orderId }).click()
    await until('the service of the other is shown', () => page.url().includes(rival.serviceId))
  })
})
