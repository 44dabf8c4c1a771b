// Judges a screen as it stands: what axe finds to fix, and what does not fit.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

type Found = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }

export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate('axe.run()')) as Found
  return found.violations.map((v) => `${v.id}: ${v.nodes[0]?.html} ${v.nodes[0]?.failureSummary}`)
}

/** What sticks out sideways, and what is written smaller than anybody should have to read. */
export const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wrong: string[] = []
    for (const el of document.querySelectorAll<HTMLElement>('.desk, .desk *')) {
      const name = `${el.tagName.toLowerCase()}.${el.className}`
      const { right, width } = el.getBoundingClientRect()
      if (el.closest('.unseen') !== null || width === 0) continue
      if (right > innerWidth + 0.5) wrong.push(`${name} ends at ${right}`)
      const style = getComputedStyle(el)
      if (el.scrollWidth > el.clientWidth + 1 && (style.overflowX === 'auto' || style.overflowX === 'scroll'))
        wrong.push(`${name} scrolls sideways`)
      if (Number.parseFloat(style.fontSize) < 12) wrong.push(`${name} is written in ${style.fontSize}`)
    }
    return wrong
  })
