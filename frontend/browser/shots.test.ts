// Pictures of the screens, to look at beside the design: npm run shots. Which ones: SHOTS=activity npm run shots.
import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { Browser, type Look } from './window'

const out = new URL('../.shots/', import.meta.url).pathname
mkdirSync(out, { recursive: true })
const only = process.env.SHOTS ?? ''

const screens: [string, string, string, (string | RegExp)?][] = [
  ['services', '', '#/services'],
  ['activity', '', '#/services/svc-000003/activity'],
  ['overview', '', '#/services/svc-000003/overview'],
  ['parts', '', '#/services/svc-000005/activity'],
  ['failed', '', '#/services/svc-000009/activity'],
  ['usage', '', '#/services/svc-000003/usage'],
  ['usage-over', 'usage=over', '#/services/svc-000003/usage'],
  ['usage-several', 'usage=several', '#/services/svc-000003/usage'],
  ['usage-off', 'usage=off', '#/services/svc-000003/usage'],
  ['usage-fails', 'usage=old&usageFails=1', '#/services/svc-000003/usage'],
  ['promises', 'promises=sending,unsure,placed', '#/services/svc-000004/activity'],
  ['promises-overview', 'promises=unsure', '#/services/svc-000004/overview'],
  ['promises-candidates', 'promises=candidates,late', '#/services/svc-000004/activity'],
  ['promises-decide', 'promises=candidates', '#/services/svc-000004/activity', 'Decide…'],
  ['close-here', '', '#/services/svc-000003/activity', 'Close here…'],
  ['cancel-off', 'here=1&cancelOff=This portal cannot cancel orders.', '#/services/svc-000003/activity'],
  ['making', 'making=sending,decidable', '#/services'],
  ['making-details', 'making=decidable', '#/services', /^Details…/],
  ['order-swap', '', '#/services/svc-000003/advanced/simSwap'],
  ['order-swap-free', 'guard=allowed', '#/services/svc-000004/advanced/simSwap'],
  ['order-plan', 'guard=warned', '#/services/svc-000004/advanced/changePlan'],
  ['order-cancel', 'guard=allowed', '#/services/svc-000004/advanced/cancelService'],
  ['order-port', 'guard=two', '#/services/svc-000003/advanced/numberPort'],
  ['order-cancel-order', 'guard=allowed', '#/services/svc-000003/advanced/cancelOrder/ORD00003927848'],
  ['order-features', 'guard=allowed', '#/services/svc-000004/features'],
  ['order-packs', 'guard=allowed', '#/services/svc-000006/packs'],
  ['order-packs-off', 'guard=allowed', '#/services/svc-000003/packs'],
  ['order-new', '', '#/new/activation'],
  ['order-new-port', '', '#/new/numberPort'],
  ['requests', '', '#/requests'],
  ['requests-pages', 'requests=412', '#/requests', 'More filters'],
  ['requests-off', 'requests=off', '#/requests'],
  ['request-conflict', '', '#/requests/SR-104423'],
  ['request-conflict-sent', 'conflict=sent', '#/requests/SR-104385'],
  ['request-conflict-again', 'conflict=sent', '#/requests/SR-104385', 'Cancel it as it is now…'],
  ['request-conflict-gone', 'conflict=gone', '#/requests/SR-104385'],
  ['request-wish', '', '#/requests/SR-104425'],
  ['request-waiting', '', '#/requests/SR-104427'],
  ['request-delayed', 'delayed=1', '#/requests/SR-104427'],
  ['request-refused', '', '#/requests/SR-104393'],
  ['request-unsure', '', '#/requests/SR-104391'],
  ['request-active', '', '#/requests/SR-104413'],
  ['request-deny', '', '#/requests/SR-104431', 'Deny the request…'],
  ['request-toast', '', '#/requests/SR-104431', 'Start the contract'],
  ['request-viewer', 'role=viewer', '#/requests/SR-104421'],
  ['settings', '', '#/settings/portal'],
  ['settings-ideal', 'portal=ideal&failures=none', '#/settings/portal'],
  ['settings-weak', 'portal=weak&address=long', '#/settings/portal'],
  ['settings-asking', 'portal=ideal', '#/settings/portal', 'Test again'],
  ['settings-new', 'portal=new&failures=none', '#/settings/portal'],
  ['first-run', 'step=choose', ''],
  ['connect', 'step=choose', '', 'Connect…'],
  ['protect', 'step=protect', ''],
  ['start-failed', 'step=failed', ''],
  ['offline', 'sync=offline', ''],
  ['refused', 'sync=refused', ''],
  ['stale', 'sync=stale&place=test', ''],
  ['first-copy', 'sync=firstCopy&place=demo&keeps=no', ''],
]
const looks: [string, Look][] = [
  ['light', {}],
  ['dark', { dark: true }],
  ['light-1920', { width: 1920, height: 1080 }],
  ['dark-1920', { width: 1920, height: 1080, dark: true }],
  ['small', { width: 1024, height: 640 }],
]

const browser = new Browser()

describe.runIf(process.env.SHOTS !== undefined)('pictures', () => {
  beforeAll(() => browser.start())
  afterAll(() => browser.stop())

  for (const [name, wants, hash, press] of screens) {
    for (const [look, how] of looks) {
      if (!new RegExp(only).test(`${name}-${look}`)) continue
      test(`${name}-${look}`, async () => {
        const { page } = await browser.open(wants, how, hash)
        if (press !== undefined) await page.getByRole('button', { name: press }).click()
        await page.waitForTimeout(250)
        if (name === 'services') {
          await page.getByRole('row').nth(3).click()
          await page.mouse.move(700, 20)
          await page.waitForTimeout(300)
        }
        await page.screenshot({ path: `${out}${name}-${look}.png` })
        await page.close()
      })
    }
  }
})
