// Stories in the real window, over the mock.
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { violations } from './judge'
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

async function open(wants = '', look: Look = {}, hash = ''): Promise<Page> {
  opened = await browser.open(wants, look, hash)
  return opened.page
}

type Mock = {
  copies: string[]
  asked: string[]
  slow: number
  failRefresh: boolean
  touch(n: number): void
  setSync(status: string): void
}
const mock = <T>(page: Page, use: (desk: Mock) => T) => page.evaluate(`(${use})(window.mockDesk)`) as Promise<T>

const grid = (page: Page) => page.getByRole('grid', { name: 'List of services' })
const row = (page: Page, name: string) => grid(page).getByRole('row', { name })
const selected = (page: Page) => grid(page).locator('[role=row][aria-selected=true]')
const rows = (page: Page) => grid(page).locator('.table__body [role=row]')
const nodes = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length)

describe('the list of services', () => {
  test('shows rows, counts and the age of the copy', async () => {
    const page = await open()
    await row(page, '0491 570 006').waitFor()
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('1285')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Services')
    expect(await page.locator('.foot').innerText()).toContain('1,284 services, newest activity first')
    expect(await page.locator('.fact').innerText()).toMatch(/Updated \d+ s ago/)
    expect(await page.getByRole('link', { name: 'Services' }).getAttribute('aria-current')).toBe('page')
    expect(await page.title()).toBe('Commsdesk · Production · Services')
    expect(await row(page, '0491 570 080').innerText()).toContain('SIM Swap stuck, 47 min')
  })

  test('searches as one types, and shows what matched', async () => {
    const page = await open()
    await row(page, '0491 570 006').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('saltbush')
    await page.getByText(/of 1,284 services/).waitFor()
    for (const text of await grid(page).locator('.table__body [role=row]').allInnerTexts())
      expect(text).toContain('Saltbush')
    await page.keyboard.press('Escape')
    await page.getByText('1,284 services, newest activity first').waitFor()
    await page.getByLabel('Search services').fill('0610017730310')
    expect(await row(page, '0491 570 080').innerText()).toContain('0610017730310')
  })

  test('says that nothing matches, and offers one way on', async () => {
    const page = await open()
    await page.getByLabel('Search services').fill('zzz')
    await page.getByText('No service matches “zzz”').waitFor()
    await page.getByRole('button', { name: 'Clear search' }).click()
    await row(page, '0491 570 006').waitFor()
  })

  test('drops stale answers', async () => {
    const page = await open()
    await row(page, '0491 570 006').waitFor()
    await mock(page, (desk) => {
      desk.slow = 150
    })
    await page.getByLabel('Search services').pressSequentially('haddad', { delay: 20 })
    await page.getByText(/of 1,284 services/).waitFor()
    await rest(page)
    for (const text of await grid(page).locator('.table__body [role=row]').allInnerTexts())
      expect(text).toContain('Noor Haddad')
  })

  test('filters by state with the keyboard, by open and by stuck', async () => {
    const page = await open()
    await row(page, '0491 570 006').waitFor()
    await page.getByRole('button', { name: 'State any' }).focus()
    await page.keyboard.press('Enter')
    const list = page.getByRole('listbox', { name: 'State' })
    expect(await list.getByRole('option', { name: /Suspended/ }).innerText()).toMatch(/\d+/)
    await page.keyboard.type('s')
    await page.keyboard.press('Enter')
    await page.getByText(/of 1,284 services/).waitFor()
    expect(await grid(page).locator('.table__body [role=row]').first().innerText()).toContain('Suspended')
    await page.getByRole('button', { name: 'State Suspended' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Stuck/ }).click()
    await page.getByText('3 of 1,284 services').waitFor()
    await page.getByRole('button', { name: /^Stuck/ }).click()
    await page
      .getByRole('button', { name: /^Open orders/ })
      .first()
      .click()
    await page.getByText('13 of 1,284 services').waitFor()
  })

  test('sorts by a column and says so', async () => {
    const page = await open()
    await row(page, '0491 570 006').waitFor()
    const head = grid(page).getByRole('columnheader', { name: 'Customer' })
    await head.getByRole('button').click()
    await page.getByText('by customer, A to Z').waitFor()
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    await head.getByRole('button').press('Enter')
    await page.getByText('by customer, Z to A').waitFor()
    expect(await head.getAttribute('aria-sort')).toBe('descending')
  })

  test('is worked with the keyboard alone', async () => {
    const page = await open()
    await row(page, '0491 570 006').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await selected(page).innerText()).toContain('0491 570 080')
    expect(await grid(page).getAttribute('aria-activedescendant')).toBe(await selected(page).getAttribute('id'))
    await page.keyboard.press('c')
    await expect.poll(() => mock(page, (desk) => desk.copies)).toEqual(['0491570080'])
    await page.getByText('Copied').first().waitFor()
    await page.keyboard.press('End')
    await rest(page)
    expect(await selected(page).getAttribute('aria-rowindex')).toBe('1285')
    await page.keyboard.press('PageUp')
    await page.keyboard.press('Home')
    await rest(page)
    expect(await selected(page).getAttribute('aria-rowindex')).toBe('2')
    await page.keyboard.press(' ')
    await page.getByRole('complementary', { name: 'Service in the selected row' }).getByText('0491 570 006').waitFor()
    await page.keyboard.press(' ')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '0491 570 006' }).waitFor()
  })

  test('keeps few elements with 100,000 services, wherever it is scrolled', async () => {
    const page = await open('services=100000')
    await row(page, '0491 570 006').waitFor()
    const most: number[] = []
    for (const part of [0.1, 0.5, 0.93, 1, 0.2]) {
      await page.evaluate((to) => {
        const grid = document.querySelector('[role=grid]')
        if (grid !== null) grid.scrollTop = grid.scrollHeight * to
      }, part)
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      most.push(await nodes(page))
    }
    await rest(page)
    expect(await rows(page).count()).toBeGreaterThan(10)
    expect(await grid(page).locator('[aria-busy]').count()).toBe(0)
    expect(Math.max(...most)).toBeLessThan(1500)
  })

  test('keeps the rows in their places when others come above them', async () => {
    const page = await open()
    await row(page, '0491 570 006').waitFor()
    await row(page, '0491 570 080').click()
    const before = await row(page, '0491 570 080').boundingBox()
    await mock(page, (desk) => desk.touch(3))
    await page.getByRole('button', { name: '3 new above. Show them' }).waitFor()
    expect(await row(page, '0491 570 080').boundingBox()).toEqual(before)
    expect(await selected(page).innerText()).toContain('0491 570 080')
    await page.getByRole('button', { name: '3 new above. Show them' }).click()
    await page.getByRole('button', { name: '3 new above. Show them' }).waitFor({ state: 'detached' })
  })

  test('shows the pane beside the list where there is room', async () => {
    const page = await open('', { width: 1920, height: 1080 })
    await row(page, '0491 570 080').click()
    const pane = page.getByRole('complementary', { name: 'Service in the selected row' })
    await pane.getByText('1 order stuck').waitFor()
    await pane.getByRole('button', { name: 'Copy for support' }).click()
    await expect.poll(() => mock(page, (desk) => desk.copies[0])).toContain('Order ID: ORD')
  })
})

