// Subscription requests: stories in the real window, over the mock.
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { misfits, violations } from './judge'
import { Browser, type Look, type Opened, rest } from './window'

const browser = new Browser()
let opened: Opened | undefined

beforeAll(() => browser.start())
afterAll(() => browser.stop())
afterEach(async () => {
  const { page, wrong } = opened ?? {}
  opened = undefined
  await page?.close()
  expect(wrong ?? []).toEqual([])
})

async function open(wants = '', hash = '#/requests', look: Look = {}): Promise<Page> {
  opened = await browser.open(wants, look, hash)
  return opened.page
}

type Mock = {
  copies: string[]
  requests: {
    asked: string[]
    fail: string
    arrive(n: number): void
    move(id: string, status: string): void
    lose(id: string): void
  }
}
const mock = <T>(page: Page, use: (desk: Mock) => T) => page.evaluate(`(${use})(window.mockDesk)`) as Promise<T>
const asked = (page: Page) => mock(page, (desk) => desk.requests.asked.filter((what) => !what.startsWith('read ')))

const grid = (page: Page) => page.getByRole('grid', { name: 'List of requests' })
const row = (page: Page, id: string) => grid(page).getByRole('row').filter({ hasText: id })
const rows = (page: Page) => grid(page).locator('.table__body [role=row]')
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const at = (id: number) => `#/requests/SR-${104431 - id * 2}`
const history = (page: Page) => page.getByRole('list', { name: 'Status history' })

