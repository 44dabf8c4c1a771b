// Twenty thousand services: the list is there at once, and stays light.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { openPortal } from './support/portal.mjs'
import { patience, until } from './support/processes.mjs'
import { counted, everything, grid, search, shown, synced } from './support/window.mjs'

const many = 20_000
const light = 3000 // elements; a window's worth of rows, whatever the list holds

describe('a portal with twenty thousand services', () => {
  const browser = new Browser()
  let portal
  let desk
  let page

  const elements = () => page.evaluate(() => document.getElementsByTagName('*').length)

  before(async () => {
    portal = await openPortal({ services: many })
    desk = await openDesk(['--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    page = await browser.open(desk)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('shows its first rows before the first copy is complete', async (t) => {
    const began = Date.now()
    const seen = await until('there are rows', () => page.evaluate(() => {
      if (document.querySelector('[role="rowheader"] a') === null) return false
      return document.querySelector('header .fact').innerText.replaceAll('\n', ' ')
    }))
    t.diagnostic(`first rows ${Date.now() - began} ms after the window, at “${seen}”`)
    assert.match(seen, /^First copy/)
    await synced(page, 'fresh', 2 * patience)
    await until('all are counted', async () => (await counted(page)).total >= many) // some arrive meanwhile
    t.diagnostic(`first copy complete ${Date.now() - began} ms after the window`)
  })

  test('goes to its end and back, and holds no more rows than are in sight', async () => {
    await shown(page)
    await grid(page).focus()
    await page.keyboard.press('End')
    await until('the last row is in sight', () => grid(page).evaluate((list) => list.querySelector(`[aria-rowindex="${list.ariaRowCount}"] a`) !== null))
    assert.ok((await elements()) < light)
    for (const part of [0.2, 0.8, 0.5, 0.9, 0.1]) {
      await grid(page).evaluate((list, at) => list.scrollTo(0, list.scrollHeight * at), part)
      await until('the rows in sight are there', () => grid(page).evaluate((list) => {
        const { top, bottom } = list.getBoundingClientRect()
        const inSight = [...list.querySelectorAll('[role="rowheader"] a')].map((link) => link.getBoundingClientRect()).filter((box) => box.top >= top && box.bottom <= bottom)
        return inSight.length > 10 && list.querySelector('[aria-busy]') === null
      }))
      assert.ok((await elements()) < light)
    }
    // Orders arrive meanwhile: a row that comes above the selected one waits out of sight, and Home goes there.
    await until('the first row is in sight', async () => {
      await page.keyboard.press('Home')
      return grid(page).evaluate((list) => list.scrollTop === 0 && list.querySelector('[aria-rowindex="2"] a') !== null)
    })
  })

  test('answers every key of a search', async (t) => {
    await everything(page)
    // From the key to the picture after the answer, and the same for a question that costs nothing.
    await page.evaluate(() => {
      const { Services, Frame } = window.go.bindings
      const real = Services.Page
      const times = { keys: new Map(), waits: [], frame: Frame.Header }
      window.measured = times
      document.querySelector('input[type="search"]').addEventListener('input', (event) => times.keys.set(event.target.value, performance.now()), { capture: true })
      Services.Page = async (query) => {
        const answer = await real(query)
        times.answered = query.text
        const key = times.keys.get(query.text)
        if (key !== undefined) requestAnimationFrame(() => setTimeout(() => times.waits.push(performance.now() - key)))
        return answer
      }
    })
    for (const text of ['0491 575 789', 'okafor transport', 'ORD000039']) {
      await search(page).fill('')
      await search(page).pressSequentially(text, { delay: 40 })
      await until('the last key is answered', async () => (await page.evaluate(() => window.measured.answered)) === text && (await counted(page)).matching < many)
      assert.ok((await elements()) < light)
    }
    const { keys, call } = await page.evaluate(async () => {
      const calls = []
      for (let i = 0; i < 20; i++) {
        const from = performance.now()
        await window.measured.frame()
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
        calls.push(performance.now() - from)
      }
      const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
      const { waits } = window.measured
      return { keys: { middle: middle(waits), worst: Math.max(...waits), n: waits.length }, call: middle(calls) }
    })
    const ms = (n) => `${n.toFixed(1)} ms`
    t.diagnostic(`key to rows: ${ms(keys.middle)} in the middle, ${ms(keys.worst)} at worst, of ${keys.n}; a call that costs nothing: ${ms(call)}; ratio ${(keys.middle / call).toFixed(2)}`)
    assert.ok(keys.n > 0)
  })
})
