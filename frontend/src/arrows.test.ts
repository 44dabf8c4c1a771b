// Who may import whom, and why. ui <- screens -> state -> api -> wailsjs.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const src = dirname(fileURLToPath(import.meta.url))
const files = (readdirSync(src, { recursive: true }) as string[]).filter(
  (file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'),
)

const arrows: Record<string, { may: string[]; because: string }> = {
  api: { may: ['api', 'words/frame', 'wailsjs'], because: 'it is the only way to the program, and knows nothing of screens' },
  state: { may: ['state', 'api'], because: 'it pulls and listens; what it holds is said elsewhere' },
  format: { may: ['format'], because: 'times, ages and counts mean the same everywhere' },
  words: { may: ['words', 'format', 'api/rows'], because: 'sentences are made from rows, never asked for' },
  ui: { may: ['ui', 'format'], because: 'its parts know nothing of telecom' },
  screens: {
    may: ['screens', 'ui', 'state', 'api/rows', 'words', 'format'],
    because: 'they show the state and never call the program',
  },
  'main.ts': { may: ['api', 'state', 'screens', 'style'], because: 'it introduces the parts to each other' },
}

const house = (file: string) => file.split('/')[0] as string
const found = files.flatMap((file) =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/(?:from\s+|import\s*\(?\s*)'([^']+)'/g)].map((match) => ({
    file,
    to: match[1] as string,
  })),
)

describe('every arrow is allowed', () => {
  test.each(Object.entries(arrows))('%s', (from, { may, because }) => {
    for (const { file, to } of found.filter((one) => house(one.file) === from && one.to.startsWith('.'))) {
      const path = relative(src, resolve(dirname(join(src, file)), to)).replace(/^\.\.\//, '')
      const allowed = may.some((place) => path === place || path.startsWith(`${place}/`))
      expect(allowed, `${file} imports ${path}, but ${from} may not: ${because}`).toBe(true)
    }
  })

  test('no file stands outside the houses', () => {
    for (const file of files) expect(Object.keys(arrows)).toContain(house(file))
  })

  test('from outside come only what was chosen', () => {
    const outside = new Set(
      found
        .filter((one) => !one.to.startsWith('.'))
        .map((one) => one.to.replace(/^@lucide\/svelte\/icons\/.*/, '@lucide/svelte')),
    )
    expect([...outside].sort()).toEqual(['@lucide/svelte', 'svelte', 'svelte/elements', 'svelte/reactivity'])
  })

  test('every file begins with its promise', () => {
    for (const file of files) expect(readFileSync(join(src, file), 'utf8'), file).toMatch(/^(\/\/|<!--) \S/)
  })
})
