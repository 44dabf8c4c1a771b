// Fifty thousand requests: a filter, a search and the next page answer at once, and the page stays light.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { openPortal } from './support/portal.mjs'
import { patience, until } from './support/processes.mjs'

const many = 50_000
const light = 3000 // elements; a page of the list, whatever there is

describe('a portal with fifty thousand requests', () => {
  const browser = new Browser()
  let portal
  let desk
  let page

  const total = async () => Number((await page.getByRole('button', { name: /Total/ }).innerText()).match(/[\d,]+/)[0].replaceAll(',', ''))
  const found = () => page.evaluate(() => document.body.innerText.match(/of ([\d,]+)/)?.[1])
  const first = async () => (await page.getByText(/^SR-\d+$/).first().innerText()).trim()

  before(async () => {
    portal = await openPortal({ still: true, services: 5, requests: many })
    desk = await openDesk(['--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    page = await browser.open(desk, { hash: '#/requests' })
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  test('shows its first rows before all are read', async (t) => {
    const began = Date.now()
    await page.getByText(/^SR-\d+$/).first().waitFor()
    t.diagnostic(`first rows after ${Date.now() - began} ms, of ${await total()}`)
    await until('all are counted', async () => (await total()) >= many, 2 * patience)
    t.diagnostic(`all after ${Date.now() - began} ms`)
  })

  test('filters, searches and turns its pages', async (t) => {
    const all = await found()
    const timed = async (what, act, is) => {
      const began = Date.now()
      await act()
      await until(what, is)
      t.diagnostic(`${what} after ${Date.now() - began} ms`)
      assert.ok((await page.evaluate(() => document.getElementsByTagName('*').length)) < light)
    }
    await timed('the card filters', () => page.keyboard.press('4'), async () => (await found()) !== all)
    const active = await found()
    await timed('the search finds', () => page.getByRole('searchbox').fill('fleet 100'), async () => (await found()) !== active)
    await page.getByRole('searchbox').fill('')
    await until('all of the card are back', async () => (await found()) === active)
    const before = await first()
    await timed('the next page is there', () => page.getByRole('button', { name: 'Next page' }).click(), async () => (await first()) !== before)
    // Right after: the list is asked for again by itself all the time, and what somebody asks for does not wait for that.
    const turned = await first()
    await timed('the list is sorted', () => page.getByRole('grid').getByRole('button', { name: 'Customer' }).click(), async () => (await first()) !== turned)
  })
})
