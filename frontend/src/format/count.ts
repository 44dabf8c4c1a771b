// Counts, sizes and lists as people read them.
const counts = new Intl.NumberFormat('en-AU')

export const count = (n: number): string => counts.format(n)

/** "1 part", "3 parts". */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

/** Joins the parts that are not empty. */
export const joined = (parts: string[], between = ', '): string => parts.filter((part) => part !== '').join(between)

/** Whole percent, never 100 before it is done. */
export function percent(part: number, whole: number): number {
  if (whole <= 0) return 0
  const p = Math.floor((part / whole) * 100)
  return part < whole ? Math.min(p, 99) : 100
}

/** "0 KB", "340 KB", "1.2 MB", "48 MB", "1.3 GB" */
export function size(kilobytes: number): string {
  if (kilobytes < 1000) return `${kilobytes} KB`
  return kilobytes < 999_500 ? short(kilobytes / 1000, 'MB') : short(kilobytes / 1_000_000, 'GB')
}

const short = (n: number, unit: string) => `${n < 9.95 ? n.toFixed(1) : count(Math.round(n))} ${unit}`
