// Settings of a portal that is not known yet, of one that can do little, and while it cannot be asked.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { meanwhile, script } from './support/browser.mjs'
import { judge } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { answers, recordedWindow } from './support/recorded.mjs'

describe('Settings', () => {
  const show = recordedWindow()

  const panel = (page, title) => page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title }) })
  const capability = (page, name) => panel(page, 'What this portal can do').getByRole('listitem').filter({ hasText: name })
  const cells = (page, table) => page.getByRole('table', { name: table }).locator('tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.innerText.trim())))
  async function open(scene, changes = {}) {
    const page = await show([scene], { hash: '#/settings/portal', changes })
    await page.getByRole('heading', { name: 'Which portal' }).waitFor()
    return page
  }

  test('say that a portal is not known before all was read once', async () => {
    const page = await open('first copy')
    const words = await panel(page, 'Which portal').innerText()
    assert.match(words, /unknown until everything has been read once/)
    assert.doesNotMatch(words, /\d services/)
    for (const text of await panel(page, 'What this portal can do').getByRole('listitem').allInnerTexts()) assert.match(text, /Not tested yet/)
    assert.match(await page.locator('.main').innerText(), /is not known yet\./)
    await judge(page, 'settings-new')
  })

  test('tell by purpose how a portal is asked, and what that costs it', async () => {
    const page = await open('desk')
    assert.deepEqual((await cells(page, 'How it is read')).map((row) => row.slice(0, 3)), [
      ['What', 'How', 'Queries an hour'],
      ['Open orders', 'All open states in one query', '120'],
      ['New orders', 'IDs and states, newest first', '240'],
      ['One service', 'Its orders in one query, only while someone is looking at it', '–\nno cost until someone looks'],
      ['All services', 'Pages of up to 200 services, one at a time', '24'],
      ['All orders', 'IDs and states of up to 1,000 orders, one page at a time', '24'],
      ['Total', '408', '3.5 MB'],
    ])
    const words = await panel(page, 'How it is read').innerText()
    assert.match(words, /Everything is checked once within \d+ min\./)
    assert.match(words, /Since \d\d:\d\d this desk sent 412 queries and read 3\.1 MB\./)
  })

  test('tell what a portal cannot do by shape, word, reason and age, and its failures newest first', async () => {
    const found = answers('weak')['Settings.Portal']
    const capabilities = found.capabilities.map((one) => (one.capability === 'missingAsFailure' ? { ...one, works: true } : one))
    const page = await open('weak', { 'Settings.Portal': { ...found, capabilities } })
    assert.match(await capability(page, 'Returns the orders in one state').innerText(), /Works\s+\d+ min ago$/)
    assert.match(await capability(page, 'in several states').innerText(), /Does not work\s+\d+ min ago\s+It returned nothing although orders are known/)
    assert.match(await capability(page, '“not found”').innerText(), /Does not work\s+\d+ min ago/)
    const shapes = await Promise.all(['Returns the orders in one state', 'in several states'].map((name) => capability(page, name).locator('.glyph').innerHTML()))
    assert.notEqual(shapes[0], shapes[1])
    const [head, ...failures] = await cells(page, 'Last failures')
    assert.deepEqual(head, ['When', 'How often', 'What happened'])
    assert.deepEqual(failures.map(([, often]) => often), ['8 times', '9 times'])
    assert.match(failures[0][0], /\d\d:\d\d to \S*\s?\d\d:\d\d$/)
    assert.match(failures[0][2], /^The portal did not accept your sign-in\./)
    await judge(page, 'settings-weak')
  })

  test('find out again: they say that they asked, then the new age, and nothing moves', async () => {
    const page = await open('desk', { 'Settings.FindOutAgain': null })
    const button = page.getByRole('button', { name: 'Test again' })
    const last = capability(page, '“not found”')
    const [before, { width }] = [await last.boundingBox(), await button.boundingBox()]
    await meanwhile(page, 'Settings.FindOutAgain', async () => {
      await button.click()
      const busy = page.locator('button[aria-busy=true]')
      await busy.waitFor()
      assert.deepEqual([await busy.innerText(), (await busy.boundingBox()).width], ['Starting', width])
    })
    const said = page.getByRole('status')
    await said.getByText(/^Test started at \d\d:\d\d:\d\d\. The results are not in yet\.$/).waitFor()
    assert.deepEqual(await last.boundingBox(), before)
    const found = answers('desk')['Settings.Portal']
    await script(page, { 'Settings.Portal': { ...found, capabilities: found.capabilities.map((one) => ({ ...one, at: one.known ? '2000-01-01T00:04:00Z' : '' })) } })
    await until('the answers came', async () => (await said.innerText()) === '')
    assert.deepEqual(await last.boundingBox(), before)
  })

  test('say that a portal cannot be asked, and keep what was found out', async () => {
    const page = await open('desk', { 'Settings.FindOutAgain': { fails: { code: 'unreachable', text: 'The portal cannot be asked now. What was found out before stays.', said: '' } } })
    await page.getByRole('button', { name: 'Test again' }).click()
    const alert = page.getByRole('alert')
    await alert.getByText('The portal cannot be asked now.').waitFor()
    assert.match(await capability(page, 'Returns the orders in one state').innerText(), /Works/)
    assert.equal(await page.getByRole('status').innerText(), '')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'Which portal' }).waitFor()
    assert.equal(await alert.count(), 0)
  })

  test('stay where they are scrolled to when the portal was read', async () => {
    const page = await open('weak')
    await page.locator('.scroll').evaluate((box) => box.scrollTo(0, 60))
    const before = await panel(page, 'How it is read').boundingBox()
    await script(page, { 'Settings.Portal': { ...answers('weak')['Settings.Portal'], orders: 4711 } })
    await panel(page, 'Which portal').getByText('4,711 orders').waitFor()
    assert.deepEqual(await panel(page, 'How it is read').boundingBox(), before)
  })
})
