// Stories of Settings in the real window, over the mock.
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

async function open(wants = '', look: Look = {}): Promise<Page> {
  opened = await browser.open(wants, look, '#/settings/portal')
  await opened.page.getByRole('heading', { name: 'Which portal' }).waitFor()
  return opened.page
}

type Mock = { asked: string[]; failFindOut: boolean; findOut(): void; setSync(status: string): void }
const mock = <T>(page: Page, use: (desk: Mock) => T) => page.evaluate(`(${use})(window.mockDesk)`) as Promise<T>

const panel = (page: Page, title: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title }) })
const ability = (page: Page, name: string) =>
  panel(page, 'What this portal can do').getByRole('listitem').filter({ hasText: name })
const cells = (page: Page, table: string) =>
  page
    .getByRole('table', { name: table })
    .locator('tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())))

describe('how much the portal holds', () => {
  test('is not told before all was read once', async () => {
    const page = await open('sync=firstCopy')
    expect(await panel(page, 'Which portal').innerText()).toContain('unknown until everything has been read once')
    expect(await panel(page, 'Which portal').innerText()).not.toMatch(/\d services/)
  })
})

describe('the way there and back', () => {
  test('is a link at the bottom of the rail, and Esc', async () => {
    opened = await browser.open()
    const { page } = opened
    const link = page.getByRole('link', { name: 'Settings' })
    expect(await link.getAttribute('aria-current')).toBeNull()
    await link.click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    expect(new URL(page.url()).hash).toBe('#/settings/portal')
    expect(await page.title()).toBe('Commsdesk · Production · Settings')
    expect(await link.getAttribute('aria-current')).toBe('page')
    expect(await page.getByRole('link', { name: 'Services' }).getAttribute('aria-current')).toBeNull()
    expect(await page.getByRole('link', { name: 'Portal' }).getAttribute('aria-current')).toBe('page')
    const [box, rail] = await Promise.all([link.boundingBox(), page.locator('.rail').boundingBox()])
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBe((rail?.y ?? 0) + (rail?.height ?? 0))
    expect(await page.locator('.foot').innerText()).toContain('What the portal can do is tested again every day')
    await page.keyboard.press('r')
    await expect.poll(() => mock(page, (desk) => desk.asked)).toContain('refresh')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Services' }).waitFor()
  })
})

describe('the portal', () => {
  test('is named, with its addresses and what it holds', async () => {
    const page = await open()
    const text = (await panel(page, 'Which portal').innerText()).replaceAll('\n', ' ')
    expect(text).toContain('Profile Ironbark Mobile')
    expect(text).toContain('Service Inventory (TMF638) https://portal.ironbark.example/tmf-api/serviceInventory/v4')
    expect(text).toContain('Service Ordering (TMF641) https://portal.ironbark.example/tmf-api/serviceOrdering/v4')
    expect(text).toContain('Usage (TMF635) https://portal.ironbark.example/tmf-api/usage/v4')
    expect(text).toContain('Product Catalog (TMF620) https://portal.ironbark.example/tmf-api/productCatalogManagement/v4')
    expect(text).toMatch(/1,284 services, 5,136 orders, 13 open, as of \d+ s ago/)
  })

  test('is asked in ways that cost it something, told by need', async () => {
    const page = await open('portal=ideal')
    expect(await cells(page, 'How it is read')).toEqual([
      ['What', 'How', 'Queries an hour', 'Data an hour'],
      ['Open orders', 'All open states in one query', '120', '312 KB'],
      ['New orders', 'IDs and states, newest first', '240', '1.2 MB'],
      ['One service', 'Its orders in one query, only while somebody is looking at it', ...Array(2).fill(expect.stringMatching(/^–/))],
      ['All services', 'Pages of up to 200 services, one at a time', '96', '25 MB'],
      ['All orders', 'IDs and states of up to 1,000 orders, one page at a time', '72', '6.0 MB'],
      ['Total', '528', '32 MB'],
    ])
    const text = await panel(page, 'How it is read').innerText()
    expect(text).toContain('Everything is checked once within 4 min.')
    expect(text).toMatch(/Since \d\d:\d\d this desk sent 412 queries and read 3\.1 MB\./)
    expect(await page.getByTitle('no cost until then').count()).toBe(2)
  })

  test('that is not known yet says so', async () => {
    const page = await open('portal=new')
    const list = panel(page, 'What this portal can do').getByRole('listitem')
    expect(await list.count()).toBe(10)
    for (const text of await list.allInnerTexts()) expect(text).toContain('Not tested yet')
    expect(await page.locator('.main').innerText()).toContain('is not known yet.')
  })
})

describe('what the portal can do', () => {
  test('works, does not, or is not found out: by shape, word, reason and age', async () => {
    const page = await open()
    const shape = (name: string) => ability(page, name).locator('.glyph').innerHTML()
    expect(await ability(page, 'Returns the orders in one state').innerText()).toMatch(/Works\s+3 h ago$/)
    expect(await ability(page, 'Sorts orders').innerText()).toMatch(/Does not work\s+3 h ago\s+It returned the orders in another sequence$/)
    expect(await ability(page, 'in several states').innerText()).toMatch(/Not tested yet$/)
    expect(await ability(page, 'orders of one service').innerText()).toContain('It returned nothing although orders are known')
    expect(await ability(page, 'older name').innerText()).toContain('The portal refused the query')
    const shapes = ['Returns the orders in one state', 'Sorts orders', 'in several states']
    expect(new Set(await Promise.all(shapes.map(shape))).size).toBe(3)
  })

  test('that it fails for what does not exist is a weakness', async () => {
    const page = await open()
    expect(await ability(page, '“not found”').innerText()).toMatch(/Does not work\s+3 h ago\s+It answers with an error$/)
  })

  test('that it says “not found” is a strength, and the older name is not asked for', async () => {
    const page = await open('portal=ideal')
    expect(await ability(page, '“not found”').innerText()).toMatch(/Works\s+3 h ago$/)
    expect(await ability(page, 'older name').count()).toBe(0)
  })

  test('is found out again: it says that it asked, then the new age, and nothing moves', async () => {
    const page = await open()
    const button = page.getByRole('button', { name: 'Test again' })
    const last = ability(page, '“not found”')
    const [before, width] = [await last.boundingBox(), (await button.boundingBox())?.width]
    await button.click()
    const busy = page.locator('button[aria-busy=true]')
    await busy.waitFor()
    expect([await busy.innerText(), (await busy.boundingBox())?.width]).toEqual(['Starting', width])
    const said = page.getByRole('status')
    await said.getByText(/^Test started at \d\d:\d\d:\d\d\. The results are not here yet\.$/).waitFor()
    await expect.poll(() => mock(page, (desk) => desk.asked)).toContain('find out again')
    expect(await last.boundingBox()).toEqual(before)
    await mock(page, (desk) => desk.findOut())
    await expect.poll(() => last.innerText()).toMatch(/\d s ago/)
    expect(await said.innerText()).toBe('')
    expect(await last.boundingBox()).toEqual(before)
  })

  test('that it cannot be asked is said in the one way, and what was found out stays', async () => {
    const page = await open()
    await mock(page, (desk) => {
      desk.failFindOut = true
    })
    await page.getByRole('button', { name: 'Test again' }).click()
    const alert = page.getByRole('alert')
    await alert.getByText('The portal cannot be asked now.').waitFor()
    expect(await ability(page, 'Returns the orders in one state').innerText()).toMatch(/Works\s+3 h ago$/)
    expect(await page.getByRole('status').innerText()).toBe('')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'Which portal' }).waitFor()
    await rest(page)
    expect(await alert.count()).toBe(0)
  })
})

