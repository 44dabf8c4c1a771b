// A portal that knows of subscription requests only what the standard knows: it gives none of them a status.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile } from './support/desk.mjs'
import { judge, wide } from './support/judge.mjs'
import { openPortal } from './support/portal.mjs'
import { until } from './support/processes.mjs'
import { synced } from './support/window.mjs'

describe('requests without a status', () => {
  const browser = new Browser()
  let portal
  let desk
  let page

  before(async () => {
    portal = await openPortal({ personality: 'opennamed', still: true, services: 20 })
    desk = await openDesk(['--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    page = await browser.open(desk, { hash: '#/requests' })
    await page.getByText(/^SR-\d+$/).first().waitFor()
    await synced(page, 'fresh')
  })
  after(async () => {
    await browser.stop()
    await desk?.stop()
    await portal?.stop()
  })

  test('the list shows the word of the standard, and that the status was not given', async () => {
    const requests = async () => (await page.getByRole('row').allInnerTexts()).filter((text) => /SR-\d+/.test(text))
    const listed = await until('there are requests', async () => {
      const found = await requests()
      return found.length > 1 && found
    })
    for (const text of listed) assert.match(text, /^[A-Z][\w ]+( “\w+”)?\nstatus not given/m)
    await judge(page, 'requests-foreign', wide)
    assert.deepEqual(browser.faults(), [])
  })

  test('a request offers nothing to do, and says so', async () => {
    const link = page.getByRole('link', { name: /^View Request/ }).first()
    const id = (await link.getAttribute('aria-label')).match(/SR-\d+/)[0]
    await link.click()
    await page.getByRole('heading', { name: id }).waitFor()
    assert.match(await page.locator('.subject').innerText(), /^[A-Z][\w ]+( “\w+”)?, status not given/m)
    const actions = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Actions' }) })
    await actions.getByText('does not give the status of this request, so you cannot decide here').waitFor()
    const offered = await actions.getByRole('button').allInnerTexts()
    assert.deepEqual(offered.filter((text) => !/Fetch/.test(text)), [])
    await judge(page, 'request-foreign')
    assert.deepEqual(browser.faults(), [])
  })
})