describe('a service', () => {
  const stuck = '#/services/svc-000003/activity'

  test('shows its stuck order with whom to call, and copies it for support', async () => {
    const page = await open('', {}, stuck)
    await page.getByRole('heading', { name: 'Contact support before doing anything else' }).waitFor()
    const text = await page.locator('.notice').innerText()
    expect(text).toContain(
      'In Progress for 47 minutes. Standard requests finish within 30. Do not place it again: quote the Order ID.',
    )
    expect(text).toContain('1800 160 401')
    expect(await page.title()).toBe('Commsdesk · Production · Service')
    await page.getByRole('button', { name: 'Copy for support' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    await page.keyboard.press('c')
    await expect.poll(() => mock(page, (desk) => desk.copies)).toHaveLength(2)
    await expect.poll(() => mock(page, (desk) => desk.copies)).toEqual([
      expect.stringContaining('Order ID: ORD00003929866'),
      'ORD00003929866',
    ])
    await expect.poll(() => mock(page, (desk) => desk.asked)).toContain('watch svc-000003')
  })

  test('shows the trail with codes verbatim and how long each stage took', async () => {
    const page = await open('', {}, stuck)
    const trail = page.getByRole('list', { name: 'Stages, in local time' })
    expect(await trail.getByRole('listitem').last().innerText()).toMatch(
      /Awaiting carrier confirmation \(BPCN\)\s*44 min so far/,
    )
    await trail.focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    expect(await trail.getByRole('listitem').last().innerText()).toContain('UTC')
  })

  test('says what a status means, to those who point, who use keys and who listen', async () => {
    const page = await open('', {}, stuck)
    const toggle = page.getByRole('button', { name: /SIM Swap E-SIM/ })
    const meaning = toggle.locator('.order__meaning')
    expect(await meaning.isVisible()).toBe(false)
    await page.keyboard.press('ArrowDown')
    expect(await meaning.innerText()).toBe('One or more carrier stages are running.')
    await page.locator('.bar').first().click()
    await toggle.hover()
    expect(await meaning.isVisible()).toBe(true)
    const id = await toggle.getAttribute('aria-describedby')
    expect(await page.locator(`[id="${id}"]`).textContent()).toBe('One or more carrier stages are running.')
  })

  test('moves between orders and opens them with the keyboard', async () => {
    const page = await open('', {}, stuck)
    await page.getByText('Last updated').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('button', { name: /Voicemail, off to on/ }).getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('c')
    await expect.poll(() => mock(page, (desk) => desk.copies)).toEqual(['ORD00003929865'])
    await page.keyboard.press('Enter')
    expect(await page.getByRole('button', { name: /Voicemail, off to on/ }).getAttribute('aria-expanded')).toBe('false')
  })

  test('refreshes, and keeps what was read when that fails', async () => {
    const page = await open('', {}, stuck)
    await page.getByText('Last updated').waitFor()
    const button = page.getByRole('button', { name: 'Refresh' })
    const width = (await button.boundingBox())?.width
    await mock(page, (desk) => {
      desk.failRefresh = true
    })
    await page.keyboard.press('r')
    await page.locator('button[aria-busy=true]').waitFor()
    expect((await page.locator('button[aria-busy=true]').boundingBox())?.width).toBe(width)
    await page.getByText('The portal did not answer within a minute.').waitFor()
    expect(await page.getByText('Awaiting carrier confirmation').count()).toBe(1)
  })

  test('shows the parts of one action inside it', async () => {
    const page = await open('', {}, '#/services/svc-000005/activity')
    const parts = page.getByRole('region', { name: '1 action, 3 parts' })
    await parts.waitFor()
    expect(await parts.getByRole('button', { expanded: false }).count()).toBe(3)
    expect(await page.getByRole('button', { name: /^All/ }).innerText()).toContain('5')
    await parts.getByRole('button', { name: /Number inventory/ }).click()
    await parts.getByText('(NI_OK)').waitFor()
  })

  test('quotes a word it does not know and says when there is none', async () => {
    const page = await open('', {}, '#/services/svc-000006/activity')
    await page.getByRole('button', { name: /“assigned”/ }).waitFor()
    await page.goto(page.url().replace('svc-000006', 'svc-000010'))
    await page.getByRole('button', { name: /Status not given/ }).waitFor()
  })

  test('with a thousand orders or a long trail stays small', async () => {
    const page = await open('', {}, '#/services/svc-000011/activity')
    await page.getByRole('button', { name: 'Show 50 more' }).waitFor()
    expect(await nodes(page)).toBeLessThan(2500)
    await page.goto(page.url().replace('svc-000011', 'svc-000012'))
    await page.getByRole('button', { name: 'Show 120 earlier stages' }).click()
    await page.getByRole('button', { name: 'Show 20 earlier stages' }).waitFor()
  })

  test('has its place in the list, its tabs, and a way back to where one was', async () => {
    const page = await open()
    await row(page, '0491 570 006').waitFor()
    await page.getByLabel('Search services').fill('everyday')
    await page.getByText(/of 1,284 services/).waitFor()
    await page.keyboard.press('ArrowDown')
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowDown')
    const number = await selected(page).getByRole('link').innerText()
    const scrolled = await grid(page).evaluate((el) => el.scrollTop)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: number }).waitFor()
    await page.getByText(/^41 of /).waitFor()
    await page.keyboard.press('1')
    await page.getByRole('region', { name: 'Overview' }).waitFor()
    expect(await page.getByRole('link', { name: 'Overview' }).getAttribute('aria-current')).toBe('page')
    await page.keyboard.press('j')
    await page.getByText(/^42 of /).waitFor()
    await page.keyboard.press('k')
    await page.getByText(/^41 of /).waitFor()
    await page.keyboard.press('Escape')
    await grid(page).waitFor()
    expect(await selected(page).getByRole('link').innerText()).toBe(number)
    expect(await grid(page).evaluate((el) => el.scrollTop)).toBe(scrolled)
    expect(await page.getByLabel('Search services').inputValue()).toBe('everyday')
    await expect.poll(() => mock(page, (desk) => desk.asked.at(-1))).toBe('watch ')
  })

  test('shows its stuck order on the overview, and leads to it', async () => {
    const page = await open('', {}, '#/services/svc-000003/overview')
    await page.getByRole('heading', { name: 'SIM Swap has been In Progress for 47 minutes' }).waitFor()
    await page.getByRole('link', { name: 'Show order' }).click()
    await page.getByText('Last updated').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('SIM Swap')
  })
})

