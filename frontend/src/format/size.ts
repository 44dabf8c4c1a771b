// How much was read, in the two digits that matter.
import { count } from './count'

/** "0 KB", "340 KB", "1.2 MB", "48 MB", "1.3 GB" */
export function size(kilobytes: number): string {
  if (kilobytes < 1000) return `${kilobytes} KB`
  return kilobytes < 999_500 ? short(kilobytes / 1000, 'MB') : short(kilobytes / 1_000_000, 'GB')
}

const short = (n: number, unit: string) => `${n < 9.95 ? n.toFixed(1) : count(Math.round(n))} ${unit}`
