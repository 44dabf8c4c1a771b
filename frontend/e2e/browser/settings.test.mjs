// Settings on the demo, whose portal does all that TM Forum's interfaces allow: what the program finds out about it.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { counted, everything, headline, shown, synced } from './support/window.mjs'

describe('Settings', () => {
  const browser = new Browser()
  let desk
  let page
  let listed

  const panel = (title) => page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title }) })
  const capability = (name) => panel('What this portal can do').getByRole('listitem').filter({ hasText: name })
  const works = (name) => until(`the portal is found to: ${name}`, async () => /Works/.test(await capability(name).innerText()))
  const purpose = async (name) => {
    const row = page.getByRole('table', { name: 'How it is read' }).getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
    return (await row.locator('th, td').allInnerTexts()).map((text) => text.trim())
  }
  const foundAt = async (name) => Date.parse(await capability(name).locator('time').getAttribute('datetime'))

  before(async () => {
    desk = await openDesk(['--demo', '--data-dir', office()])
    page = await browser.open(desk)
    await shown(page)
    await synced(page, 'fresh') // the first copy is whole
    await everything(page)
    listed = (await counted(page)).total
    const link = page.getByRole('link', { name: 'Settings' })
    await link.click()
    assert.equal(await link.getAttribute('aria-current'), 'page')
    assert.equal(await page.getByRole('link', { name: 'Portal' }).getAttribute('aria-current'), 'page')
    assert.equal(await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Services' }).getAttribute('aria-current'), null)
    await panel('Which portal').waitFor()
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('says which portal is read, and counts the same services as the list', async () => {
    assert.equal(await headline(page).innerText(), 'Settings')
    const words = await until('it says how much the portal holds', async () => {
      const said = (await panel('Which portal').innerText()).replaceAll('\n', ' ')
      const [, services] = /([\d,]+) services, /.exec(said) ?? []
      const more = Number((services ?? '').replaceAll(',', '')) - listed // the demo goes on, and some are new since
      return services !== undefined && more >= 0 && more < 5 && said
    })
    assert.match(words, /Service Inventory \(TMF638\) http\S+/)
    assert.match(words, /Service Ordering \(TMF641\) http\S+/)
    assert.match(words, /[\d,]+ orders, [\d,]+ open, as of \d+ s ago/)
  })

  test('finds out that the portal sorts, filters and leaves out', async () => {
    await page.keyboard.press('r') // the pass after the first copy asks; nobody has to wait half a minute for it
    for (const name of ['Returns the orders in one state', 'in several states at once', 'Sorts orders, newest first', 'Returns the orders of one service', 'Returns only the fields asked for', 'Answers “not found”']) await works(name)
    assert.equal(await capability('older name').count(), 0)
  })

  test('asks it in the ways that follow', async () => {
    assert.deepEqual((await purpose('New orders')).slice(0, 3), ['New orders', 'IDs and states, newest first', '240'])
    const [, how, questions] = await purpose('Open orders')
    assert.equal(how, 'All open states in one query')
    const sum = (await Promise.all(['Open orders', 'New orders', 'All services', 'All orders'].map(purpose))).reduce((all, row) => all + Number(row[2].replaceAll(',', '')), 0)
    assert.ok(Number(questions.replaceAll(',', '')) >= 120, questions)
    assert.equal((await purpose('Total'))[1], sum.toLocaleString('en-AU'))
    assert.match((await purpose('One service'))[2], /^–/)
    await until('it says what was really asked', async () => /this desk sent [\d,]+ queries and read [\d.,]+ .B\./.test(await panel('How it is read').innerText()))
    await until('it knows how long a check of everything takes', async () => /Everything is checked once within \d+ min\./.test(await panel('How it is read').innerText()))
  })

  test('could read the portal whenever it was asked', async () => {
    assert.match(await panel('Last failures').innerText(), /Every read succeeded\./)
    await judge(page, 'settings')
  })

  test('finds out again when it is asked to', async () => {
    const before = await foundAt('Sorts orders, newest first')
    await page.getByRole('button', { name: 'Test again' }).click()
    await until('it was found out again', async () => (await foundAt('Sorts orders, newest first')) > before)
    await until('nothing is waited for', async () => (await page.getByRole('status').innerText()) === '')
    await works('Sorts orders, newest first')
  })

  test('leads back to the list', async () => {
    await page.keyboard.press('Escape')
    await shown(page)
  })
})