describe('the sync status', () => {
  test('offline: a strip, and each row tells its age', async () => {
    const page = await open('sync=offline')
    await page.getByRole('heading', { name: /^Offline since/ }).waitFor()
    expect(await page.locator('.fact').innerText()).toContain('Offline, 3 h 12 min old')
    expect(await grid(page).getByRole('columnheader').last().innerText()).toBe('Read')
    await expect.poll(async () => row(page, '0491 570 006').innerText()).toContain('3 h ago')
    await page.getByRole('button', { name: 'Try now' }).click()
    await expect.poll(() => mock(page, (desk) => desk.asked)).toEqual(['refresh'])
  })

  test('refused: the portal’s own words in quotes', async () => {
    const page = await open('sync=refused')
    await page.getByRole('button', { name: /see why/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Why this is not up to date' })
    expect(await dialog.innerText()).toContain('“Account is not entitled to serviceOrdering.”')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await row(page, '0491 570 006').waitFor()
  })

  test('stale: no strip, the header and the column say it', async () => {
    const page = await open('sync=stale&place=test')
    await grid(page).getByRole('columnheader', { name: 'Read' }).waitFor()
    expect(await page.locator('.notice').count()).toBe(0)
    expect(await page.locator('.profile').innerText()).toContain('Ironbark staging')
  })

  test('first copy: still bars and how far it is', async () => {
    const page = await open('sync=firstCopy&place=demo&keeps=no')
    await page.getByRole('progressbar', { name: 'Copying services' }).waitFor()
    expect(await page.locator('.main').innerText()).toContain('Copying services, 4,820 of 12,400')
    expect(await page.locator('.foot').innerText()).toContain('Nothing is stored on this computer.')
    await mock(page, (desk) => desk.setSync('fresh'))
    await row(page, '0491 570 006').waitFor()
  })

  test('a change is spoken, and a notice can be dismissed', async () => {
    const page = await open('notice=1&unreadable=3')
    await page.getByText('The copy on this computer was damaged').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    expect(await page.getByText('The copy on this computer was damaged').count()).toBe(0)
    expect(await page.locator('.foot').innerText()).toContain('3 records could not be read.')
    await mock(page, (desk) => desk.setSync('offline'))
    await expect.poll(() => page.locator('[aria-live]').first().textContent()).toContain('Offline.')
  })
})

describe('a doubt', () => {
  test('stays until somebody says what was found', async () => {
    const page = await open('doubt=1')
    await page.getByRole('alert').getByText('may be missing here').waitFor()
    await page.getByRole('button', { name: 'I have checked…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Have you checked for missing orders?' })
    const record = dialog.getByRole('button', { name: 'Record and continue' })
    expect(await record.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('What you checked, and what you found').fill('In the portal: nothing was ordered.')
    await record.click()
    await expect.poll(() => page.getByText('may be missing here').count()).toBe(0)
    expect(await mock(page, (desk) => desk.asked)).toContain('looked')
  })
})

describe('the way in', () => {
  test('the demo opens', async () => {
    const page = await open('step=choose')
    await page.getByRole('button', { name: 'Open the demo' }).click()
    await row(page, '0491 570 006').waitFor()
  })

  test('a portal is connected, and what is wrong is said', async () => {
    const page = await open('step=choose')
    await page.getByRole('button', { name: 'Connect…' }).click()
    expect(await page.getByLabel('Time zone of the provider').inputValue()).toBe('Australia/Sydney')
    await page.getByRole('button', { name: 'Connect the portal' }).click()
    await page.getByRole('alert').getByText('Give the profile a name.').waitFor()
    await page.getByLabel('Profile name').fill('Ironbark')
    await page.getByLabel('Address of Service Inventory (TMF638)').fill('http://localhost:8638/a')
    await page.keyboard.press('Enter')
    await row(page, '0491 570 006').waitFor()
  })

  test('a passphrase unlocks, or its refusal is said at the field', async () => {
    const page = await open('step=unlock')
    await page.getByLabel('Passphrase').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('This passphrase does not open the data.').waitFor()
    await page.getByLabel('Passphrase').fill('open')
    await page.keyboard.press('Enter')
    await row(page, '0491 570 006').waitFor()
  })

  test('a passphrase is chosen twice, or nothing is kept', async () => {
    const page = await open('step=protect')
    await page.getByLabel('Passphrase').fill('a')
    await page.getByLabel('Repeat to confirm').fill('b')
    await page.keyboard.press('Enter')
    await page.getByText('The passphrases do not match.').waitFor()
    await page.getByRole('button', { name: 'Store nothing' }).click()
    await row(page, '0491 570 006').waitFor()
  })

  test('nothing opens: why, and the way out', async () => {
    const page = await open('step=failed')
    await page.getByText('Line 4 of the configuration is not JSON.').waitFor()
    await page.getByText('/home/desk/.config/commsdesk/profiles.json').waitFor()
    await page.getByRole('button', { name: 'Quit' }).click()
    await expect.poll(() => mock(page, (desk) => desk.asked)).toEqual(['quit'])
  })
})

test('the sheet of keys opens with ? and not while one types', async () => {
  const page = await open()
  await row(page, '0491 570 006').waitFor()
  await page.getByLabel('Search services').fill('')
  await page.keyboard.type('?')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
})

test('the skip link leads to the work', async () => {
  const page = await open()
  await row(page, '0491 570 006').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('work')
})

describe('every screen can be used by everybody', () => {
  const screens: [string, string, string][] = [
    ['services', '', ''],
    ['activity', '', '#/services/svc-000003/activity'],
    ['parts', '', '#/services/svc-000005/activity'],
    ['failed', '', '#/services/svc-000009/activity'],
    ['overview', '', '#/services/svc-000003/overview'],
    ['offline', 'sync=offline', ''],
    ['refused', 'sync=refused', ''],
    ['first copy', 'sync=firstCopy', ''],
    ['first run', 'step=choose', ''],
    ['unlock', 'step=unlock', ''],
    ['protect', 'step=protect', ''],
    ['failed start', 'step=failed', ''],
  ]
  const looks: [string, Look][] = [
    ['light', {}],
    ['dark', { dark: true }],
    ['light and wide', { width: 1920, height: 1080 }],
  ]
  for (const [name, wants, hash] of screens) {
    for (const [look, how] of looks) {
      test(`${name}, ${look}`, async () => {
        const page = await open(wants, how, hash)
        if (name === 'services') await grid(page).getByRole('row').nth(3).click()
        await rest(page)
        expect(await violations(page)).toEqual([])
      })
    }
  }
})
