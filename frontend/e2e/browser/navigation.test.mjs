// The window stays where it is, in a web view without a lock of its own, such as that of Windows.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk } from './support/desk.mjs'
import { shown } from './support/window.mjs'

describe('the window stays on its own pages', () => {
  const browser = new Browser()
  let desk
  let page
  let elsewhere
  let asked = 0

  before(async () => {
    desk = await openDesk(['--demo', '--data-dir', office()])
    page = await browser.open(desk)
    await shown(page)
    const server = createServer((_, answer) => {
      asked++
      answer.end('elsewhere')
    })
    await new Promise((listens) => server.listen(0, '127.0.0.1', listens))
    elsewhere = { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() }
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    elsewhere?.stop()
  })

  const ways = {
    'an address': (to) => { location.href = to },
    'a replaced address': (to) => location.replace(to),
    'a link': (to) => Object.assign(document.body.appendChild(document.createElement('a')), { href: to }).click(),
    'a frame': (to) => { document.body.appendChild(document.createElement('iframe')).contentWindow.top.location = to },
  }
  for (const [name, way] of Object.entries(ways)) {
    test(`${name} leads nowhere`, async () => {
      const refused = page.evaluate(() => new Promise((tells) => navigation.addEventListener('navigate', (event) => tells(event.defaultPrevented), { once: true })))
      await page.evaluate(way, elsewhere.url)
      assert.equal(await refused, true)
      assert.ok(page.url().startsWith(`${desk.url}/`), page.url())
      await shown(page)
      assert.equal(asked, 0)
    })
  }

  test('a dropped file or link is not opened, and text can be dropped', async () => {
    const refused = (type) =>
      page.evaluate((type) => {
        const data = new DataTransfer()
        if (type === 'Files') data.items.add(new File(['elsewhere'], 'elsewhere.html'))
        else data.setData(type, 'https://elsewhere.example/')
        return ['dragover', 'drop'].map((name) => !document.body.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true })))
      }, type)
    assert.deepEqual(await refused('Files'), [true, true])
    assert.deepEqual(await refused('text/uri-list'), [true, true])
    assert.deepEqual(await refused('text/plain'), [false, false])
  })
})
