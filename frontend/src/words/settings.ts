// The sentences of Settings: which portal is read, what that costs it, and what it was found to do.
import { age } from '../format/age'
import { count, plural, size } from '../format/count'
import { clockTime, exact, hourMinute, millis, sameDay, when } from '../format/time'
import { Capability, type CapabilityRow, type FailureRow, Purpose, type PurposeRow, type PortalPage, Reason, Strategy } from '../api/rows'

export const settings = {
  title: 'Settings',
  portal: 'Portal',
  which: 'Which portal',
  profile: 'Profile',
  inventory: 'Service Inventory (TMF638)',
  ordering: 'Service Ordering (TMF641)',
  usage: 'Usage (TMF635)',
  catalog: 'Product Catalog (TMF620)',
  holds: 'Holds',
  none: 'none',
  notRead: 'unknown until everything has been read once',
  asOf: 'as of',
  asked: 'How it is read',
  estimate: 'while nothing changes in the portal',
  what: 'What',
  how: 'How',
  questions: 'Queries an hour',
  data: 'Data an hour',
  total: 'Total',
  noCost: 'no cost until someone looks',
  can: 'What this portal can do',
  method: 'Tested with queries whose answers are known.',
  again: 'Test again',
  asking: 'Starting',
  failures: 'Last failures',
  noFailures: 'Every read succeeded.',
  failedWhen: 'When',
  failedTimes: 'How often',
  failedWhat: 'What happened',
  foot: 'Capabilities are tested again every day',
}

export const held = (page: PortalPage): string =>
  `${plural(page.services, 'service')}, ${plural(page.orders, 'order')}, ${count(page.open)} open`

const purposeWords: Record<Purpose, string> = {
  [Purpose.Open]: 'Open orders',
  [Purpose.Newest]: 'New orders',
  [Purpose.One]: 'One service',
  [Purpose.Services]: 'All services',
  [Purpose.Orders]: 'All orders',
}
export const purposeWord = (purpose: Purpose): string => purposeWords[purpose] ?? purpose

// The numbers are those of the pace at which the program reads (backend/telecom/capability.go).
const strategyWords: Record<Strategy, string> = {
  [Strategy.OpenByStates]: 'All open states in one query',
  [Strategy.OpenByState]: 'One query for each open state',
  [Strategy.OpenOneByOne]: 'Each order by its ID, 40 at a time',
  [Strategy.NewestHeads]: 'IDs and states, newest first',
  [Strategy.NewestWhole]: 'Whole orders, newest first',
  [Strategy.EndsHeads]: 'IDs and states at both ends of the list, because this portal is not known to sort',
  [Strategy.EndsWhole]: 'Whole orders at both ends of the list, because this portal is not known to sort',
  [Strategy.OneByFilter]: 'Its orders in one query, only while someone is looking at it',
  [Strategy.OneByIDs]: 'Each of its orders by its ID, only while someone is looking at it',
  [Strategy.SweepServices]: 'Pages of up to 200 services, one at a time',
  [Strategy.SweepHeadsOnly]: 'IDs and states of up to 1,000 orders, one page at a time',
  [Strategy.SweepWhole]: 'Pages of up to 200 orders, one at a time',
}
export const strategyWord = (strategy: Strategy): string => strategyWords[strategy] ?? strategy

/** What a purpose costs an hour; null for one service, which is read only on demand. */
export const purposeCost = (row: PurposeRow): { questions: string; data: string } | null =>
  row.purpose === Purpose.One ? null : { questions: count(row.requests), data: size(row.kilobytes) }

export function totalCost(purposes: PurposeRow[]): { questions: string; data: string } {
  const sum = (of: (row: PurposeRow) => number) => purposes.reduce((all, row) => all + of(row), 0)
  return { questions: count(sum((row) => row.requests)), data: size(sum((row) => row.kilobytes)) }
}

export const checkedWithin = (minutes: number): string =>
  minutes === 0
    ? 'How long one complete check takes is not known yet.'
    : `Everything is checked once within ${age(minutes * 60_000)}.`

/** "In the last hour this desk sent 412 queries and read 3.1 MB." */
export function reallyAsked(page: PortalPage, now: number): string {
  if (page.askedSince === '') return ''
  const hour = now - millis(page.askedSince) > 59 * 60_000
  const since = hour ? 'In the last hour' : `Since ${hourMinute(page.askedSince)}`
  return `${since} this desk sent ${plural(page.asked, 'query', 'queries')} and read ${size(page.askedKilobytes)}.`
}

