// Subscription requests in states that the program comes into only by accident, after hours or in another role.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asked, meanwhile, rest, script } from './support/browser.mjs'
import { judge, wide } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { answers, recordedWindow } from './support/recorded.mjs'
import { isOff } from './support/window.mjs'

const show = recordedWindow()

const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' })
const rows = (page) => page.getByRole('grid', { name: 'List of requests' }).locator('.table__body [role=row]')
const list = (names = [], changes = {}) => show(['requests', ...names], { hash: '#/requests', changes })
/** Opens the request of a scene. */
const open = (name, changes = {}) => show(['requests', name], { hash: `#/requests/${answers(name)['Requests.Show'].id}`, changes })
const shown = (name) => answers(name)['Requests.Show']
/** The request as it is once its decision has come to an end, or stands otherwise. */
const decided = (name, decision = null) => ({ 'Requests.Show': { ...shown(name), decision: decision && { ...shown(name).decision, ...decision } } })

describe('the list of requests', () => {
  test('shows every status with its mark and its word, and says when none is given', async () => {
    const page = await list(['statuses'])
    await rows(page).first().waitFor()
    await page.setViewportSize({ width: 1280, height: 1080 })
    await rest(page)
    const kinds = {}
    for (const status of await rows(page).locator('[role=gridcell]:nth-child(7) .status').all()) {
      kinds[(await status.innerText()).trim()] = (await status.getAttribute('class')).match(/status--(\w+)/)?.[1]
      assert.equal(await status.locator('svg').count(), 1)
    }
    const { 'Requests.List': { rows: [...all] } } = answers('statuses')
    for (const [word, kind] of Object.entries({
      Draft: 'neutral', 'Subscription Request Received': 'acknowledged', 'Generating Contract': 'running', 'Contract Ready for Review': 'waiting',
      'Contract Signed': 'running', 'Provisioning in Progress': 'running', Active: 'complete', Expired: 'neutral', 'Pending Cancellation': 'waiting',
      Canceled: 'neutral', Decommissioning: 'running', 'Provisioning Failed': 'failed', Denied: 'neutral', Validating: 'running', Activating: 'running',
      'Activation Failed': 'failed', 'Under Legal Review': 'acknowledged',
    })) assert.equal(kinds[word], kind, word)
    assert.equal(Object.keys(kinds).length, new Set(all.map(({ status, stateWord }) => status || `“${stateWord}”`)).size)
    assert.match((await rows(page).allInnerTexts()).join('\n'), /(Acknowledged|In Progress|Pending|Complete|Failed|Rejected|Cancelled)\s*status not given/)
    await judge(page, 'requests-statuses', wide)
  })

  test('tells sums of a first copy as such, and their own age where it is another', async () => {
    const ordinary = answers('requests')['Requests.List']
    const page = await list([], { 'Requests.List': { ...ordinary, firstCopy: true } })
    await button(page, /Total read so far, more to come/).waitFor()
    await script(page, { 'Requests.List': { ...ordinary, readAt: '1999-12-31T23:38:00Z' } })
    await page.getByText(/Requests read \d+ min ago/).waitFor()
    await script(page, answers('first copy'))
    await page.getByRole('heading', { name: 'Nothing read yet' }).waitFor()
    await script(page, answers('requests off'))
    await page.getByRole('heading', { name: 'No requests on this desk' }).waitFor()
    await page.getByText('Add product_ordering').waitFor()
    await judge(page, 'requests-off')
  })

  test('leads to a conflict whose request is not here any more', async () => {
    const page = await list(['away'])
    const row = rows(page).filter({ hasText: 'SR-gone' })
    await row.getByText('No longer in the portal').waitFor()
    await row.getByRole('link', { name: 'View Request SR-gone' }).click()
    await page.getByRole('heading', { name: 'No longer in the portal' }).waitFor()
  })

  test('shows that new ones came and that one left, and moves nothing until it is asked to', async () => {
    const before = answers('requests')['Requests.List']
    const page = await list()
    await rows(page).nth(1).click()
    const first = await rows(page).first().innerText()
    const arrived = [1, 2, 3].map((n) => ({ ...before.rows[0], id: `SR-new-${n}`, orderedAt: '2000-01-01T00:04:00Z' }))
    const { top } = await rows(page).nth(1).boundingBox().then(({ y }) => ({ top: y }))
    await script(page, { 'Requests.List': { ...before, rows: [...arrived, ...before.rows].slice(0, 50), matching: before.matching + 3, total: before.total + 3 } })
    await button(page, '3 new. Show them').waitFor()
    assert.equal(await rows(page).first().innerText(), first)
    assert.equal((await rows(page).nth(1).boundingBox()).y, top)
    await button(page, '3 new. Show them').click()
    await until('they are shown', async () => (await rows(page).first().innerText()) !== first)
  })
})

