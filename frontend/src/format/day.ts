// Days as people type them, kept as YYYY-MM-DD. An ambiguous day is read in the order of the system,
// and not read if that order is unknown.

/** Which part of a date this system writes first; empty: unknown. */
export type DayOrder = 'day' | 'month' | ''

/** Returns the order for a language tag of the web view; empty if the tag has no region. */
export function dayOrder(tag: string): DayOrder {
  try {
    if (new Intl.Locale(tag).region === undefined) return ''
    const [first] = new Intl.DateTimeFormat(tag, { calendar: 'gregory', numberingSystem: 'latn' }).formatToParts(0).filter(({ type }) => type !== 'literal')
    return first?.type === 'day' || first?.type === 'month' ? first.type : ''
  } catch {
    return ''
  }
}

/** Returns a typed day as YYYY-MM-DD; empty if it is not a day or is ambiguous. */
export function readDay(text: string, order: DayOrder): string {
  const [, a, b, c] = /^(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})$/.exec(text.trim()) ?? []
  if (a === undefined || b === undefined || c === undefined) return ''
  if (a.length === 4) return c.length < 3 ? iso(a, b, c) : ''
  if (a.length > 2 || c.length !== 4) return ''
  const [dayFirst, monthFirst] = [iso(c, b, a), iso(c, a, b)]
  if (dayFirst === '' || monthFirst === '' || dayFirst === monthFirst) return dayFirst || monthFirst
  return order === 'day' ? dayFirst : order === 'month' ? monthFirst : ''
}

function iso(year: string, month: string, day: string): string {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = Date.parse(`${text}T00:00:00Z`)
  // The 30th of February would be read as a day of March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? '' : text
}
