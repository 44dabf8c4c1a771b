// The sentences of what a service has used.
import { joined } from '../format/count'
import { calendarDay, daysUntil, millis } from '../format/time'
import { UsageKind, type UsageRow } from '../api/rows'

export const usage = {
  title: 'Usage',
  unlimited: 'unlimited',
  notGiven: 'allowance not given',
  notReadTitle: 'Not read yet',
  notReadText: 'Usage appears here once the portal has answered.',
  emptyTitle: 'No usage',
  emptyText: 'The portal lists no usage for this service in this cycle.',
  offTitle: 'Usage is not shown here',
  foot: 'The mark on a bar shows how far the cycle has run. Figures are the portal’s; billing may differ.',
  read: 'read',
  measured: 'Measured up to',
}

const kinds: Record<UsageKind, string> = {
  [UsageKind.Data]: 'Data',
  [UsageKind.Voice]: 'Voice',
  [UsageKind.Sms]: 'SMS',
}
export const usageKinds: UsageKind[] = [UsageKind.Data, UsageKind.Voice, UsageKind.Sms]
export const usageKindWord = (kind: UsageKind): string => kinds[kind] ?? kind

const amounts = new Intl.NumberFormat('en-AU', { maximumFractionDigits: 2 })

/** "39.6 GB", "1,240 min", "94": an SMS is its own unit. */
export function amount(value: string | number, unit: string): string {
  const n = Number(value)
  const text = value === '' || Number.isNaN(n) ? String(value) : amounts.format(n)
  if (/^(sms|messages?|)$/i.test(unit)) return text
  return `${text} ${/^minutes?$/i.test(unit) ? 'min' : unit}`
}

export type Cycle = { from: string; to: string }

/** The cycle that most rows count in; an empty one if the portal gives none. */
export const cycleOf = (rows: UsageRow[], page: Cycle): Cycle =>
  rows.find((row) => row.from !== '' && row.to !== '') ?? { from: page.from, to: page.to }

const length = ({ from, to }: Cycle) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1

/** "day 28 of 31" */
export function dayOfCycle(cycle: Cycle, now: number): string {
  if (cycle.from === '' || cycle.to === '') return ''
  const day = 1 - daysUntil(cycle.from, now)
  const days = length(cycle)
  if (day > days) return 'this cycle has ended'
  return day < 1 ? `begins in ${1 - day} d` : `day ${day} of ${days}`
}

/** How far a cycle has gone at a time, between 0 and 1; not a number without one. */
function gone(cycle: Cycle, at: number): number {
  if (cycle.from === '' || cycle.to === '') return Number.NaN
  const today = new Date(at)
  const part = (today.getHours() * 60 + today.getMinutes()) / 1440
  return (part - daysUntil(cycle.from, at)) / length(cycle)
}

export type Metered = {
  used: string
  of: string
  note: string
  /** how much of the bar is used within the allowance, and how much over it, in percent; without a bar -1 */
  part: number
  over: number
  /** where on the bar today is, in percent of the cycle; -1: not known */
  day: number
}

/** A row as a bar and the words beside it. */
export function metered(row: UsageRow, main: Cycle, now: number): Metered {
  const cycle = { from: row.from, to: row.to }
  const other = row.from !== '' && (row.from !== main.from || row.to !== main.to)
  const own = other && row.to !== '' ? `${calendarDay(row.from)} to ${calendarDay(row.to)}` : ''
  const used = amount(row.used, row.unit)
  if (row.unlimited || row.allowance === '' || row.thousandth < 0)
    return { used, of: row.unlimited ? usage.unlimited : usage.notGiven, note: own, part: -1, over: 0, day: -1 }
  const left = Number(row.allowance) - Number(row.used)
  const share = Math.floor(row.thousandth / 10)
  const facts =
    left < 0
      ? `${amounts.format(share)} % used, ${amount(-left, row.unit)} over.`
      : `${share} % used, ${amount(left, row.unit)} left.`
  const through = gone(cycle, now)
  const within = left < 0 ? (Number(row.allowance) / Number(row.used)) * 100 : row.thousandth / 10
  const shown = left < 0 || Number.isNaN(through) || through < 0 || through > 1
  return {
    used,
    of: `of ${amount(row.allowance, row.unit)}`,
    note: joined([own === '' ? facts : `${own}: ${facts}`, left < 0 ? '' : pace(row, cycle, now)], ' '),
    part: within,
    over: left < 0 ? 100 - within : 0,
    day: shown ? -1 : through * 100,
  }
}

/** "At this pace 44 GB by 27 November.": counted up to when the portal measured, and only once there is something to
 * count from. */
function pace(row: UsageRow, cycle: Cycle, now: number): string {
  const through = gone(cycle, row.measuredAt === '' ? now : millis(row.measuredAt))
  if (Number.isNaN(through) || through < 0.1 || through >= 1 || Number(row.used) === 0) return ''
  const end = Number(row.used) / through
  const rounded = end < 10 ? Math.round(end * 10) / 10 : Math.round(end)
  return `At this pace ${amount(rounded, row.unit)} by ${calendarDay(row.to)}.`
}
