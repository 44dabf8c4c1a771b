// Judges a screen as it stands: axe in both colours, and pictures to look at.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './processes.mjs'

const axe = readFileSync(join(root, 'frontend/node_modules/axe-core/axe.min.js'), 'utf8')
const shots = join(root, 'build/tmp/shots')

/** Waits until colours have faded over and everything is drawn: half a colour has no contrast to judge. */
const still = (page) =>
  page.evaluate(async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    await document.fonts.ready
    await drawn()
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
    await drawn()
  })

/** Fails where axe finds something to fix. With a picture name, pictures are taken in both sizes. */
export async function judge(page, screen, picture = false) {
  await page.evaluate(axe)
  const before = page.viewportSize()
  for (const colours of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: colours })
    await still(page)
    const found = await page.evaluate(async () => {
      const { violations } = await window.axe.run(document)
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
    })
    assert.deepEqual(found, [], `${screen}, ${colours}`)
    if (!picture) continue
    mkdirSync(shots, { recursive: true })
    for (const [width, height] of [[1280, 800], [1920, 1080]]) {
      await page.setViewportSize({ width, height })
      await still(page)
      await page.screenshot({ path: join(shots, `${screen}-${colours}-${width}.png`) })
    }
    await page.setViewportSize(before)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
