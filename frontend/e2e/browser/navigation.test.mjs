// The window stays where it is, in a web view without a lock of its own, such as that of Windows.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk } from './support/desk.mjs'
import { until } from './support/processes.mjs'
import { find, openService, shown } from './support/window.mjs'

describe('the focus after a change of page or tab', () => {
  const browser = new Browser()
  let desk
  let page

  const on = () => page.evaluate(() => {
    const { activeElement: at } = document
    return at === document.body || !at.closest('main') ? `nowhere: ${at.tagName}` : at.className
  })
  /** Waits until a place has come, and the focus is on it, or stays where it was in the work. */
  const works = (what) => until(what, async () => !(await on()).startsWith('nowhere'))

  before(async () => {
    desk = await openDesk(['--demo', '--data-dir', office()])
    page = await browser.open(desk)
    await shown(page)
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
  })

  test('is where one works, by keys and by clicks', async () => {
    await openService(page, '0491 570 156')
    await works('the service is opened')
    for (const key of ['1', '2', '3', '4', '5', '6', '5', '1']) {
      await page.keyboard.press(key)
      await works(`the tab ${key}`)
    }
    await page.keyboard.press('2')
    await until('it is on the usage', async () => /scroll/.test(await on()))
    await page.keyboard.press('6')
    await page.locator('.form').waitFor()
    await until('it is on the form', async () => /form/.test(await on()))
    await page.getByRole('navigation', { name: 'Actions' }).getByRole('link', { name: /Change plan/ }).click()
    await works('an action')
    await page.keyboard.press('Escape')
    await works('the list again')
    await page.getByRole('link', { name: 'Activate…' }).click()
    await until('it is on the form', async () => /form/.test(await on()))
    await page.goBack()
    await works('back')
    await page.getByRole('link', { name: 'Activate…' }).focus()
    await page.keyboard.press('Enter')
    await until('it is on the form', async () => /form/.test(await on()))
    for (const key of ['s', 'r']) {
      await page.keyboard.press('g')
      await page.keyboard.press(key)
      await works(`the place ${key}`)
    }
  })

  test('a service opens on its activity, whatever was looked at last', async () => {
    await page.goto(`${desk.url}/#/services`)
    await shown(page)
    await openService(page, '0491 570 156')
    await page.keyboard.press('2')
    await page.getByRole('region', { name: 'Usage' }).waitFor()
    await page.keyboard.press('Escape')
    await find(page, '0491 570 006', (found) => found.length === 1)
    await page.getByRole('link', { name: '0491 570 006' }).click()
    const tabs = page.getByRole('navigation', { name: 'Service' })
    await tabs.waitFor()
    assert.match(await tabs.locator('[aria-current=page]').innerText(), /^Activity/)
  })
})

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