describe('a request', () => {
  test('tells a document that cannot be had, and what is fetched', async () => {
    const page = await open('documents', { 'Requests.SaveDocument': null, 'Requests.KeepDocuments': null })
    const [{ name, id }] = shown('documents').contract[0].documents
    await button(page, `Open ${name}`).click()
    await page.getByRole('alert').getByText('The portal cannot be reached.').waitFor()
    await button(page, `Save ${name}`).click()
    await button(page, 'Fetch: Keep on this desk').click()
    await until('it is fetched', async () => (await asked(page, 'Requests.KeepDocuments')).length === 1)
    assert.deepEqual(await asked(page, 'Requests.OpenDocument'), [[shown('documents').id, id]])
    assert.deepEqual(await asked(page, 'Requests.SaveDocument'), [[shown('documents').id, id]])
    await script(page, { 'Requests.Show': { ...shown('documents'), contract: shown('documents').contract.map((one) => ({ ...one, documents: one.documents.map((file) => ({ ...file, kept: true })) })) } })
    await page.getByText('All documents are on this desk').waitFor()
  })

  test('says that the history is this desk’s own, and what a word of the portal’s does not tell', async () => {
    const page = await open('odd')
    await page.getByText('The portal gives no history. This is what this desk has seen.').waitFor()
    await page.getByText('“assignAgent”').waitFor()
    await page.getByText('Not available here: Commsdesk does not know this action. Use the portal for it.').waitFor()
    await page.getByText('Offered by the portal').waitFor()
    await judge(page, 'request-odd')
  })

  test('explains what is off for a role, and without one', async () => {
    const page = await open('viewer')
    const start = button(page, 'Start the contract')
    await start.waitFor()
    assert.ok(await isOff(start))
    await page.getByText('Not available to your role, which may only view requests.').first().waitFor()
    await start.click({ force: true })
    await rest(page)
    assert.deepEqual(await asked(page, 'Requests.Decide'), [])
    await judge(page, 'request-viewer')
    await script(page, answers('no role'))
    await page.getByText('Unavailable until the profile has a role.').first().waitFor()
  })

  test('whose customer asks to cancel gets one of three answers', async () => {
    const page = await open('canceling', { 'Requests.Decide': null })
    await page.getByRole('heading', { name: 'The customer asks to cancel' }).waitFor()
    await page.getByText('“We ordered it twice.”').waitFor()
    const choices = page.locator('.answers')
    assert.match(await choices.innerText(), /Accept the cancellation…\s*→ Canceled\s*Revert to in progress\s*→ Generating Contract\s*Revert to submitted\s*→ Subscription Request Received/)
    await judge(page, 'request-canceling')
    await choices.getByRole('button', { name: 'Accept the cancellation…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Accept the cancellation' })
    await dialog.getByText('Duplicate request').click()
    await dialog.getByRole('textbox').fill('It was sent twice.')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Accept the cancellation' }).click()
    assert.equal(await dialog.getByRole('textbox').inputValue(), 'It was sent twice.')
    assert.ok(await dialog.getByRole('radio', { name: 'Duplicate request' }).isChecked())
    await dialog.getByRole('button', { name: 'Leave' }).click()
    await choices.getByRole('button', { name: 'Revert to submitted' }).click()
    await until('it is decided', async () => (await asked(page, 'Requests.Decide')).length === 1)
    assert.equal((await asked(page, 'Requests.Decide'))[0][0].action, 'revertToSubmitted')
  })

  test('that has ended says that its customer asked to cancel, and asks nothing', async () => {
    const page = await open('canceled')
    await page.getByRole('heading', { name: 'The customer asked to cancel' }).waitFor()
    await page.getByText('“We ordered it twice.”').waitFor()
    for (const words of ['The customer asks to cancel', 'answer in the portal', 'Accept the cancellation']) assert.equal(await page.getByText(words).count(), 0, words)
    await judge(page, 'request-canceled')
  })
})

