// Judges a screen as it stands: axe in both colours, what does not fit in any size, and pictures to look at.
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

/** What sticks out sideways, and what is written smaller than anybody should have to read. */
const misfits = (page) =>
  page.evaluate(() => {
    const wrong = []
    for (const el of document.querySelectorAll('.desk, .desk *')) {
      const name = `${el.tagName.toLowerCase()}.${el.className}`
      const { right, width } = el.getBoundingClientRect()
      if (el.closest('.unseen') !== null || width === 0) continue
      if (right > innerWidth + 0.5) wrong.push(`${name} ends at ${right}`)
      const style = getComputedStyle(el)
      if (el.scrollWidth > el.clientWidth + 1 && ['auto', 'scroll'].includes(style.overflowX)) wrong.push(`${name} scrolls sideways`)
      if (Number.parseFloat(style.fontSize) < 12) wrong.push(`${name} is written in ${style.fontSize}`)
    }
    return wrong
  })

/** The sizes in which a list fits; in the smallest window it scrolls sideways, with its first column in place. */
export const wide = [[1280, 800], [1920, 1080]]

/** Fails where axe finds something to fix, or where something does not fit. With SHOTS in the environment, pictures are taken in each size. */
export async function judge(page, screen, sizes = [[1024, 640], ...wide]) {
  await page.evaluate(axe)
  const before = page.viewportSize()
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height })
    await still(page)
    assert.deepEqual(await misfits(page), [], `${screen}, ${width} x ${height}`)
  }
  await page.setViewportSize(before)
  for (const colours of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: colours })
    await still(page)
    const found = await page.evaluate(async () => {
      const { violations } = await window.axe.run(document)
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
    })
    assert.deepEqual(found, [], `${screen}, ${colours}`)
    if (process.env.SHOTS === undefined) continue
    mkdirSync(shots, { recursive: true })
    for (const [width, height] of sizes.length > 0 ? sizes : wide) {
      await page.setViewportSize({ width, height })
      await still(page)
      await page.screenshot({ path: join(shots, `${screen}-${colours}-${width}.png`) })
    }
    await page.setViewportSize(before)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