describe('the list of requests', () => {
  test('has the portal’s columns, and four cards that filter', async () => {
    const page = await open()
    await row(page, 'SR-104431').waitFor()
    expect(await grid(page).getByRole('columnheader').allInnerTexts()).toEqual([
      'Order ID',
      'Initiated by',
      'Customer',
      'Service Offerings',
      'Package',
      'Order Date',
      'Status',
      'Actions',
    ])
    expect(await page.title()).toBe('Commsdesk · Production · Subscription requests')
    const total = button(page, /^60\s*Total/)
    expect(await total.innerText()).toContain('16 in other statuses')
    await page.keyboard.press('2')
    await expect.poll(() => rows(page).count()).toBe(9)
    for (const text of await rows(page).allInnerTexts()) expect(text).toContain('Subscription Request Received')
    expect(await button(page, /Requested/).getAttribute('aria-pressed')).toBe('true')
    await button(page, /In Progress/).click()
    await page.getByText('1 to 14 of 14').waitFor()
    await page.keyboard.press('1')
    await page.getByText('1 to 50 of 60').waitFor()
  })

  test('shows every status with its mark and its word', async () => {
    const page = await open('requests=25', '#/requests', { height: 1080 })
    await row(page, 'SR-104431').waitFor()
    const shapes = new Map<string, string>()
    for (const status of await rows(page).locator('[role=gridcell]:nth-child(7) .status').all()) {
      const kind = (await status.getAttribute('class'))?.match(/status--(\w+)/)?.[1] ?? ''
      shapes.set((await status.innerText()).trim(), kind)
      expect(await status.locator('svg').count()).toBe(1)
    }
    expect(Object.fromEntries(shapes)).toEqual({
      Draft: 'neutral',
      'Subscription Request Received': 'acknowledged',
      'Generating Contract': 'running',
      'Contract Ready for Review': 'waiting',
      'Contract Signed': 'running',
      'Provisioning in Progress': 'running',
      Active: 'complete',
      Expired: 'neutral',
      'Pending Cancellation': 'waiting',
      Canceled: 'neutral',
      Decommissioning: 'running',
      'Provisioning Failed': 'failed',
      Denied: 'neutral',
      Validating: 'running',
      Activating: 'running',
      'Activation Failed': 'failed',
      '“acknowledged”': 'acknowledged',
      'Under Legal Review': 'acknowledged',
    })
    expect(await row(page, 'SR-104395').innerText()).toContain('status not given')
    expect(await row(page, 'SR-104427').innerText()).toContain('Waiting to be sent')
    expect(await row(page, 'SR-104425').innerText()).toContain('Asks to cancel')
    expect(await row(page, 'SR-104423').innerText()).toContain('Conflict')
  })

  test('searches as one types, filters by several statuses, by more and by mark', async () => {
    const page = await open()
    await row(page, 'SR-104431').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('haddad')
    await expect
      .poll(async () => (await rows(page).allInnerTexts()).every((text) => text.includes('Haddad')))
      .toBe(true)
    await page.keyboard.press('Escape')
    await page.getByText('1 to 50 of 60').waitFor()
    await button(page, 'Status any').click()
    const list = page.getByRole('listbox', { name: 'Status' })
    await list.getByRole('option', { name: /^Denied/ }).click()
    await list.getByRole('option', { name: /^Draft/ }).click()
    await page.keyboard.press('Escape')
    await page.getByText('1 to 2 of 2').waitFor()
    expect(await button(page, 'Status 2').innerText()).toContain('2')
    await page.keyboard.press('Escape')
    await page.getByText('1 to 50 of 60').waitFor()
    await button(page, 'Marked any').click()
    await page.getByRole('option', { name: /^Unread/ }).click()
    await page.getByText('1 to 6 of 6').waitFor()
    await page.keyboard.press('Escape')
    await button(page, 'More filters').click()
    await page.getByLabel('Ordered from').fill('2026-13')
    await page.getByText('Enter a date such as 2026-01-31.').waitFor()
    await page.getByLabel('Ordered from').fill(new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10))
    await expect.poll(() => rows(page).count()).toBeLessThan(15)
    await page.getByLabel('Search requests').fill('zzz')
    await page.getByText('No request matches “zzz”').waitFor()
    await button(page, /^Clear search/).click()
    await rows(page).first().waitFor()
  })

  test('sorts by a column and turns pages, which stay when the portal is read again', async () => {
    const page = await open('requests=412')
    await page.getByText('1 to 50 of 412').waitFor()
    await grid(page).getByRole('button', { name: 'Customer' }).click()
    await page.getByText('By customer', { exact: true }).waitFor()
    await expect.poll(() => rows(page).first().innerText()).toContain('Abernathy Law')
    await grid(page).getByRole('button', { name: 'Order Date' }).click()
    await page.getByText('Newest first').waitFor()
    await rest(page)
    await page.keyboard.press('PageDown')
    await page.getByText('51 to 100 of 412').waitFor()
    await rest(page) // what the line says is there before the rows are
    expect(await rows(page).first().getAttribute('aria-rowindex')).toBe('52')
    const first = await rows(page).first().innerText()
    await rows(page).nth(2).click()
    await mock(page, (desk) => desk.requests.arrive(3))
    await button(page, '3 new. Show them').waitFor()
    expect(await rows(page).first().innerText()).toBe(first)
    await button(page, '3 new. Show them').click()
    await expect.poll(() => rows(page).first().innerText()).not.toBe(first)
    await page.getByText('51 to 100 of 415').waitFor()
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: '9' }).click()
    await page.getByText('401 to 415 of 415').waitFor()
    await page.keyboard.press('PageUp')
    await page.getByText('351 to 400 of 415').waitFor()
  })

  test('changes a cell in its place', async () => {
    const page = await open()
    await row(page, 'SR-104429').click()
    const before = await row(page, 'SR-104429').boundingBox()
    await mock(page, (desk) => desk.requests.move('SR-104429', 'Denied'))
    await row(page, 'SR-104429').getByText('Denied').waitFor()
    expect(await row(page, 'SR-104429').boundingBox()).toEqual(before)
  })

  test('keeps a view under a name, and removes it', async () => {
    const page = await open()
    await row(page, 'SR-104431').waitFor()
    await page.keyboard.press('2')
    await button(page, 'Save view…').click()
    await page.getByLabel('Name').fill('To review')
    await button(page, 'Save view').click()
    await button(page, 'View To review').waitFor()
    await page.keyboard.press('1')
    await button(page, 'View All requests').waitFor()
    await button(page, 'View All requests').click()
    await page.getByRole('option', { name: 'To review' }).click()
    await page.getByText('1 to 9 of 9').waitFor()
    await button(page, 'Save view…').click()
    await button(page, 'Remove To review').click()
    await button(page, 'Leave').click()
    await button(page, 'View Unsaved view').click() // it is shown, and no view any more
    await page.getByRole('option', { name: 'All requests' }).click()
    await page.getByText('1 to 50 of 60').waitFor()
    await button(page, 'View All requests').waitFor()
    await expect.poll(() => asked(page)).toEqual(['view To review', 'drop view To review'])
  })

  test('filters by days, which end after they begin, and forgets what was half typed', async () => {
    const page = await open()
    await row(page, 'SR-104431').waitFor()
    await button(page, 'More filters').click()
    await page.getByLabel('to', { exact: true }).fill('2020-01-31')
    await page.getByText('No request matches the filters').waitFor()
    await page.getByLabel('Ordered from').fill('2020-02-01')
    await page.getByText('The first date is after the last one.').waitFor()
    await page.getByLabel('Ordered from').fill('2020-01')
    await page.getByText('Enter a date such as 2026-01-31.').waitFor()
    await button(page, /^Clear filters/).click()
    await page.getByText('1 to 50 of 60').waitFor()
    expect(await page.getByLabel('Ordered from').inputValue()).toBe('')
    expect(await page.getByText('Not a day.').count()).toBe(0)
  })

  test('filters by a status that is not given', async () => {
    const page = await open()
    await row(page, 'SR-104431').waitFor()
    await button(page, 'Status any').click()
    await page.getByRole('option', { name: /^Status not given/ }).click()
    await page.keyboard.press('Escape')
    await page.getByText('1 to 1 of 1').waitFor()
    await row(page, 'SR-104395').waitFor()
    expect(await button(page, 'Status Status not given').count()).toBe(1)
  })

  test('says of a row that it is not on this page any more, and not what it was', async () => {
    const page = await open()
    await page.keyboard.press('2')
    await page.getByText('1 to 9 of 9').waitFor()
    await row(page, 'SR-104427').click()
    await mock(page, (desk) => desk.requests.move('SR-104427', 'Denied'))
    await row(page, 'SR-104427').getByText('No longer on this page').waitFor()
    await button(page, 'The list has changed. Show it').click()
    await expect.poll(() => row(page, 'SR-104427').count()).toBe(0)
  })

  test('has what was looked at last in sight when one comes back', async () => {
    const page = await open()
    await row(page, 'SR-104431').waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'SR-104333' }).waitFor()
    for (const id of ['SR-104335', 'SR-104337']) {
      await page.keyboard.press('k')
      await page.getByRole('heading', { level: 1, name: id }).waitFor()
    }
    await page.keyboard.press('Escape')
    await row(page, 'SR-104337').waitFor()
    await expect
      .poll(async () => {
        const box = await row(page, 'SR-104337').boundingBox()
        const around = await grid(page).boundingBox()
        return box !== null && around !== null && box.y >= around.y + 32 && box.y + 32 <= around.y + around.height
      })
      .toBe(true)
  })

  test('tells sums of a first copy as such, and their own age where it is another', async () => {
    const page = await open('requestsFirst=1')
    await page.getByRole('button', { name: /Total read so far, more to come/ }).waitFor()
    await page.goto(page.url().replace('requestsFirst=1', 'requestsOld=1'))
    await page.getByText('Requests read 25 min ago').waitFor()
  })

  test('counts in the header what waits to be sent, and leads there', async () => {
    const page = await open()
    await row(page, 'SR-104431').waitFor()
    await page.keyboard.press('4') // what was filtered before hides nothing
    await page.getByRole('banner').getByRole('link', { name: '2 waiting to be sent' }).click()
    await page.getByText('1 to 2 of 2').waitFor()
    await button(page, 'Marked Waiting to be sent').waitFor()
  })

  test('leads to a conflict whose request is not here any more', async () => {
    const page = await open('conflict=away')
    await row(page, 'SR-104431').waitFor()
    expect(await row(page, 'SR-104385').count()).toBe(0)
    await button(page, 'Marked any').click()
    await page.getByRole('option', { name: /^Conflicts\s*5/ }).click()
    await page.getByText('1 to 5 of 5').waitFor()
    await row(page, 'SR-104385').getByText('No longer in the portal').waitFor()
    await page.getByRole('link', { name: 'View Request SR-104385' }).click()
    await page.getByRole('heading', { name: 'No longer in the portal' }).waitFor()
  })

  test('without an address of the portal says so, and calmly what is missing', async () => {
    const page = await open('requests=off')
    await page.getByRole('heading', { name: 'No requests on this desk' }).waitFor()
    await page.getByText('Add product_ordering').waitFor()
    await page.goto(page.url().replace('requests=off', 'requestsFirst=1'))
    await page.getByRole('heading', { name: 'Nothing read yet' }).waitFor()
  })

  test('is reached with G R, and left with G S', async () => {
    const page = await open('', '#/services')
    await page.getByRole('grid', { name: 'List of services' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await row(page, 'SR-104431').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByRole('grid', { name: 'List of services' }).waitFor()
  })
})

