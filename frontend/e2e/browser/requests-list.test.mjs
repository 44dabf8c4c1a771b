// The list of subscription requests and one request, worked on as staff do, on a portal in a process of its own.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { asked, Browser, meanwhile, rest } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { synced } from './support/window.mjs'

describe('the list of requests', () => {
  const browser = new Browser()
  let portal
  let desk
  let page

  const button = (name) => page.getByRole('button', { name, exact: typeof name === 'string' })
  const grid = () => page.getByRole('grid', { name: 'List of requests' })
  const row = (id) => grid().getByRole('row').filter({ hasText: id })
  const rows = () => grid().locator('.table__body [role=row]')
  const texts = () => rows().allInnerTexts()
  const ids = async () => (await texts()).map((text) => /SR-\d+/.exec(text)?.[0])
  const selected = () => grid().locator('[role=row][aria-selected=true]')
  const heading = (id) => page.getByRole('heading', { level: 1, name: id }).waitFor()
  /** From which to which row of how many stands on the page. */
  const span = (what) => until(`the page shows ${what}`, async () => {
    const found = /(\d+) to (\d+) of ([\d,]+)/.exec(await page.locator('.foot').innerText())
    const [from, to, of] = (found ?? []).slice(1).map((text) => Number(text.replaceAll(',', '')))
    return found !== null && what({ from, to, of }) && of
  })
  const all = () => span(({ from, of }) => from === 1 && of === total)
  const some = () => span(({ of }) => of < total)
  /** The requests that wait for review, newest first. */
  async function received() {
    await page.keyboard.press('2')
    await until('the list is filtered', async () => (await texts()).length > 5 && (await texts()).every((text) => text.includes('Subscription Request Received')))
    await rest(page)
    return (await texts()).filter((text) => !text.includes('Asks to cancel')).map((text) => /SR-\d+/.exec(text)[0])
  }
  const view = async (id) => {
    await page.goto(`${desk.url}/#/requests/${id}`)
    await heading(id)
  }
  /** Every word of a list of choices is whole, ends before its number begins, and is in the window. */
  async function fitsInside(list) {
    const wrong = await list.evaluate((box) => {
      const [outer, found] = [box.getBoundingClientRect(), []]
      if (outer.left < 0 || outer.right > innerWidth || outer.bottom > innerHeight) found.push(`the list is at ${outer.left} to ${outer.right}, down to ${outer.bottom}`)
      for (const item of box.querySelectorAll('[role=option]')) {
        const word = item.querySelector('.choose__word')
        const range = document.createRange()
        range.selectNodeContents(word)
        const [text, number] = [range.getBoundingClientRect(), item.querySelector('.n')?.getBoundingClientRect()]
        if (text.right > (number?.left ?? outer.right)) found.push(`${word.textContent} ends at ${text.right}, its number begins at ${number?.left}`)
      }
      return found
    })
    assert.deepEqual(wrong, [])
  }
  let total

  before(async () => {
    portal = await openPortal({ still: true, services: 20 })
    desk = await openDesk(['--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    page = await browser.open(desk, { hash: '#/requests' })
    await synced(page, 'fresh')
    total = await until('every request is read', async () => {
      const [, n] = /([\d,]+)\s*Total/.exec(await button(/Total/).innerText()) ?? []
      return Number(n) >= 412 && Number(n)
    })
  })
  /** Shows the list as it is after a start. */
  async function anew() {
    await page.goto('about:blank')
    await page.goto(`${desk.url}/#/requests`)
    await rows().first().waitFor()
    await rest(page)
  }
  beforeEach(anew)
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('has the portal’s columns, and four cards that filter', async () => {
    assert.deepEqual(await grid().getByRole('columnheader').allInnerTexts(), ['Order ID', 'Initiated by', 'Customer', 'Service Offerings', 'Package', 'Order Date', 'Status', 'Actions'])
    assert.equal(await page.title(), 'Commsdesk · Test portal · Subscription requests')
    const told = async (name) => Number(/^([\d,]+)/.exec((await button(name).innerText()).trim())[1])
    await page.keyboard.press('2')
    await span(({ of }) => of < total)
    assert.equal(await some(), await told(/Requested/))
    assert.equal(await button(/Requested/).getAttribute('aria-pressed'), 'true')
    await button(/In Progress/).click()
    const running = await told(/In Progress/)
    await span(({ of }) => of === running)
    await page.keyboard.press('1')
    await all()
    await judge(page, 'requests-list') // it fits in the smallest window, with its marks
  })

  test('searches as one types, filters by several statuses, by mark and by day', async () => {
    const name = await rows().first().locator('[role=gridcell]:nth-child(3)').innerText()
    await page.keyboard.press('/')
    await page.keyboard.type(name.toLowerCase())
    await some()
    await until('only these are shown', async () => (await texts()).every((text) => text.includes(name)))
    await page.keyboard.press('Escape')
    await all()
    await button('Status any').click()
    const list = page.getByRole('listbox', { name: 'Status' })
    const choose = async (status) => {
      const option = list.getByRole('option', { name: new RegExp(`^${status}`) })
      const count = Number(/\d+/.exec(await option.innerText())[0])
      await option.click()
      return count
    }
    const both = (await choose('Denied')) + (await choose('Draft'))
    await page.keyboard.press('Escape')
    await span(({ of }) => of === both)
    await button('Status 2').waitFor()
    await page.keyboard.press('Escape')
    await all()
    await button('More filters').click()
    await page.getByLabel('Ordered from').fill('2026-13')
    await page.getByText('Enter a date such as 2026-01-31.').waitFor()
    await page.getByLabel('Ordered from').fill('')
    await page.getByLabel('to', { exact: true }).fill('2020-01-31')
    await page.getByText('No request matches the filters').waitFor()
    await page.getByLabel('Ordered from').fill('2020-02-01')
    await page.getByText('The first date is after the last one.').waitFor()
    await page.getByLabel('Ordered from').fill('2020-01')
    await page.getByText('Enter a date such as 2026-01-31.').waitFor()
    await button(/^Clear filters/).click()
    await all()
    assert.equal(await page.getByLabel('Ordered from').inputValue(), '')
    assert.equal(await page.getByText('Enter a date such as').count(), 0)
    await page.getByLabel('Search requests').fill('zzz')
    await page.getByText('No request matches “zzz”').waitFor()
    await button(/^Clear search/).click()
    await all()
  })

  test('lists the statuses in the order of a request’s life, each whole beside its number', async () => {
    await button('Status any').click()
    const list = page.getByRole('listbox', { name: 'Status' })
    await list.waitFor()
    const words = await list.locator('.choose__word').allInnerTexts()
    assert.deepEqual(words, ['any', 'Draft', 'Subscription Request Received', 'Validating', 'Generating Contract', 'Contract Ready for Review', 'Contract Signed', 'Provisioning in Progress', 'Provisioning Failed', 'Activating', 'Activation Failed', 'Active', 'Pending Cancellation', 'Decommissioning', 'Expired', 'Canceled', 'Denied'])
    await fitsInside(list)
    await judge(page, 'requests-status-filter', [])
    await page.keyboard.press('Escape')
    for (const name of ['Marked any', /^Package any/]) {
      await button(name).click()
      await fitsInside(page.getByRole('listbox'))
      await page.keyboard.press('Escape')
    }
  })

  test('sorts by a column and turns pages', async () => {
    await grid().getByRole('button', { name: 'Customer' }).click()
    await page.getByText('By customer', { exact: true }).waitFor()
    await rest(page)
    await grid().getByRole('button', { name: 'Order Date' }).click()
    await page.getByText('Newest first').waitFor()
    await rest(page)
    await page.keyboard.press('PageDown')
    await span(({ from, to }) => from === 51 && to === 100)
    await rest(page)
    assert.equal(await rows().first().getAttribute('aria-rowindex'), '52')
    const pages = page.getByRole('navigation', { name: 'Pages' })
    const last = Math.ceil(total / 50)
    await pages.getByRole('button', { name: String(last), exact: true }).click()
    await span(({ to }) => to === total)
    await page.keyboard.press('PageUp')
    await span(({ from }) => from === (last - 2) * 50 + 1)
  })

  test('keeps a view under a name, and removes it', async () => {
    await page.keyboard.press('2')
    const wanted = await some()
    await button('Save view…').click()
    await page.getByLabel('Name').fill('To review')
    await button('Save view').click()
    await button('View To review').waitFor()
    await page.keyboard.press('1')
    await button('View All requests').click()
    await page.getByRole('option', { name: 'To review' }).click()
    await span(({ of }) => of === wanted)
    await button('Save view…').click()
    await button('Remove To review').click()
    await button('Leave').click()
    await button('View Unsaved view').click() // it is shown, and no view any more
    await page.getByRole('option', { name: 'All requests' }).click()
    await all()
  })

  test('changes a cell in its place, and says of a row that it is not on this page any more', async () => {
    const [id] = await received()
    await row(id).click()
    const before = await row(id).boundingBox()
    await portal.act(id, 'Denied')
    await row(id).getByText('No longer on this page').waitFor()
    assert.deepEqual(await row(id).boundingBox(), before)
    await button('The list has changed. Show it').click()
    await row(id).waitFor({ state: 'detached' })
    await page.keyboard.press('1')
    await row(id).getByText('Denied').waitFor()
  })

  test('has what was looked at last in sight when one comes back', async () => {
    await page.keyboard.press('End')
    await rest(page)
    const [third, second, first] = (await ids()).slice(-3)
    await page.keyboard.press('Enter')
    await heading(first)
    for (const id of [second, third]) {
      await page.keyboard.press('k')
      await heading(id)
    }
    await page.keyboard.press('Escape')
    await row(third).waitFor()
    await until('it is in sight', async () => {
      const [box, around] = await Promise.all([row(third).boundingBox(), grid().boundingBox()])
      return box !== null && box.y >= around.y + 32 && box.y + 32 <= around.y + around.height
    })
  })

  test('is reached with G R, and left with G S', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByRole('grid', { name: 'List of services' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await rows().first().waitFor()
  })

  test('opens a request by keyboard or link, counts it as read after a moment, and J and K go through it', async () => {
    const [first, second] = await ids()
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await heading(first)
    await page.getByText(`1 of ${total}`).waitFor()
    assert.match(await page.locator('.subject').innerText(), /ordered .* by \S+@\S+/)
    await page.locator('.subject .badge').waitFor({ state: 'detached' })
    await page.keyboard.press('u')
    await page.locator('.subject .badge').waitFor()
    await page.keyboard.press('j')
    await heading(second)
    await button('Previous request (K)').click()
    await heading(first)
    await until('the focus stays', () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Previous request (K)'))
    await page.keyboard.press('c')
    await until('its Order ID is copied', async () => (await asked(page, 'Frame.Copy')).length > 0)
    assert.deepEqual(await asked(page, 'Frame.Copy'), [[first]])
    await page.keyboard.press('Escape')
    await until('its row is selected', async () => (await selected().innerText()).includes(first))
    await page.getByRole('link', { name: `View Request ${second}` }).click()
    await heading(second)
  })

  test('leads from a request to its service', async () => {
    await button(/Active/).click()
    await some()
    await rest(page)
    await rows().first().getByRole('link', { name: /^View Request/ }).click()
    const service = page.locator('main').getByRole('link', { name: /^04\d\d \d{3} \d{3}$/ }).first()
    const number = await service.innerText()
    await service.click()
    await page.getByRole('heading', { level: 1, name: number }).waitFor()
  })

  test('gives the portal’s words a label, with the word beside it', async () => {
    const first = async (status) => {
      await anew()
      await button('Status any').click()
      await page.getByRole('option', { name: new RegExp(`^${status}`) }).click()
      await page.keyboard.press('Escape')
      await until('they are listed', async () => (await texts()).length > 0 && (await texts()).every((text) => text.includes(status)))
      await rest(page)
      await view((await ids())[0])
      return page.locator('main').innerText()
    }
    assert.match(await first('Provisioning in Progress'), /Being activated “pendingActive”[\s\S]*Approved/)
    assert.match(await first('Provisioning Failed'), /Not completed “aborted”/)
    assert.match(await first('Pending Cancellation'), /The customer asked “customerAsked”: the customer gave notice/)
    await judge(page, 'request-words')
  })

  test('keeps the neighbours of a request that leaves its list, and goes on from there', async () => {
    await received()
    const before = await ids()
    const [, of] = /of ([\d,]+)/.exec(await page.locator('.foot').innerText())
    await rows().nth(2).click()
    await page.keyboard.press('Enter')
    await page.getByText(`3 of ${of}`).waitFor()
    await portal.act(before[2], 'Denied')
    await page.keyboard.press('r')
    await page.getByText(`3 of ${of}`).waitFor({ state: 'detached' })
    await page.keyboard.press('j')
    await heading(before[3])
    await page.keyboard.press('Escape')
    await rest(page)
    assert.equal((await ids()).includes(before[2]), false)
  })

  test('offers D only where something can be decided', async () => {
    const [id] = await received()
    await view(id)
    await page.locator('.foot').getByText('decide').waitFor()
    await anew()
    await button('Status any').click()
    await page.getByRole('option', { name: /^Denied/ }).click()
    await page.keyboard.press('Escape')
    await some()
    await rest(page)
    await rows().first().getByRole('link', { name: /^View Request/ }).click()
    await page.getByText('No actions in this status: view only.').waitFor()
    assert.equal(await page.locator('.foot').getByText('decide').count(), 0)
    await page.goto(`${desk.url}/#/requests/SR-1`)
    await page.getByRole('alert').getByText('This request is not on this desk.').waitFor()
    await page.keyboard.press('Escape')
    await rows().first().waitFor()
  })

  test('takes notes, and removes them', async () => {
    await view((await received())[0])
    await page.keyboard.press('n')
    await page.keyboard.type('Called back at noon.')
    await page.keyboard.press('Control+Enter')
    const note = page.locator('.notes').getByText('Called back at noon.')
    await note.waitFor()
    await button('Remove note').click()
    await note.waitFor({ state: 'detached' })
  })

  test('asks for a reason to deny, and changes, undoes and withdraws what waits to be sent', async () => {
    const [id, next] = await received()
    await view(id)
    await button('Deny the request…').waitFor()
    await portal.kill() // nothing is sent from here on
    await page.keyboard.press('d')
    await until('the first action has the focus', () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Start the contract'))
    await button('Deny the request…').click()
    const dialog = page.getByRole('dialog', { name: 'Deny the request' })
    await dialog.getByText('The request goes from Subscription Request Received to Denied.').waitFor()
    await dialog.getByText('Once sent, it cannot be undone from here').waitFor()
    const deny = dialog.getByRole('button', { name: 'Deny the request' })
    assert.equal(await deny.getAttribute('aria-disabled'), 'true')
    await dialog.getByText('Other').click()
    await dialog.getByText('Enter an explanation.').waitFor()
    await dialog.getByLabel('Explanation').fill('No such address.')
    await judge(page, 'request-deny')
    await deny.click()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor()
    await page.locator('.toast__text').getByText(new RegExp(`^${id}: Deny will be sent in \\d+ s$`)).waitFor()
    const history = page.getByRole('list', { name: 'Status history' })
    assert.match(await history.locator('li').first().innerText(), /Deny, waiting to be sent[\s\S]*Other\. No such address\./)
    assert.equal(await button('Deny the request…').getAttribute('aria-disabled'), 'true')
    await button('Change…').click()
    const change = page.getByRole('dialog', { name: 'Change the decision' })
    await change.getByText('Duplicate request').click()
    await change.getByRole('button', { name: 'Deny the request' }).click()
    await page.getByText('Deny the request → Denied. Duplicate request. No such address.').waitFor()
    await button(/^Undo the change/).click()
    await page.getByText('Deny the request → Denied. Other. No such address.').waitFor()
    await anew()
    await page.getByRole('banner').getByRole('link', { name: '1 waiting to be sent' }).click()
    await heading(id)
    await button('Withdraw').click()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor({ state: 'detached' })
    assert.match(await history.innerText(), /Deny, withdrawn/)
    await view(next)
    await button('Start the contract').click()
    await button(/^Undo/).waitFor()
    await page.keyboard.press('z')
    await page.getByText('Undone. Nothing was sent.').waitFor()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor({ state: 'detached' })
    await button('Start the contract').click()
    await button(/^Undo/).waitFor()
    await judge(page, 'request-toast')
  })

  test('is decided once, however often it is clicked', async () => {
    const [id] = await received()
    await view(id)
    await meanwhile(page, 'Requests.Decide', () => button('Start the contract').dblclick())
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor()
    assert.equal((await asked(page, 'Requests.Decide')).length, 1)
    const waiting = page.getByRole('banner').getByRole('link', { name: '2 waiting to be sent' }) // with the one of the story before
    await waiting.focus()
    await page.keyboard.press('Enter')
    await button('Marked Waiting to be sent').waitFor()
    await span(({ of }) => of === 2)
    await row(id).waitFor()
  })
})
