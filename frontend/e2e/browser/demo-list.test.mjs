// The list of services on the demo, found, filtered, sorted and opened as staff do.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { asked, Browser, meanwhile, rest } from './support/browser.mjs'
import { clipboard } from './support/clipboard.mjs'
import { office, openDesk } from './support/desk.mjs'
import { judge, wide } from './support/judge.mjs'
import { until } from './support/processes.mjs'
import { button, counted, everything, find, grid, headline, numbers, openService, rows, search, shown } from './support/window.mjs'

const stuck = 'ORD00003927848'
const harriet = '0491 570 156'
const column = (page, name) => page.getByRole('columnheader', { name })
const only = (number) => (found) => found.length === 1 && found[0].number === number

describe('the list of services', () => {
  const browser = new Browser()
  let args
  let desk
  let page

  before(async () => {
    args = ['--demo', '--data-dir', office()]
    desk = await openDesk(args)
    page = await browser.open(desk)
  })
  beforeEach(async () => {
    await page.goto(`${desk.url}/`)
    await shown(page)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('opens on 300 services, and says that nothing leaves this desk', async () => {
    await until('all are counted', async () => (await counted(page)).total === 300)
    assert.match(await page.getByRole('banner').innerText(), /demo\s+nothing leaves this desk/i)
    assert.match(await page.title(), /^Commsdesk · Demo · Services$/)
    assert.equal(await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Services' }).getAttribute('aria-current'), 'page')
    await judge(page, 'services')
  })

  for (const spelling of ['0491 570 156', '0491570156', '+61 491 570 156', '+61491570156', '61491570156', '0491-570-156', '(0491) 570 156', '+61 (0)491 570 156', '491570156']) {
    test(`finds a number written as ${spelling}`, () => find(page, spelling, only(harriet)))
  }

  test('finds a customer, whatever the order and the case of the words', async () => {
    await find(page, 'lowe HARRIET', only(harriet))
    await find(page, 'okafor', (found) => found.length >= 3 && found.every((row) => row.customer.startsWith('Okafor Transport')))
    await find(page, 'saltbush cafe', (found) => found.length >= 1 && found.some((row) => row.customer === 'Saltbush Café'))
  })

  test('finds an Order ID, and shows it beside the customer', async () => {
    const [row] = await find(page, stuck.toLowerCase(), only(harriet))
    assert.ok(row.customer.includes(stuck), row.customer)
  })

  test('finds a SIM number, which the pane beside the list tells', async () => {
    await find(page, harriet, only(harriet))
    await search(page).press('Enter')
    await page.keyboard.press('Space')
    const pane = page.getByRole('complementary', { name: 'Service in the selected row' })
    const sim = await until('the pane tells the SIM', async () => /(?:E-SIM|Physical SIM),\s*(\d{13,20})/.exec(await pane.innerText())?.[1])
    assert.ok((await pane.innerText()).includes(stuck))
    await judge(page, 'peek', wide)
    await page.keyboard.press('Space')
    await pane.waitFor({ state: 'detached' })
    const [row] = await find(page, sim, only(harriet))
    assert.ok(row.customer.includes(sim))
  })

  test('finds a plan', async () => {
    await find(page, 'business 200', (found) => found.length > 3 && found.every((row) => row.plan.startsWith('Business')) && found.some((row) => row.plan === 'Business 200'))
  })

  test('says what it did not find, and one key clears it', async () => {
    await search(page).fill('no such thing')
    await page.getByRole('heading', { name: 'No service matches “no such thing”' }).waitFor()
    assert.match(await page.locator('.none').innerText(), /Searched number, customer, plan, SIM and Order ID of all 300 services/)
    await judge(page, 'services-empty')
    await search(page).press('Escape')
    await everything(page)
  })

  test('filters by mouse, and the number beside a choice is what it gives', async () => {
    await button(page, 'State any').click()
    const choice = page.getByRole('option', { name: /^Suspended/ })
    const promised = Number((await choice.innerText()).match(/\d+/)[0])
    await judge(page, 'filter', []) // in another size the list of choices would close
    await choice.click()
    await until('only these are left', async () => (await counted(page)).matching === promised)
    assert.ok((await rows(page)).every((row) => row.state === 'Suspended'))
  })

  test('filters by keyboard, and Escape clears it', async () => {
    await button(page, 'Platform any').focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('listbox', { name: 'Platform' }).waitFor()
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    const some = await until('some are left', async () => {
      const { matching, total } = await counted(page)
      return matching < total && matching
    })
    assert.ok(some > 0 && (await rows(page)).every((row) => row.platform === '1.0'))
    await grid(page).focus()
    await page.keyboard.press('Escape')
    await everything(page)
  })

  test('shows the stuck ones only, and they are the number the button tells', async () => {
    const told = async () => Number((await button(page, /^Stuck/).innerText()).match(/\d+/)[0]) // the demo goes on
    await button(page, /^Stuck/).click()
    await until('only these are left', async () => (await counted(page)).matching === (await told()) && (await rows(page)).length === (await told()))
    const found = await rows(page)
    assert.ok(found.some((row) => row.number === harriet))
    for (const row of found) assert.match(row.open, /stuck, /)
  })

  test('sorts by mouse and by keyboard, and the heading says which way', async () => {
    await column(page, 'Customer').getByRole('button').click()
    await until('it is sorted by customer', async () => (await column(page, 'Customer').getAttribute('aria-sort')) === 'ascending' && (await page.locator('.foot__say').innerText()).includes('by customer, A to Z'))
    await until('A comes first, and the others follow', async () => {
      const found = (await rows(page)).map((row) => row.customer)
      return found[0]?.startsWith('A') && String(found) === String(found.toSorted((a, b) => a.localeCompare(b, 'en')))
    })
    await column(page, 'Open orders').getByRole('button').click()
    await until('the stuck ones come first, and the footer says so', async () =>
      (await page.locator('.foot__say').innerText()).includes('stuck and open orders first') && ((await rows(page))[0]?.open ?? '').includes('stuck'))
    await column(page, 'Open orders').getByRole('button').click()
    await until('those without open orders come first, and the footer says so', async () =>
      (await page.locator('.foot__say').innerText()).includes('open orders last') && (await rows(page))[0]?.open.startsWith('–'))
    await column(page, 'Number').getByRole('button').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await until('the highest number is first, and the others follow', async () => {
      const found = await numbers(page)
      return (await column(page, 'Number').getAttribute('aria-sort')) === 'descending' && found.length > 5 && String(found) === String(found.toSorted().reverse())
    })
  })

  test('opens a service by keyboard only, walks on, and comes back to its row', async () => {
    await grid(page).focus()
    await page.keyboard.press('/')
    await page.keyboard.type('okafor')
    await until('they are found', async () => {
      const found = await rows(page)
      return found.length > 2 && found.every((row) => row.customer.startsWith('Okafor'))
    })
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    const list = await numbers(page)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: list[1] }).waitFor()
    await page.keyboard.press('1')
    await page.getByRole('region', { name: 'Overview' }).waitFor()
    const place = (at) => page.getByText(new RegExp(`^${at} of \\d+$`)).waitFor()
    for (const [key, at] of [['j', 2], ['k', 1], ['k', 0]]) {
      await page.keyboard.press(key)
      await page.getByRole('heading', { level: 1, name: list[at] }).waitFor()
      await place(at + 1)
    }
    await page.keyboard.press('Escape')
    await grid(page).waitFor()
    assert.equal(await search(page).inputValue(), 'okafor')
    const selected = page.getByRole('row', { selected: true })
    await until('its row is selected', async () => (await selected.innerText()).includes(list[0]))
  })

  test('drops an answer that came too late', async () => {
    await meanwhile(page, 'Services.Page', async () => {
      await search(page).fill('no such thing')
      await until('it is asked', async () => (await asked(page, 'Services.Page')).at(-1)[0].text === 'no such thing')
      await search(page).fill('okafor')
    })
    await until('what was typed last is found', async () => (await rows(page)).length > 2 && (await rows(page)).every((row) => row.customer.startsWith('Okafor')))
    await rest(page)
    assert.ok((await rows(page)).every((row) => row.customer.startsWith('Okafor')))
  })

  test('shows what is open only', async () => {
    await button(page, /^Open orders/).first().click()
    await until('only these are left', async () => {
      const found = await rows(page)
      return found.length > 0 && found.every((row) => !row.open.startsWith('–')) && (await counted(page)).matching < 300
    })
  })

  test('is worked with the keyboard alone', async () => {
    const selected = page.getByRole('row', { selected: true })
    const at = async () => Number(await selected.getAttribute('aria-rowindex'))
    await column(page, 'Number').getByRole('button').click() // an order that the demo does not change
    await rest(page)
    await grid(page).focus()
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
    const from = await at()
    assert.equal(await grid(page).getAttribute('aria-activedescendant'), await selected.getAttribute('id'))
    await page.keyboard.press('c')
    await until('the number is copied', async () => (await asked(page, 'Frame.Copy')).length > 0)
    await page.getByText('Copied').first().waitFor()
    await page.keyboard.press('End')
    await until('the last row is selected', async () => (await at()) === Number(await grid(page).getAttribute('aria-rowcount')))
    await page.keyboard.press('PageUp')
    assert.ok((await at()) > from)
    await page.keyboard.press('Home')
    await until('the first row is selected', async () => (await at()) === 2)
    const number = await selected.getByRole('link').innerText()
    await page.keyboard.press(' ')
    await page.getByRole('complementary', { name: 'Service in the selected row' }).getByText(number).waitFor()
    await page.keyboard.press(' ')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: number }).waitFor()
  })

  test('comes back to where one was, far down', async () => {
    await column(page, 'Number').getByRole('button').click()
    await search(page).fill('everyday')
    await until('they are found', async () => (await rows(page)).every((row) => row.plan.startsWith('Everyday')))
    await search(page).press('Enter')
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowDown')
    const number = await page.getByRole('row', { selected: true }).getByRole('link').innerText()
    const scrolled = await grid(page).evaluate((list) => list.scrollTop)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: number }).waitFor()
    await page.keyboard.press('Escape')
    await grid(page).waitFor()
    await until('its row is selected', async () => (await page.getByRole('row', { selected: true }).getByRole('link').innerText()) === number)
    assert.equal(await grid(page).evaluate((list) => list.scrollTop), scrolled)
    await until('no service is watched any more', async () => String((await asked(page, 'Service.Watch')).at(-1)) === '')
  })

  test('keeps the rows in their places when others come above them', async () => {
    const number = (await numbers(page))[5]
    const row = grid(page).getByRole('row', { name: number })
    await row.click()
    const before = await row.boundingBox()
    const news = button(page, /^\d+ new above\. Show them$/)
    await news.waitFor() // the demo goes on
    assert.deepEqual(await row.boundingBox(), before)
    assert.equal(await row.getAttribute('aria-selected'), 'true')
    await news.click()
    await until('the first row is in sight', () => grid(page).evaluate((list) => list.scrollTop === 0))
  })

  test('shows the pane beside itself where there is room', async () => {
    await page.setViewportSize({ width: 1920, height: 1080 })
    await find(page, harriet, only(harriet))
    await page.getByRole('gridcell').first().click()
    const pane = page.getByRole('complementary', { name: 'Service in the selected row' })
    await pane.getByText('1 order stuck').waitFor()
    await pane.getByRole('button', { name: 'Copy for support' }).click()
    await until('it is copied', async () => (await asked(page, 'Frame.Copy')).some(([text]) => text.includes(stuck)))
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  test('remembers dense rows, in both lists and over a restart', async () => {
    const height = async () => (await page.locator('.table__body [role=row]').first().boundingBox()).height
    const dense = button(page, 'Dense rows')
    await dense.click()
    await until('the rows are low', async () => (await height()) === 24)
    await page.goto(`${desk.url}/#/requests`)
    await dense.and(page.locator('[aria-pressed=true]')).waitFor()
    await until('those of requests are low too', async () => (await height()) === 24)
    await judge(page, 'requests-dense')
    await page.close()
    await desk.stop()
    desk = await openDesk(args)
    page = await browser.open(desk)
    await shown(page)
    await until('they are low after a restart', async () => (await height()) === 24)
    await button(page, 'Normal rows').click()
    await until('they are as high as before', async () => (await height()) === 32)
  })

  test('keeps what is read whole in the smallest window: columns without a value give way', async () => {
    await page.setViewportSize({ width: 1024, height: 640 })
    const filter = page.getByRole('search').getByRole('button', { name: /^State/ })
    const cut = () => page.locator('.table').evaluate((table) => [...table.querySelectorAll('[role=columnheader], [role=gridcell]:nth-child(4), [role=gridcell]:nth-child(5), [role=gridcell]:nth-child(6)')]
      .flatMap((cell) => [cell, ...cell.querySelectorAll('*')]).filter((el) => el.closest('.unseen') === null && el.scrollWidth > el.clientWidth + 1 && getComputedStyle(el).overflowX !== 'visible').map((el) => `${el.textContent}: ${el.scrollWidth} in ${el.clientWidth}`))
    await filter.click()
    await page.getByRole('option', { name: /^Suspended/ }).click()
    await until('only these are left', async () => (await rows(page)).every((row) => row.state === 'Suspended'))
    assert.deepEqual(await cut(), [])
    await filter.click()
    await page.getByRole('option', { name: 'any' }).click()
    await everything(page)
    assert.deepEqual(await cut(), [])
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  test('has a link that skips what stands above the work', async () => {
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await until('the work has the focus', () => page.evaluate(() => document.activeElement?.id === 'work'))
  })

  test('shows its keys, and not while one types', async () => {
    await search(page).fill('')
    await page.keyboard.type('?')
    assert.equal(await page.getByRole('dialog').count(), 0)
    await page.keyboard.press('Escape')
    await grid(page).focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await judge(page, 'keys')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('copies a number to the clipboard of the machine', async () => {
    await openService(page, harriet, 'overview')
    assert.equal(await headline(page).innerText(), harriet)
    // Stories in another window copy too: what was there a moment ago may be gone.
    await until('the number arrives', async () => {
      await page.getByRole('button', { name: /^(Copy the number|Copied)$/ }).first().click()
      await page.getByRole('button', { name: 'Copied' }).first().waitFor()
      return (await clipboard()).endsWith('491570156')
    })
  })
})