describe('failures', () => {
  test('stand newest first, with how long and how often', async () => {
    const page = await open()
    const [head, ...rows] = await cells(page, 'Last failures')
    expect(head).toEqual(['When', 'How often', 'What happened'])
    expect(rows.map(([, often]) => often)).toEqual(['9 times', '38 times', 'once'])
    expect(rows[0]?.[0]).toMatch(/\d\d:\d\d to \S*\s?\d\d:\d\d$/)
    expect(rows[0]?.[2]).toMatch(/^The portal failed inside\./)
  })

  test('that never were are said, too', async () => {
    const page = await open('failures=none')
    expect(await panel(page, 'Last failures').innerText()).toContain('Every read succeeded.')
    expect(await page.getByRole('table', { name: 'Last failures' }).count()).toBe(0)
  })
})

test('nothing moves, and nothing is lost from sight, when the page is read again', async () => {
  const page = await open()
  await page.locator('.scroll').evaluate((box) => box.scrollTo(0, 60))
  const before = await panel(page, 'How it is read').boundingBox()
  await mock(page, (desk) => desk.setSync('refreshing'))
  await mock(page, (desk) => desk.setSync('fresh'))
  await rest(page)
  expect(await panel(page, 'How it is read').boundingBox()).toEqual(before)
})

describe('it fits, and can be used by everybody', () => {
  const portals = ['', 'portal=ideal&failures=none', 'portal=weak&address=long', 'portal=new&sync=offline']
  const sizes: [number, number][] = [
    [1024, 640],
    [1280, 800],
    [1920, 1080],
  ]
  for (const wants of portals) {
    test.each(sizes)(`${wants || 'as it is'}, %i x %i`, async (width, height) => {
      const page = await open(wants, { width, height })
      expect(await misfits(page)).toEqual([])
    })
    test.each([false, true])(`${wants || 'as it is'}, dark: %s`, async (dark) => {
      const page = await open(wants, { dark })
      expect(await violations(page)).toEqual([])
    })
  }
})