const capabilityWords: Record<Capability, string> = {
  [Capability.PagesByOffset]: 'Returns the rows after its first page',
  [Capability.PagesOtherwise]: 'Returns them by page number or link',
  [Capability.CountsMatches]: 'Counts the orders that match a query',
  [Capability.FilterByState]: 'Returns the orders in one state',
  [Capability.FilterByStates]: 'Returns the orders in several states at once',
  [Capability.NewestFirst]: 'Sorts orders, newest first',
  [Capability.FilterByService]: 'Returns the orders of one service',
  [Capability.FilterByServiceOlder]: 'Returns them by the older name of the field',
  [Capability.SomeFields]: 'Returns only the fields asked for',
  [Capability.Unchanged]: 'Reports when an answer is unchanged (ETag)',
  [Capability.MissingAsFailure]: 'Answers “not found” for what does not exist',
  [Capability.CancelsOrders]: 'Cancels orders',
}
export const capabilityWord = (capability: Capability): string => capabilityWords[capability] ?? capability

/** Whether the portal does what the words of a capability say. All but one are strengths: that what does not exist is
 * does not exist is a weakness, and its words name the missing strength. */
export const does = (row: CapabilityRow): boolean =>
  row.known && (row.capability === Capability.MissingAsFailure ? !row.works : row.works)

export const doesWord = (row: CapabilityRow): string =>
  row.known ? (does(row) ? 'Works' : 'Does not work') : 'Not tested yet'

const reasonWords: Record<Reason, string> = {
  [Reason.AnsweredRight]: 'It answered correctly',
  [Reason.AnsweredNone]: 'It returned nothing although orders are known',
  [Reason.AnsweredOther]: 'It returned other orders too',
  [Reason.RejectedIt]: 'The portal refused the query',
}
// The reasons where a capability is about something other than filtering orders.
const ownReasons: Partial<Record<Capability, Partial<Record<Reason, string>>>> = {
  [Capability.PagesByOffset]: { [Reason.AnsweredOther]: 'It returned a different row from the one asked for' },
  [Capability.PagesOtherwise]: { [Reason.AnsweredOther]: 'It supports no other way of paging' },
  [Capability.CountsMatches]: {
    [Reason.AnsweredNone]: 'Its answers contain no count',
    [Reason.AnsweredOther]: 'It counts other orders too',
  },
  [Capability.NewestFirst]: { [Reason.AnsweredOther]: 'It returned the orders in another sequence' },
  [Capability.SomeFields]: { [Reason.AnsweredOther]: 'It returned other fields too' },
  [Capability.Unchanged]: {
    [Reason.AnsweredNone]: 'Its answers contain no ETag',
    [Reason.AnsweredOther]: 'It reported a changed answer as unchanged',
  },
  [Capability.MissingAsFailure]: { [Reason.AnsweredRight]: 'It answers with an error' },
  [Capability.CancelsOrders]: { [Reason.RejectedIt]: 'It offers no way to do that' },
}

/** Why it does not work; empty if it does. */
export function reasonWord(row: CapabilityRow): string {
  if (!row.known || does(row)) return ''
  return ownReasons[row.capability]?.[row.reason] ?? reasonWords[row.reason] ?? ''
}

/** The capabilities to show: some are asked for only where another one does not work. */
const instead = [Capability.FilterByServiceOlder, Capability.PagesOtherwise]
export const shownCapabilities = (rows: CapabilityRow[]): CapabilityRow[] =>
  rows.filter((row) => row.known || !instead.includes(row.capability))

export const askedAgain = (time: string): string => `Test started at ${clockTime(time)}. The results are not in yet.`

/** "Today 09:55 to 10:12" */
export function stretch(row: FailureRow, now: number): string {
  const [from, until] = [when(row.from, now), when(row.until, now)]
  if (from === until) return from
  return `${from} to ${sameDay(row.from, row.until) ? hourMinute(row.until) : until.replace(/^Today/, 'today')}`
}

/** The same in full: "2026-11-23 22:55:18 to 23:12:18 UTC" */
export function exactStretch(row: FailureRow): string {
  const [from, until] = [exact(row.from), exact(row.until)]
  if (from === until) return from
  const day = until.slice(0, 11)
  return `${from.replace(/ UTC$/, '')} to ${from.startsWith(day) ? until.slice(11) : until}`
}

export const times = (n: number): string => (n === 1 ? 'once' : `${count(n)} times`)

/** The newest first. */
export const newestFirst = (rows: FailureRow[]): FailureRow[] => [...rows].reverse()