describe('a request', () => {
  test('is opened with Enter or its link, is read after a moment, and J and K go through the list', async () => {
    const page = await open()
    await row(page, 'SR-104431').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'SR-104431' }).waitFor()
    await page.getByText('1 of 60').waitFor()
    expect(await page.locator('.subject').innerText()).toMatch(
      /Haddad Logistics[\s\S]*ordered \d+ \w+ 20\d\d by noor@haddad\.example/,
    )
    await expect
      .poll(() => mock(page, (desk) => desk.requests.asked.filter((what) => what.startsWith('read '))))
      .toHaveLength(1)
    await page.locator('.subject .badge').waitFor({ state: 'detached' })
    await page.keyboard.press('u')
    await page.locator('.subject .badge').waitFor()
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 1, name: 'SR-104429' }).waitFor()
    await page.keyboard.press('k')
    await page.getByRole('heading', { level: 1, name: 'SR-104431' }).waitFor()
    await page.keyboard.press('c')
    await expect.poll(() => mock(page, (desk) => desk.copies)).toEqual(['SR-104431'])
    await page.keyboard.press('Escape')
    expect(await grid(page).locator('[role=row][aria-selected=true]').innerText()).toContain('SR-104431')
    await page.getByRole('link', { name: 'View Request SR-104413' }).click()
    await page.getByRole('link', { name: '0491 570 080' }).click()
    await page.getByRole('heading', { level: 1, name: '0491 570 080' }).waitFor()
  })

  test('that leaves its list keeps its neighbours, and the list goes on from there', async () => {
    const page = await open()
    await page.keyboard.press('2')
    await page.getByText('1 to 9 of 9').waitFor()
    const ids = (await rows(page).locator('.id').allInnerTexts()).map((id) => id.trim())
    await rows(page).nth(2).click()
    await page.keyboard.press('Enter')
    await page.getByText('3 of 9').waitFor()
    await mock(page, (desk) => desk.requests.move('SR-104425', 'Denied'))
    await page.getByText('3 of 9').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByText('1 to 8 of 8').waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await grid(page).locator('[role=row][aria-selected=true]').innerText()).toContain(ids[3])
    await page.keyboard.press('Enter')
    await page.getByText('3 of 8').waitFor()
    await page.evaluate(
      (id) => (window as unknown as { mockDesk: Mock }).mockDesk.requests.move(id, 'Denied'),
      ids[3] as string,
    )
    await page.getByText('3 of 8').waitFor({ state: 'detached' })
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 1, name: ids[4] }).waitFor()
  })

  test('keeps the focus on the button that led to it', async () => {
    const page = await open('', at(0))
    await button(page, 'Next request (J)').click()
    await page.getByRole('heading', { level: 1, name: 'SR-104429' }).waitFor()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Next request (J)')
  })

  test('offers D only where something can be decided', async () => {
    const page = await open('', at(0))
    await page.locator('.foot').getByText('decide').waitFor()
    await page.goto(page.url().replace(at(0), at(12)))
    await page.getByText('No actions in this status: view only.').waitFor()
    expect(await page.locator('.foot').getByText('decide').count()).toBe(0)
  })

  test('shows its documents, opens, saves and keeps them', async () => {
    const page = await open('', at(5))
    await button(page, 'Open Contract, version 3.pdf').click()
    await button(page, 'Save Price list.pdf').click()
    await button(page, 'Fetch: Keep on this desk').click()
    await page.getByText('All documents are on this desk').waitFor()
    await expect.poll(() => asked(page)).toEqual([
      'open SR-104421 SR-104421-3-0',
      'save SR-104421 SR-104421-3-1',
      'keep SR-104421',
    ])
    await mock(page, (desk) => {
      desk.requests.fail = 'The portal cannot be reached. The document is not on this desk.'
    })
    await button(page, 'Open Price list.pdf').click()
    await page.getByRole('alert').getByText('The portal cannot be reached.').waitFor()
  })

  test('takes notes, and removes only those of this desk', async () => {
    const page = await open('', at(0))
    await page.getByText('Reception needs two numbers kept together.').waitFor()
    expect(await button(page, 'Remove note').count()).toBe(0)
    await page.keyboard.press('n')
    await page.keyboard.type('Called back at noon.')
    await page.keyboard.press('Control+Enter')
    await page.locator('.notes').getByText('Called back at noon.').waitFor()
    await button(page, 'Remove note').click()
    await page.locator('.notes').getByText('Called back at noon.').waitFor({ state: 'detached' })
  })

  test('says that the history is this desk’s own where the portal gives none', async () => {
    const page = await open('', at(6))
    await page.getByText('The portal gives no history. This is what this desk has seen.').waitFor()
    expect(await history(page).innerText()).toContain('seen by this desk')
  })

  test('explains what is off: for a role, without a role, and a word of the portal’s that is not known', async () => {
    const page = await open('role=viewer', at(5))
    const send = button(page, 'Send to the customer')
    await send.waitFor()
    expect(await send.getAttribute('aria-disabled')).toBe('true')
    expect(await page.getByText('Not available to your role, which may only view requests.').count()).toBe(4)
    await send.click({ force: true })
    await rest(page)
    expect(await asked(page)).toEqual([])
    await page.goto(page.url().replace('role=viewer', 'role=none'))
    await page.getByText('Off while the profile names no role.').first().waitFor()
    await page.goto(page.url().replace('role=none', 'role=x').replace('SR-104421', 'SR-104419'))
    await page.getByText('“assignAgent”').waitFor()
    await page.getByText('Not available here: Commsdesk does not know this action. Use the portal for it.').waitFor()
    await page.getByText('Offered by the portal').waitFor()
  })

  test('that only is viewed says so, and one that is not here too', async () => {
    const page = await open('', at(12))
    await page.getByText('No actions in this status: view only.').waitFor()
    await page.evaluate(() => {
      location.hash = '#/requests/SR-1'
    })
    await page.getByRole('alert').getByText('This request is not on this desk.').waitFor()
    await page.keyboard.press('Escape')
    await row(page, 'SR-104431').waitFor()
  })
})

