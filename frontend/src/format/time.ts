// Times as the window shows them: local and short, with the exact UTC beside them. In the program every time is RFC 3339 in
// UTC; an empty string is no time.
import { age, roughAge } from './age'

// English short names are asked for in US English, because other Englishes write "Sept." and "June" among them.
const parts = new Intl.DateTimeFormat('en-US', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const longMonth = new Intl.DateTimeFormat('en-US', { month: 'long' })
const longMonthUtc = new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' })

function read(at: number): Record<string, string> {
  const out: Record<string, string> = {}
  for (const { type, value } of parts.formatToParts(at)) out[type] = value
  return out
}

/** Milliseconds of an RFC 3339 time; NaN for none. */
export const millis = (time: string): number => (time === '' ? Number.NaN : Date.parse(time))

/** "09:55:02" */
export function clockTime(time: string): string {
  const p = read(millis(time))
  return `${p.hour}:${p.minute}:${p.second}`
}

/** "09:55" */
export function hourMinute(time: string): string {
  const p = read(millis(time))
  return `${p.hour}:${p.minute}`
}

/** "27 Sep", with the year when it is another one. */
export function shortDay(time: string, now: number): string {
  const p = read(millis(time))
  return p.year === read(now).year ? `${p.day} ${p.month}` : `${p.day} ${p.month} ${p.year}`
}

/** "2 Jul 2026" */
export function yearDay(time: string): string {
  const p = read(millis(time))
  return `${p.day} ${p.month} ${p.year}`
}

/** "2 July 2026" */
export function longDay(time: string): string {
  const at = millis(time)
  const p = read(at)
  return `${p.day} ${longMonth.format(at)} ${p.year}`
}

/** Local days between two times; 0 is the same day. */
function daysBefore(at: number, now: number): number {
  const a = new Date(at)
  const b = new Date(now)
  const utc = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate())
  return Math.round((utc(b) - utc(a)) / 86_400_000)
}

export const sameDay = (a: string, b: string): boolean => daysBefore(millis(a), millis(b)) === 0

/** "Today 09:55", "Mon 16:20", "27 Sep", "27 Sep 2025". */
export function when(time: string, now: number): string {
  const at = millis(time)
  const days = daysBefore(at, now)
  if (days === 0) return `Today ${hourMinute(time)}`
  if (days > 0 && days < 7) return `${read(at).weekday} ${hourMinute(time)}`
  return shortDay(time, now)
}

/** "12 s ago" */
export const ago = (time: string, now: number): string => `${age(now - millis(time))} ago`

/** For a column: "12 s ago" to "5 h ago" today, then "Mon 16:20". */
export function recent(time: string, now: number): string {
  const at = millis(time)
  return daysBefore(at, now) === 0 ? `${roughAge(now - at)} ago` : when(time, now)
}

/** The time of a stage: "09:55:02" on the day it began, "28 Sep 09:12" on any other. */
export function stageTime(time: string, began: string, now: number): string {
  return sameDay(time, began) ? clockTime(time) : `${shortDay(time, now)} ${hourMinute(time)}`
}

/** "2026-11-23 23:42:06 UTC" */
export function exact(time: string): string {
  const at = millis(time)
  return Number.isNaN(at) ? '' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A calendar day YYYY-MM-DD as "27 November". It belongs to no zone, so it is never shifted. */
export function calendarDay(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  return `${new Date(at).getUTCDate()} ${longMonthUtc.format(at)}`
}

/** Whole days from today, here, to a calendar day. */
export function daysUntil(day: string, now: number): number {
  const n = new Date(now)
  return Math.round(
    (Date.parse(`${day}T00:00:00Z`) - Date.UTC(n.getFullYear(), n.getMonth(), n.getDate())) / 86_400_000,
  )
}
