// The sentences of Settings: which portal is read, what that costs it, and what it was found to do.
import { age } from '../format/age'
import { count, plural } from '../format/count'
import { size } from '../format/size'
import { clockTime, exact, hourMinute, millis, sameDay, when } from '../format/time'
import { Ability, type AbilityRow, type FailureRow, Need, type NeedRow, type PortalPage, Reason, Way } from '../api/rows'

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
  notRead: 'not known until all is read once',
  asOf: 'as of',
  ago: 'ago',
  asked: 'How it is asked',
  estimate: 'while nothing changes there',
  what: 'What',
  how: 'How',
  questions: 'Questions an hour',
  data: 'Data an hour',
  total: 'Total',
  noCost: 'no cost until then',
  can: 'What this portal can do',
  method: 'Found out with questions whose answers are known.',
  again: 'Find out again',
  asking: 'Asking',
  failures: 'Last failures',
  noFailures: 'The portal could be read whenever it was asked.',
  failedWhen: 'When',
  failedTimes: 'How often',
  failedWhat: 'What happened',
  foot: 'What a portal can do is found out again every day',
}

export const held = (page: PortalPage): string =>
  `${plural(page.services, 'service')}, ${plural(page.orders, 'order')}, ${count(page.open)} open`

const needWords: Record<Need, string> = {
  [Need.Open]: 'Open orders',
  [Need.Newest]: 'New orders',
  [Need.One]: 'One service',
  [Need.Services]: 'All services',
  [Need.Orders]: 'All orders',
}
export const needWord = (need: Need): string => needWords[need] ?? need

// The numbers are those of the pace at which the program reads (backend/telecom/cost.go).
const wayWords: Record<Way, string> = {
  [Way.OpenByStates]: 'All open states in one question',
  [Way.OpenByState]: 'One question for each open state',
  [Way.OpenOneByOne]: 'Each order by its ID, 40 at a time',
  [Way.NewestHeads]: 'IDs and states, newest first',
  [Way.NewestWhole]: 'Whole orders, newest first',
  [Way.EndsHeads]: 'IDs and states at both ends of the list, since this portal is not known to sort',
  [Way.EndsWhole]: 'Whole orders at both ends of the list, since this portal is not known to sort',
  [Way.OneByFilter]: 'Its orders in one question, only while somebody looks at it',
  [Way.OneByIDs]: 'Each of its orders by its ID, only while somebody looks at it',
  [Way.SweepServices]: 'Pages of up to 200 services, one at a time',
  [Way.SweepHeadsOnly]: 'IDs and states of up to 1,000 orders, one page at a time',
  [Way.SweepWhole]: 'Pages of up to 200 orders, one at a time',
}
export const wayWord = (way: Way): string => wayWords[way] ?? way

/** What a need costs; one service costs nothing that could be told beforehand. */
export const needCost = (row: NeedRow): { questions: string; data: string } | null =>
  row.need === Need.One ? null : { questions: count(row.requests), data: size(row.kilobytes) }

export function totalCost(needs: NeedRow[]): { questions: string; data: string } {
  const sum = (of: (row: NeedRow) => number) => needs.reduce((all, row) => all + of(row), 0)
  return { questions: count(sum((row) => row.requests)), data: size(sum((row) => row.kilobytes)) }
}

export const checkedWithin = (minutes: number): string =>
  minutes === 0
    ? 'How long it takes until everything was checked once is not known yet.'
    : `Everything is checked once within ${age(minutes * 60_000)}.`

/** "In the last hour this desk really asked 412 questions and read 3.1 MB." */
export function reallyAsked(page: PortalPage, now: number): string {
  if (page.askedSince === '') return ''
  const hour = now - millis(page.askedSince) > 59 * 60_000
  const since = hour ? 'In the last hour' : `Since ${hourMinute(page.askedSince)}`
  return `${since} this desk really asked ${plural(page.asked, 'question')} and read ${size(page.askedKilobytes)}.`
}

const abilityWords: Record<Ability, string> = {
  [Ability.PagesByOffset]: 'Gives the rows behind its first page',
  [Ability.PagesOtherwise]: 'Gives them by page numbers or links',
  [Ability.CountsMatches]: 'Counts the orders that match a question',
  [Ability.FilterByState]: 'Gives the orders in one state',
  [Ability.FilterByStates]: 'Gives the orders in several states at once',
  [Ability.NewestFirst]: 'Sorts orders, newest first',
  [Ability.FilterByService]: 'Gives the orders of one service',
  [Ability.FilterByServiceOlder]: 'Gives them by the older name of the field',
  [Ability.SomeFields]: 'Gives only the fields asked for',
  [Ability.Unchanged]: 'Says when an answer is as it was (ETag)',
  [Ability.MissingAsFailure]: 'Says “not found” for what does not exist',
  [Ability.CancelsOrders]: 'Cancelling an order',
}
export const abilityWord = (ability: Ability): string => abilityWords[ability] ?? ability

/** Whether the portal does what the words of an ability say. All but one are strengths: that what does not exist is
 * answered with a failure is a weakness, and its words name the strength that it lacks. */
export const does = (row: AbilityRow): boolean =>
  row.known && (row.ability === Ability.MissingAsFailure ? !row.works : row.works)

export const doesWord = (row: AbilityRow): string =>
  row.known ? (does(row) ? 'Works' : 'Does not') : 'Not found out yet'

const reasonWords: Record<Reason, string> = {
  [Reason.AnsweredRight]: 'It answered as it should',
  [Reason.AnsweredNone]: 'Nothing came where orders are known',
  [Reason.AnsweredOther]: 'Other orders came back too',
  [Reason.RejectedIt]: 'The portal refused the question',
}
// The same reasons, where the question was not for some orders out of all.
const ownReasons: Partial<Record<Ability, Partial<Record<Reason, string>>>> = {
  [Ability.PagesByOffset]: { [Reason.AnsweredOther]: 'Another row came than the one asked for' },
  [Ability.PagesOtherwise]: { [Reason.AnsweredOther]: 'No other way of asking for them is understood' },
  [Ability.CountsMatches]: {
    [Reason.AnsweredNone]: 'Its answers carry no count',
    [Reason.AnsweredOther]: 'It counts others as well',
  },
  [Ability.NewestFirst]: { [Reason.AnsweredOther]: 'The orders came in another order' },
  [Ability.SomeFields]: { [Reason.AnsweredOther]: 'Other fields came back' },
  [Ability.Unchanged]: {
    [Reason.AnsweredNone]: 'Its answers carry no tag to tell by',
    [Reason.AnsweredOther]: 'What it called unchanged was not',
  },
  [Ability.MissingAsFailure]: { [Reason.AnsweredRight]: 'It answers with a failure' },
  [Ability.CancelsOrders]: { [Reason.RejectedIt]: 'It has no place for that' },
}

/** Why it does not, or nothing: that it works is reason enough. */
export function reasonWord(row: AbilityRow): string {
  if (!row.known || does(row)) return ''
  return ownReasons[row.ability]?.[row.reason] ?? reasonWords[row.reason] ?? ''
}

/** The abilities to show: some are asked for only where another one does not work. */
const instead = [Ability.FilterByServiceOlder, Ability.PagesOtherwise]
export const shownAbilities = (rows: AbilityRow[]): AbilityRow[] =>
  rows.filter((row) => row.known || !instead.includes(row.ability))

export const askedAgain = (time: string): string => `Asked at ${clockTime(time)}. The answers are still to come.`

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
