// The window at 200 % zoom, where 1280 x 800 pixels hold half as much, and in forced colours.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser, rest } from './support/browser.mjs'
import { office, openDesk } from './support/desk.mjs'
import { root, until } from './support/processes.mjs'
import { button, grid, shown } from './support/window.mjs'

const shots = join(root, 'build/tmp/shots')

describe('a window that is hard to see', () => {
  const browser = new Browser()
  let desk
  let page

  before(async () => {
    desk = await openDesk(['--demo', '--data-dir', office()])
    page = await browser.open(desk, { width: 640, height: 400 })
    await shown(page)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  async function shoot(name) {
    if (process.env.SHOTS === undefined) return
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
  }

  /** What cannot be brought into sight, or is covered once it is there; and whether the page itself scrolls sideways. */
  const outOfReach = () =>
    page.evaluate(() => {
      const wrong = []
      const dialog = document.querySelector('dialog[open]')
      if (document.documentElement.scrollWidth > innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} wide`)
      for (const el of (dialog ?? document).querySelectorAll('a[href], button, input, textarea, h1, h2, h3, dt, dd, p, [role=columnheader]')) {
        if (el.closest('.unseen, .skip, [aria-hidden=true]') !== null || el.offsetParent === null || el.textContent.trim() + (el.ariaLabel ?? '') + (el.value ?? '') === '') continue
        if (el.closest('.table__body') !== null) continue // its rows scroll with it
        if (getComputedStyle(el).opacity === '0' || getComputedStyle(el).visibility === 'hidden') continue
        el.scrollIntoView({ block: 'center', inline: 'center' })
        const { left, top, width, height } = el.getBoundingClientRect()
        if (width < 2 || height < 2) continue
        const x = left + Math.min(width / 2, 8)
        const y = top + Math.min(height / 2, 8)
        const there = document.elementFromPoint(x, y)
        const name = `${el.tagName.toLowerCase()} “${(el.ariaLabel ?? el.textContent).trim().slice(0, 40)}”`
        if (there === null) wrong.push(`${name} is out of reach at ${Math.round(x)}, ${Math.round(y)}`)
        else if (!el.contains(there) && !there.contains(el) && el.parentElement?.contains(there) !== true && there.closest('label')?.contains(el) !== true) wrong.push(`${name} is covered by ${there.tagName.toLowerCase()}.${there.className}`)
      }
      return wrong
    })

  /** The demo goes on: what is drawn anew just then is looked at again. */
  const inReach = (name) =>
    until(`everything of ${name} is in reach`, async () => {
      const wrong = await outOfReach()
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
      return true
    }, 30)

  test('keeps everything in reach at 200 % zoom', async () => {
    const id = await grid(page).getByRole('rowheader').first().getByRole('link').getAttribute('href')
    const service = id.split('/')[2]
    for (const [name, hash] of [['services', '#/services'], ['activity', `#/services/${service}/activity`], ['overview', `#/services/${service}/overview`], ['usage', `#/services/${service}/usage`], ['features', `#/services/${service}/features`], ['swap', `#/services/${service}/advanced/simSwap`], ['new', '#/new/numberPort'], ['requests', '#/requests'], ['request', '#/requests/SR-104431'], ['settings', '#/settings/portal']]) {
      await page.goto(`${desk.url}/${hash}`)
      await page.locator('main :is(h1, .number, h2)').first().waitFor()
      await rest(page)
      await shoot(`zoom-${name}`)
      await inReach(name)
    }
    await page.goto(`${desk.url}/#/requests`)
    await button(page, 'Save view…').click()
    await shoot('zoom-dialog')
    await inReach('a dialog')
    await page.keyboard.press('Escape')
  })

  test('shows focus, selection, states and buttons in forced colours', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ forcedColors: 'active' })
    await page.goto(`${desk.url}/#/requests`)
    const list = page.getByRole('grid', { name: 'List of requests' })
    await list.getByRole('row').nth(3).waitFor()
    await rest(page)
    await list.focus()
    await page.keyboard.press('ArrowDown')
    const line = (locator) => locator.evaluate((el) => { const { outlineStyle, outlineWidth, outlineColor, backgroundColor } = getComputedStyle(el); return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && outlineColor !== backgroundColor })
    assert.ok(await line(list.locator('[role=row][aria-selected=true]')), 'the selected row')
    assert.ok(await line(page.getByRole('button', { name: /Total/ })), 'the pressed card')
    assert.ok(await line(page.getByRole('link', { name: 'Requests', exact: true })), 'the place')
    await page.keyboard.press('Tab')
    await button(page, 'Save view…').focus()
    const seen = await page.evaluate(() => {
      const wrong = []
      const edge = (el) => { const style = getComputedStyle(el); return style.borderTopStyle !== 'none' && Number.parseFloat(style.borderTopWidth) > 0 && style.borderTopColor !== style.backgroundColor }
      for (const el of document.querySelectorAll('.button:not(.button--icon), .card, .status--boxed, .input')) if (!edge(el)) wrong.push(`${el.className} has no edge`)
      for (const el of document.querySelectorAll('.status .glyph')) if (getComputedStyle(el).color === getComputedStyle(document.body).backgroundColor) wrong.push('a mark cannot be seen')
      return wrong
    })
    assert.deepEqual(seen, [])
    await shoot('forced-requests')
    await page.emulateMedia({ forcedColors: 'none' })
  })
})
