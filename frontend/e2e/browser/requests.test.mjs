// Subscription requests: reviewed while the portal is dead, through a new start of the program, and sent once when it is back.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { judge, wide } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { button, synced } from './support/window.mjs'

describe('a review without the portal', () => {
  const browser = new Browser()
  let portal
  let desk
  let args
  let page
  let undone // the request whose decision was taken back

  /** Everything is read: the header is fresh, and the list knows all. */
  async function read() {
    await page.getByText(/^SR-\d+$/).first().waitFor()
    await synced(page, 'fresh')
    await until('every request is read', async () => (await page.getByRole('button', { name: /Total/ }).innerText()).includes('412'))
  }
  const row = (id) => page.getByRole('row').filter({ hasText: id })
  /** The first requests that wait for review and whose customers want them. */
  async function received() {
    await page.keyboard.press('2')
    await page.getByRole('button', { name: /Requested/, pressed: true }).waitFor()
    await until('the list is filtered', async () => (await page.getByRole('row').nth(3).innerText()).includes('Subscription Request Received'))
    const ids = []
    for (const text of await page.getByRole('row').allInnerTexts()) {
      const id = text.match(/SR-\d+/)?.[0]
      if (id !== undefined && !text.includes('Asks to cancel')) ids.push(id)
    }
    return ids
  }
  const view = (id) => page.goto(`${desk.url}/#/requests/${id}`)
  async function deny() {
    await button(page, 'Deny the request').click()
    const dialog = page.getByRole('dialog', { name: 'Deny the request' })
    await dialog.getByRole('radio', { name: 'Credit check not passed' }).check()
    await dialog.getByLabel('Explanation').fill('Two invoices are open.')
    await dialog.getByRole('button', { name: 'Deny the request' }).click()
    await dialog.waitFor({ state: 'detached' })
  }

  before(async () => {
    portal = await openPortal({ still: true, services: 20 })
    args = ['--data-dir', office(portal), '--passphrase-file', passphraseFile()]
    desk = await openDesk(args)
    page = await browser.open(desk, { hash: '#/requests' })
    await read()
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('the cards, a search, and everything known of a request', async () => {
    await judge(page, 'requests', wide)
    const [id] = await received()
    await page.keyboard.press('/')
    await page.keyboard.type(id.slice(3))
    await until('one is found', async () => (await page.getByRole('row').count()) === 2)
    await row(id).getByRole('link', { name: 'View Request' }).click()
    await page.getByRole('heading', { name: id }).waitFor()
    await page.getByText('Status history').waitFor()
    await judge(page, 'request')
    await page.goto(`${desk.url}/#/requests`)
    await page.getByRole('searchbox').fill('')
  })

  test('what is decided can be taken back within ten seconds, and nothing was sent', async () => {
    await page.goto(`${desk.url}/#/requests`)
    const id = (await received())[1]
    undone = id
    await view(id)
    await button(page, 'Start').click()
    await button(page, 'Undo').click()
    await page.getByText(/waiting to be sent/i).first().waitFor({ state: 'detached' })
    assert.equal((await portal.request(id)).status, 'Subscription Request Received')
  })

  // And what was undone above has not been sent after its ten seconds either.
  test('it is denied while the portal is dead, waits through a new start, and is sent once', async () => {
    await page.goto(`${desk.url}/#/requests`)
    const id = (await received())[2]
    const { port } = portal
    await portal.kill()
    await view(id)
    await deny()
    await page.getByText(/waiting to be sent/i).first().waitFor()
    await page.close()
    await desk.stop()
    desk = await openDesk(args)
    page = await browser.open(desk, { hash: `#/requests/${id}` })
    await page.getByText(/waiting to be sent/i).first().waitFor()
    await judge(page, 'request-waiting')
    portal = await openPortal({ port, still: true, services: 20 })
    await until('it is denied at the portal', async () => (await portal.request(id)).status === 'Denied')
    const { version } = await portal.request(id)
    await until('the desk shows it', async () => (await page.locator('.subject').innerText()).includes('Denied'))
    await page.getByText(/waiting to be sent/i).first().waitFor({ state: 'detached' })
    await synced(page, 'fresh')
    assert.equal((await portal.request(id)).version, version)
    assert.equal((await portal.request(undone)).status, 'Subscription Request Received')
  })

  test('a colleague was there first: both versions are shown, and it is dropped with a note', async () => {
    await page.goto(`${desk.url}/#/requests`)
    await page.reload()
    await read()
    const id = (await received())[3]
    const { port } = portal
    await portal.kill()
    await view(id)
    await deny()
    await page.getByText(/waiting to be sent/i).first().waitFor()
    await page.close()
    await desk.stop()
    portal = await openPortal({ port, still: true, services: 20 })
    await portal.act(id, 'Generating Contract')
    desk = await openDesk(args)
    page = await browser.open(desk, { hash: `#/requests/${id}` })
    await page.getByText('It changed before your decision was sent').waitFor()
    const words = await page.locator('main').innerText()
    for (const part of ['When you decided', 'Now', 'Subscription Request Received', 'Generating Contract', 'Jonas Weber']) assert.ok(words.includes(part), part)
    await judge(page, 'request-conflict')
    // Until somebody deals with it, it stands above the list and in the header, after the next start too.
    await page.close()
    await desk.stop()
    desk = await openDesk(args)
    page = await browser.open(desk, { hash: '#/services' })
    const counted = page.getByRole('banner').getByRole('link', { name: '1 needs attention' })
    await counted.click()
    await page.getByRole('heading', { level: 1, name: id }).waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Requests' }).click()
    const above = page.getByRole('list', { name: 'Decisions that need attention' })
    await above.getByText(`${id}, `).waitFor()
    assert.match(await above.innerText(), /: Deny, conflict/)
    await page.getByRole('searchbox').fill('nothing matches this')
    await page.getByText('No request matches').waitFor()
    await above.getByText(`${id}, `).waitFor()
    await page.getByRole('searchbox').fill('')
    await judge(page, 'requests-returned', wide)
    await above.getByRole('link', { name: `View Request ${id}` }).click()
    await page.getByText('It changed before your decision was sent').waitFor()
    assert.equal((await portal.request(id)).status, 'Generating Contract')
    await button(page, 'Drop my decision…').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('Jonas repeated the check.')
    await dialog.getByRole('button', { name: /^Drop/ }).click()
    await page.getByText('It changed before your decision was sent').waitFor({ state: 'detached' })
    await until('the focus is on the page', () => page.evaluate(() => document.activeElement !== document.body))
    await counted.waitFor({ state: 'detached' })
    assert.equal((await portal.request(id)).status, 'Generating Contract')
  })
})
