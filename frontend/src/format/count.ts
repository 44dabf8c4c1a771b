// Counts as people read them.
const counts = new Intl.NumberFormat('en-AU')

export const count = (n: number): string => counts.format(n)

/** "1 part", "3 parts". */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

/** Whole percent, never 100 before it is done. */
export function percent(part: number, whole: number): number {
  if (whole <= 0) return 0
  const p = Math.floor((part / whole) * 100)
  return part < whole ? Math.min(p, 99) : 100
}
