// A portal that answers, but not with what was asked for.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { button, counted, shown, synced } from './support/window.mjs'

// What must never stand in a window: the inside of a program, of a protocol, of a file.
const raw = /goroutine|panic|dial tcp|127\.0\.0\.1|https?:|\bstatus \d|[{}]|\[object|undefined|\bNaN\b|\bnull\b|notPortal|<html|<form|\berror:/i

const faults = [
  { fault: 'unauthorized', is: 'refused', header: /old portal refused, see why/, why: /The portal did not accept your sign-in\./, said: 'Your session has ended. Sign in again.', strip: /^The portal refused to answer/ },
  { fault: 'login', is: 'stale', header: /old .*see why/, why: /Something else answered instead of the portal, such as a sign-in page of your network\./ },
  { fault: 'error500', is: 'stale', header: /old .*see why/, why: /The portal failed/, said: 'The portal could not answer. Nothing was changed.' },
]

describe('a portal that is not well', () => {
  const browser = new Browser()
  let portal
  let desk
  let page

  before(async () => {
    portal = await openPortal({ services: 60 })
    desk = await openDesk(['--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    page = await browser.open(desk)
    await shown(page)
    await synced(page, 'fresh')
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })
  afterEach(() => assert.deepEqual(browser.faults(), []))

  const restart = async (...faults) => {
    await portal.kill()
    portal = await openPortal({ port: portal.port, services: 60, faults })
    await button(page, /^Refresh/).click()
  }

  for (const { fault, is, header, why, said, strip } of faults) {
    test(`that answers with ${fault} is described in words while every row stays, and is fresh again once it is well`, async () => {
      await restart(fault)
      assert.match((await synced(page, is)).words, header)
      assert.equal((await counted(page)).total, 60)
      if (strip !== undefined) {
        const words = await page.locator('.notice--strip').innerText()
        assert.match(words, strip)
        assert.ok(words.includes(`“${said}”`), words)
        await judge(page, fault)
      }
      assert.doesNotMatch(await page.locator('body').innerText(), raw)
      await page.getByRole('banner').getByRole('button', { name: /see why/ }).click()
      const dialog = page.getByRole('dialog')
      const words = await dialog.innerText()
      assert.match(words, why)
      assert.doesNotMatch(words, raw)
      if (said === undefined) assert.doesNotMatch(words, /The portal says/)
      else assert.ok(words.includes(`“${said}”`), words)
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await restart()
      await synced(page, 'fresh')
    })
  }
})

describe('a portal that was never well', () => {
  const browser = new Browser()
  let portal
  let desk

  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })

  test('is not called an empty one, nor read', async () => {
    portal = await openPortal({ services: 20, faults: ['unauthorized'] })
    desk = await openDesk(['--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    const page = await browser.open(desk)
    assert.match((await synced(page, 'refused')).words, /Nothing read yet portal refused, see why/)
    const words = await page.locator('body').innerText()
    assert.doesNotMatch(words, raw)
    assert.doesNotMatch(words, /The portal lists no service|was read before/)
    await judge(page, 'never-read')
    assert.deepEqual(browser.faults(), [])
  })
})
