// What a person reads stands in words, where it can be read as one text. What only formats a value stands in format.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'svelte/compiler'
import { expect, test } from 'vitest'

const src = join(import.meta.dirname, '..')
const files = (readdirSync(src, { recursive: true }) as string[]).filter(
  (file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts') && !/^(words|format|mock)\//.test(file),
)
const spoken = new Set(['title', 'label', 'placeholder', 'alt', 'aria-label'])

type Node = { type?: string; name?: string; data?: string; value?: unknown; quasis?: { value: { raw: string } }[]; metadata?: unknown }

/** The texts of a template and the sentences among the strings of its code. */
function* sentences(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return
  const { type, name = '', data = '', value, quasis = [], metadata: _, ...inner } = node as Node
  if (type === 'StyleDirective' || (type === 'RegularElement' && name === 'kbd')) return
  if (type === 'Text' && /[a-z]{2}/.test(data)) yield data.trim()
  if (type === 'Literal' && typeof value === 'string' && /^[A-Z][a-z]+,? [a-z]/.test(value)) yield value
  if (type === 'TemplateLiteral') for (const { value } of quasis) if (/[a-z]{2,}[,.]? [a-z]{2,}/.test(value.raw)) yield value.raw
  for (const one of [value, ...Object.values(inner)].flat()) {
    const plain = type === 'Attribute' && !spoken.has(name) && (one as Node)?.type === 'Text'
    if (!plain) yield* sentences(one)
  }
}

test.each(files)('%s has no sentence of its own', (file) => {
  const text = readFileSync(join(src, file), 'utf8')
  const root = parse(file.endsWith('.ts') ? `<script lang="ts">${text}</script>` : text, { modern: true })
  expect([...sentences([root.fragment, root.instance?.content, root.module?.content])]).toEqual([])
})