describe('a decision', () => {
  test('that waits for long says since when the portal cannot be asked', async () => {
    const page = await open('waiting')
    await page.getByText(/The portal has been unreachable since .*\d\d:\d\d\./).waitFor()
  })

  test('is not taken on a request that changed while it was thought about', async () => {
    const page = await open('requests', { 'Requests.Decide': answers('changed')['Requests.Decide'] })
    await button(page, 'Deny the request…').click()
    await script(page, { 'Requests.Show': shown('changed') })
    const dialog = page.getByRole('dialog', { name: 'Deny the request' })
    const deny = dialog.getByRole('button', { name: 'Deny the request' })
    await dialog.getByText('goes from Subscription Request Received to Denied').waitFor()
    await dialog.getByText('Duplicate request').click()
    await deny.click()
    await dialog.getByRole('alert').getByText('The request changed while you looked at it.').waitFor()
    assert.equal((await asked(page, 'Requests.Decide'))[0][0].seen, shown('requests').seen)
    await dialog.getByRole('button', { name: 'Look again' }).click()
    await dialog.getByText('This is no longer offered.').waitFor()
    assert.ok(await isOff(deny))
  })

  test('that cannot be kept says why, and stays in the dialog', async () => {
    const page = await open('requests', { 'Requests.Decide': { fails: { code: 'damaged', text: 'The disk is full. Nothing was decided.', said: '' } } })
    await button(page, 'Cancel the request…').click()
    const dialog = page.getByRole('dialog', { name: 'Cancel the request' })
    await dialog.getByText('The customer asked').click()
    await dialog.getByRole('button', { name: 'Cancel the request' }).click()
    await dialog.getByRole('alert').getByText('The disk is full.').waitFor()
  })

  test('in conflict shows both versions, and has three ways out', async () => {
    const page = await open('conflict', { 'Requests.Later': null, 'Requests.Drop': null })
    await page.getByRole('heading', { name: 'It changed before your decision was sent' }).waitFor()
    const [on, now] = await page.locator('.versus__side').allInnerTexts()
    assert.match(on, /When you decided version \d+[\s\S]*Subscription Request Received[\s\S]*Deny, credit check not passed/)
    assert.match(now, /Now version 6[\s\S]*Generating Contract[\s\S]*Team 30, 26[\s\S]*“Credit check repeated, passed\.”/)
    assert.equal(await page.locator('.versus .changed').count(), 3)
    assert.ok(await isOff(button(page, 'Deny it as it is now')))
    await page.getByText('Not offered while Generating Contract.').waitFor()
    await judge(page, 'request-conflict')
    await button(page, 'Keep for later').click()
    await script(page, decided('conflict', { state: 'later' }))
    await page.getByRole('heading', { name: /^Kept for later/ }).waitFor()
    await button(page, 'Drop my decision…').click()
    const dialog = page.getByRole('dialog', { name: 'Drop the decision' })
    assert.ok(await isOff(dialog.getByRole('button', { name: 'Drop the decision' })))
    await dialog.getByLabel('Reason').fill('The check passed.')
    await meanwhile(page, 'Requests.Drop', async () => {
      await dialog.getByRole('button', { name: 'Drop the decision' }).click()
      await until('it is dropped', async () => (await asked(page, 'Requests.Drop')).length === 1)
      await script(page, decided('conflict')) // the program rings before it answers
    })
    assert.deepEqual(await asked(page, 'Requests.Drop'), [[shown('conflict').decision.key, 'The check passed.']])
    await page.locator('.conflict').waitFor({ state: 'detached' })
    await until('the focus is on the page', () => page.evaluate(() => document.activeElement !== document.body))
  })

  test('in conflict may be taken again where it is still offered', async () => {
    const page = await open('conflict again', { 'Requests.Again': null })
    await button(page, 'Cancel it as it is now').click()
    await until('it is taken again', async () => (await asked(page, 'Requests.Again')).length === 1)
    assert.deepEqual(await asked(page, 'Requests.Again'), [[shown('conflict again').decision.key, shown('conflict again').seen]])
    await script(page, decided('conflict again', { state: 'waiting', against: '', now: null }))
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor()
  })

  test('in conflict that may have been carried out is taken again only after that was said', async () => {
    const page = await open('conflict sent', { 'Requests.Again': null })
    await page.getByRole('heading', { name: 'It changed after your decision was sent' }).waitFor()
    await page.getByText('Your decision was sent. It is unknown whether it was carried out before').waitFor()
    assert.equal(await page.getByText('Nothing has been sent.').count(), 0)
    await judge(page, 'request-conflict-sent')
    await button(page, 'Cancel it as it is now…').click()
    const dialog = page.getByRole('dialog', { name: 'Cancel it as it is now' })
    await dialog.getByText('It may be done twice').waitFor()
    assert.deepEqual(await asked(page, 'Requests.Again'), [])
    await dialog.getByRole('button', { name: 'Cancel it as it is now' }).click()
    await until('it is taken again', async () => (await asked(page, 'Requests.Again')).length === 1)
  })

  test('in conflict with a request that is gone cannot be taken again', async () => {
    const page = await open('conflict gone')
    await page.getByRole('heading', { name: 'No longer in the portal' }).waitFor()
    await page.locator('.versus').getByText('No longer in the portal').waitFor()
    assert.equal(await page.locator('.versus .changed').count(), 1)
    assert.ok(await isOff(button(page, 'Cancel it as it is now')))
    await judge(page, 'request-conflict-gone')
  })

  test('that was refused shows the portal’s words, and is dropped or tried again', async () => {
    const page = await open('refused', { 'Requests.Again': null })
    await page.getByText('“Provisioning is closed for this customer until the deposit is paid.”').waitFor()
    await button(page, 'Drop my decision…').waitFor()
    await judge(page, 'request-refused')
    await button(page, 'Try again').click()
    await until('it is tried again', async () => (await asked(page, 'Requests.Again')).length === 1)
  })

  test('of unknown outcome is looked for, and a person may speak when it is time', async () => {
    const page = await open('looking', { 'Requests.Settle': null })
    await page.getByText(/Checked once\. You can record the outcome from \d\d:\d\d, in 1\d minutes/).waitFor()
    assert.equal(await button(page, 'It was carried out…').count(), 0)
    await judge(page, 'request-unsure')
    await script(page, { 'Requests.Show': { ...shown('settle'), id: shown('looking').id } })
    await button(page, 'It was not…').waitFor()
    await button(page, 'It was carried out…').click()
    const dialog = page.getByRole('dialog', { name: 'It was carried out' })
    await dialog.getByLabel('Who said so').fill('Grace saw it in the portal.')
    await dialog.getByRole('button', { name: 'Record it' }).click()
    await until('it is recorded', async () => (await asked(page, 'Requests.Settle')).length === 1)
    assert.deepEqual(await asked(page, 'Requests.Settle'), [[shown('settle').decision.key, true, 'Grace saw it in the portal.']])
    await script(page, decided('looking'))
    await page.getByRole('heading', { name: 'Outcome unknown' }).waitFor({ state: 'detached' })
  })
})
