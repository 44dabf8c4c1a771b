// A server that others made from the official specifications, not ours.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Browser } from './support/browser.mjs'
import { office, openDesk, passphraseFile, sync } from './support/desk.mjs'
import { judge } from './support/judge.mjs'
import { freePort, root, start, until } from './support/processes.mjs'
import { counted, shown } from './support/window.mjs'

const specs = join(root, '../shared/specs')
const here = existsSync(specs)
if (!here && process.env.CI === 'true' && existsSync(join(root, '../shared'))) throw new Error(`${specs} is missing, and must not be here`)

describe('a server made from the specifications', { skip: here ? false : `there are no specifications at ${specs}` }, () => {
  const browser = new Browser()
  const servers = []
  let portal

  const mock = async (spec) => {
    const port = await freePort()
    const server = start(join(root, 'frontend/node_modules/.bin/prism'), ['mock', '-p', String(port), join(specs, spec)])
    servers.push(server)
    await until(`${spec} is served`, () => server.out.includes('Prism is listening'), 60)
    return `http://127.0.0.1:${port}`
  }

  before(async () => {
    const [inventory, ordering] = await Promise.all([
      mock('TMF638-ServiceInventory-v4.0.0.swagger.json'),
      mock('TMF641-ServiceOrdering-v4.1.0.swagger.json'),
    ])
    portal = { inventory, ordering }
  })
  after(async () => {
    await browser.stop()
    await Promise.all(servers.map((server) => server.stop()))
  })

  test('is read by the command sync, which counts what it read', async () => {
    const { code, out, errors } = await sync(['--json', '--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    assert.equal(code, 0, errors)
    const counts = JSON.parse(out)
    assert.ok(counts.services >= 1 && counts.orders >= 1, out)
  })

  test('is shown in the window', async () => {
    const desk = await openDesk(['--data-dir', office(portal), '--passphrase-file', passphraseFile()])
    try {
      const page = await browser.open(desk)
      await shown(page)
      assert.ok((await counted(page)).total >= 1)
      await judge(page, 'services-foreign')
      await page.getByRole('gridcell').first().click() // the example has no number to click on
      await page.keyboard.press('Enter')
      await page.getByRole('navigation', { name: 'Service' }).waitFor()
      await until('its activity has an order', async () => (await page.locator('.order').count()) > 0)
      await judge(page, 'activity-foreign')
      assert.deepEqual(browser.faults(), [])
    } finally {
      await desk.stop()
    }
  })
})