describe('a decision', () => {
  test('to deny asks for a reason, says what will happen, and waits to be sent', async () => {
    const page = await open('', at(0))
    await button(page, 'Deny the request…').waitFor()
    await page.keyboard.press('d')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Start the contract')
    await button(page, 'Deny the request…').click()
    const dialog = page.getByRole('dialog', { name: 'Deny the request' })
    await dialog.getByText('The request goes from Subscription Request Received to Denied.').waitFor()
    await dialog.getByText('Once sent, it cannot be undone from here').waitFor()
    const deny = dialog.getByRole('button', { name: 'Deny the request' })
    expect(await deny.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByText('Other').click()
    await dialog.getByText('Enter an explanation.').waitFor()
    await dialog.getByLabel('Explanation').fill('No such address.')
    await deny.click()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor()
    await expect.poll(() => asked(page)).toEqual(['decide SR-104431 deny other No such address.'])
    await page
      .locator('.toast__text')
      .getByText(/^SR-104431: Deny goes in \d+ s$/)
      .waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Deny the request…')
    expect(await button(page, 'Deny the request…').getAttribute('aria-disabled')).toBe('true')
    expect(await history(page).locator('li').first().innerText()).toMatch(
      /Deny, waiting to be sent[\s\S]*Other\. No such address\./,
    )
    await button(page, 'Change…').click()
    const change = page.getByRole('dialog', { name: 'Change the decision' })
    await change.getByText('Duplicate request').click()
    await change.getByRole('button', { name: 'Deny the request' }).click()
    await page.getByText('Deny the request → Denied. Duplicate request. No such address.').waitFor()
    await button(page, /^Undo the change/).click()
    await page.getByText('Deny the request → Denied. Other. No such address.').waitFor()
    await page.getByText('The earlier decision is back, waiting to be sent.').waitFor()
    await button(page, 'Withdraw').click()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor({ state: 'detached' })
    expect(await history(page).innerText()).toContain('Deny, withdrawn')
  })

  test('without a reason is taken at once, and Z takes it back', async () => {
    const page = await open('', at(0))
    await button(page, 'Start the contract').click()
    await page
      .locator('.toast__text')
      .getByText(/^SR-104431: Start the contract goes in \d+ s$/)
      .waitFor()
    await button(page, 'Withdraw').click()
    await button(page, /^Undo/).waitFor({ state: 'detached' }) // there is nothing left to undo
    await button(page, 'Start the contract').click()
    await button(page, /^Undo/).waitFor()
    await page.keyboard.press('z')
    await page.getByText('Undone. Nothing was sent.').waitFor()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor({ state: 'detached' })
    const once = ['decide SR-104431 startContract', expect.stringMatching(/^withdraw /)]
    await expect.poll(() => asked(page)).toEqual([...once, ...once])
  })

  test('is not taken on a request that changed while it was thought about', async () => {
    const page = await open('', at(0))
    await button(page, 'Deny the request…').click()
    await mock(page, (desk) => desk.requests.move('SR-104431', 'Subscription Request Received'))
    const dialog = page.getByRole('dialog', { name: 'Deny the request' })
    await dialog.getByText('Duplicate request').click()
    await dialog.getByRole('button', { name: 'Deny the request' }).click()
    await dialog.getByRole('alert').getByText('The request has changed meanwhile.').waitFor()
    await dialog.getByLabel('Explanation').fill('Twice.')
    await dialog.getByRole('button', { name: 'Look again' }).click()
    expect(await dialog.getByRole('alert').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Deny the request' }).click()
    await page.getByText('Deny the request → Denied. Duplicate request. Twice.').waitFor()
  })

  test('that is not offered any more once the request is looked at again is off', async () => {
    const page = await open('', at(0))
    await button(page, 'Deny the request…').click()
    await mock(page, (desk) => desk.requests.move('SR-104431', 'Generating Contract'))
    const dialog = page.getByRole('dialog', { name: 'Deny the request' })
    await dialog.getByText('goes from Subscription Request Received to Denied').waitFor()
    await dialog.getByRole('button', { name: 'Look again' }).click()
    await dialog.getByText('This is no longer offered.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Deny the request' }).getAttribute('aria-disabled')).toBe('true')
  })

  test('that waits for long says since when the portal cannot be asked', async () => {
    const page = await open('delayed=1', at(2))
    await page.getByText(/The portal has been unreachable since .*\d\d:\d\d\./).waitFor()
  })

  test('that cannot be kept says why, and stays in the dialog', async () => {
    const page = await open('', at(0))
    await button(page, 'Cancel the request…').click()
    await mock(page, (desk) => {
      desk.requests.fail = 'The disk is full. Nothing was decided.'
    })
    const dialog = page.getByRole('dialog', { name: 'Cancel the request' })
    await dialog.getByText('The customer asked').click()
    await dialog.getByRole('button', { name: 'Cancel the request' }).click()
    await dialog.getByRole('alert').getByText('The disk is full.').waitFor()
  })

  test('in conflict shows both versions, and has three ways out', async () => {
    const page = await open('', at(4))
    await page.getByRole('heading', { name: 'It changed before your decision was sent' }).waitFor()
    const [on, now] = await page.locator('.versus__side').allInnerTexts()
    expect(on).toMatch(
      /When you decided version 4[\s\S]*Subscription Request Received[\s\S]*Team 20, 18 lines[\s\S]*Deny, credit check not passed/,
    )
    expect(now).toMatch(
      /Now version 6[\s\S]*Generating Contract[\s\S]*Team 30, 26 lines[\s\S]*“Credit check repeated, passed\.”/,
    )
    expect(await page.locator('.versus .changed').count()).toBe(3)
    const again = button(page, 'Deny it as it is now')
    expect(await again.getAttribute('aria-disabled')).toBe('true')
    await page.getByText('Deny is not offered while Generating Contract.').waitFor()
    await button(page, 'Keep for later').click()
    await page.getByRole('heading', { name: /^Kept for later/ }).waitFor()
    await button(page, 'Drop my decision…').click()
    const dialog = page.getByRole('dialog', { name: 'Drop the decision' })
    expect(await dialog.getByRole('button', { name: 'Drop the decision' }).getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('Reason').fill('The check passed.')
    await dialog.getByRole('button', { name: 'Drop the decision' }).click()
    await page.locator('.conflict').waitFor({ state: 'detached' })
    expect(await history(page).innerText()).toMatch(/Deny, dropped[\s\S]*Credit check not passed\. The check passed\./)
    await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(false)
    expect(await button(page, 'Contract ready').getAttribute('aria-disabled')).toBeNull()
  })

  test('in conflict may be applied again where it is still offered', async () => {
    const page = await open('', at(23))
    await button(page, 'Cancel it as it is now').click()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor()
  })

  test('in conflict that may have been carried out is taken again only after that was said', async () => {
    const page = await open('conflict=sent', at(23))
    await page.getByRole('heading', { name: 'It changed after your decision was sent' }).waitFor()
    await page.getByText('Your decision was sent. It is unknown whether it was carried out before').waitFor()
    expect(await page.getByText('Nothing has been sent.').count()).toBe(0)
    await button(page, 'Cancel it as it is now…').click()
    const dialog = page.getByRole('dialog', { name: 'Cancel it as it is now' })
    await dialog.getByText('It may be done twice').waitFor()
    await rest(page)
    expect(await asked(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel it as it is now' }).click()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor()
  })

  test('in conflict with a request that is gone cannot be taken again', async () => {
    const page = await open('conflict=gone', at(23))
    await page.getByRole('heading', { name: 'No longer in the portal' }).waitFor()
    await page.locator('.versus').getByText('No longer in the portal').waitFor()
    expect(await page.locator('.versus .changed').count()).toBe(1)
    expect(await button(page, 'Cancel it as it is now').getAttribute('aria-disabled')).toBe('true')
  })

  test('that was refused shows the portal’s words, and is dropped or tried again', async () => {
    const page = await open('', at(19))
    await page.getByText('“Provisioning is closed for this customer until the deposit is paid.”').waitFor()
    await button(page, 'Drop my decision…').waitFor()
    await button(page, 'Try again').click()
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor()
  })

  test('of unknown outcome is looked for, and a person may speak when it is time', async () => {
    const page = await open('', at(21))
    await page.getByText(/Checked once\. You can record the outcome from \d\d:\d\d, in 1\d minutes/).waitFor()
    expect(await button(page, 'It was carried out…').count()).toBe(0)
    await page.keyboard.press('k')
    await button(page, 'It was not…').waitFor()
    await button(page, 'It was carried out…').click()
    const dialog = page.getByRole('dialog', { name: 'It was carried out' })
    await dialog.getByLabel('Who said so').fill('Grace saw it in the portal.')
    await dialog.getByRole('button', { name: 'Record it' }).click()
    await page.getByRole('heading', { name: 'Outcome unknown' }).waitFor({ state: 'detached' })
    expect((await asked(page)).at(-1)).toMatch(/^settle decision-\d true Grace saw it in the portal\.$/)
  })
})

test('a customer who asks to cancel gets one of three answers', async () => {
  const page = await open('', at(3))
  await page.getByRole('heading', { name: 'The customer asks to cancel' }).waitFor()
  await page.getByText('“We ordered it twice.”').waitFor()
  const answers = page.locator('.answers')
  expect(await answers.innerText()).toMatch(
    /Accept the cancellation…\s*→ Canceled\s*Revert to in progress\s*→ Generating Contract\s*Revert to submitted\s*→ Subscription Request Received/,
  )
  await answers.getByRole('button', { name: 'Accept the cancellation…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Accept the cancellation' })
  await dialog.getByText('Duplicate request').click()
  await dialog.getByRole('button', { name: 'Leave' }).click()
  await answers.getByRole('button', { name: 'Revert to submitted' }).click()
  await page
    .locator('.toast__text')
    .getByText(/^SR-104425: Revert to submitted goes in \d+ s$/)
    .waitFor()
  await expect.poll(() => asked(page)).toEqual(['decide SR-104425 revertToSubmitted'])
})

describe('every screen can be used by everybody', () => {
  const screens: [string, string, string, string?][] = [
    ['the list', 'requests=412', '#/requests'],
    ['no requests', 'requests=off', '#/requests'],
    ['a conflict', '', at(4)],
    ['a conflict that was sent', 'conflict=sent', at(23)],
    ['a conflict with one that is gone', 'conflict=gone', at(23)],
    ['a wish', '', at(3)],
    ['a decision that waits', '', at(2)],
    ['a refusal', '', at(19)],
    ['an unknown outcome', '', at(20)],
    ['one in use', '', at(9)],
    ['a word of the portal’s', '', at(6)],
    ['a viewer', 'role=viewer', at(5)],
    ['the dialog', '', at(0), 'Deny the request…'],
    ['the toast', '', at(0), 'Start the contract'],
  ]
  const looks: [string, Look][] = [
    ['light', {}],
    ['dark', { dark: true }],
    ['light and wide', { width: 1920, height: 1080 }],
    ['dark and wide', { width: 1920, height: 1080, dark: true }],
    ['light and small', { width: 1024, height: 640 }],
    ['dark and small', { width: 1024, height: 640, dark: true }],
  ]
  for (const [name, wants, hash, press] of screens) {
    for (const [look, how] of looks) {
      test(`${name}, ${look}`, async () => {
        const page = await open(wants, hash, how)
        if (press !== undefined) await button(page, press).click()
        if (name === 'the list') await rows(page).nth(2).click()
        await rest(page)
        expect(await violations(page)).toEqual([])
        // the list is wider than the smallest window, and scrolls with its Order ID in place
        if (name !== 'the list' || how.width !== 1024) expect(await misfits(page)).toEqual([])
      })
    }
  }
})
