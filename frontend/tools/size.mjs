// Prints how much script the window loads, compressed. Fails over the budget.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const budget = 200 * 1024
const dist = new URL('../dist/assets/', import.meta.url).pathname
let script = 0
for (const name of readdirSync(dist).sort()) {
  const file = join(dist, name)
  const zipped = gzipSync(readFileSync(file)).length
  if (name.endsWith('.js')) script += zipped
  console.log(`${String(statSync(file).size).padStart(8)} B ${String(zipped).padStart(8)} B gzipped  ${name}`)
}
console.log(`script: ${(script / 1024).toFixed(1)} KB gzipped of ${budget / 1024} KB`)
if (script > budget) process.exit(1)
