// Days as people type them. A day is kept as YYYY-MM-DD; what can be read in two ways is read in the order of the system,
// and not at all where that is unknown.

/** Which comes first where this system writes a day; empty: that is not known. */
export type DayOrder = 'day' | 'month' | ''

/** The order of a language tag of the web view. A language without a region does not tell it. */
export function dayOrder(tag: string): DayOrder {
  try {
    if (new Intl.Locale(tag).region === undefined) return ''
    const [first] = new Intl.DateTimeFormat(tag, { calendar: 'gregory', numberingSystem: 'latn' }).formatToParts(0).filter(({ type }) => type !== 'literal')
    return first?.type === 'day' || first?.type === 'month' ? first.type : ''
  } catch {
    return ''
  }
}

/** The day that was typed, as YYYY-MM-DD; empty: it is none, or can be read in two ways. */
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
