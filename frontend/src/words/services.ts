// The sentences of the list of services.
import { age } from '../format/age'
import { count, plural } from '../format/count'
import { ago, hourMinute, millis, sameDay, shortDay, when } from '../format/time'
import { Code, type Freshness, type OpenOrder, Sort, Status, type ServicesQuery, SyncStatus } from '../api/rows'
import { kindWord } from './status'

export const services = {
  fresh: 'New service',
  title: 'Services',
  list: 'List of services',
  searchLabel: 'Search services',
  searchHint: 'Number, customer, plan or SIM',
  state: 'State',
  platform: 'Platform',
  plan: 'Plan',
  open: 'Open orders',
  stuck: 'Stuck',
  none: 'None',
  peek: 'Service in the selected row',
  peekNothing: 'Select a row to see its service here.',
  noOpenOrders: 'No open orders.',
  allActivity: 'All activity',
  service: 'Service',
  emptyTitle: 'No services',
  emptyText: 'The portal lists no services.',
  unreadTitle: 'Nothing read yet',
  unreadText: 'Services appear here once the portal has answered.',
  noNumber: 'No number',
  read: 'Read',
  firstCopy: 'Copying services',
}

/** What the columns are called, and how the footer names the order of a list sorted by one, upwards and downwards. */
const columns: Record<Sort, { word: string; up: string; down: string }> = {
  [Sort.Number]: { word: 'Number', up: 'by number', down: 'by number, descending' },
  [Sort.Customer]: { word: 'Customer', up: 'by customer, A to Z', down: 'by customer, Z to A' },
  [Sort.Plan]: { word: 'Plan', up: 'by plan', down: 'by plan, descending' },
  [Sort.Platform]: { word: 'Platform', up: 'by platform', down: 'by platform, newest first' },
  [Sort.State]: { word: 'State', up: 'by state', down: 'by state, descending' },
  [Sort.OpenOrders]: { word: 'Open orders', up: 'stuck and open orders first', down: 'open orders last' },
  [Sort.LastActivity]: { word: 'Last activity', up: 'oldest activity first', down: 'newest activity first' },
}
export const columnWord = (sort: Sort): string => columns[sort].word

/** The footer: how many are shown, of how many, in which order. */
export function listSentence(query: ServicesQuery, matching: number, total: number): string {
  const order = columns[query.sort][query.descending ? 'down' : 'up']
  return `${matching === total ? '' : `${count(matching)} of `}${plural(total, 'service')}, ${order}`
}

export const newAbove = (n: number): string => `${count(n)} new`
export const newAboveLabel = (n: number): string => `${count(n)} new above. Show them`
export const position = (n: number, of: number): string => (n > 0 ? `${count(n)} of ${count(of)}` : 'not in the list')
export const copying = (f: Freshness): { done: string; of: string } => ({
  done: count(f.copied),
  of: f.expected > 0 ? ` of ${count(f.expected)}` : '',
})

/** Why no row is shown; clears: another search may find some. */
export function nothingListed(text: string, { total, letterO }: { total: number; letterO: boolean }, freshness: Freshness | null, now: number): { title: string; text: string; clears: boolean } {
  const read = freshness?.readAt ?? ''
  if (total === 0) {
    return read === ''
      ? { title: services.unreadTitle, text: services.unreadText, clears: false }
      : { title: services.emptyTitle, text: services.emptyText, clears: false }
  }
  // The lists are read in turn: what is new on the portal may not have come yet.
  const within = freshness?.sweepMinutes ?? 0
  const searched = `Searched number, customer, plan, SIM and Order ID of all ${plural(total, 'service')} in the copy.`
  const hint = letterO
    ? ' This contains the letter O: type the digit 0 instead.'
    : within > 0
      ? ` A service added in the last ${count(within)} min may not be in it yet.`
      : read === '' ? '' : ` The portal was last read ${ago(read, now)}.`
  return {
    title: text.trim() === '' ? 'No service matches the filters' : `No service matches “${text.trim()}”`,
    text: searched + hint,
    clears: true,
  }
}

/** "Number Port, 1 h 10 min", "SIM Swap stuck, 47 min", "Change Plan on 27 Nov", "Cancel Service on hold". */
export function openOrderWords(o: OpenOrder, portalNow: number): { words: string; stuck: boolean; waiting: boolean } {
  const kind = kindWord(o.kind, o.kindWord)
  const { clock } = o
  const ran = clock.since === '' ? '' : `${clock.atLeast ? 'at least ' : ''}${age(portalNow - millis(clock.since))}`
  if (o.closedHere) return { words: `${kind} closed here`, stuck: false, waiting: false }
  if (clock.stuckAt !== '' && portalNow > millis(clock.stuckAt)) {
    return { words: ran === '' ? `${kind} stuck` : `${kind} stuck, ${ran}`, stuck: true, waiting: false }
  }
  if (clock.until !== '' && portalNow < millis(clock.until)) {
    return { words: `${kind} on ${changeDay(clock.until, portalNow)}`, stuck: false, waiting: true }
  }
  if (o.status === Status.Held) return { words: `${kind} on hold`, stuck: false, waiting: true }
  if (o.status === Status.Pending) return { words: `${kind} pending`, stuck: false, waiting: true }
  return { words: ran === '' ? kind : `${kind}, ${ran}`, stuck: false, waiting: false }
}

/** The day a waiting change takes effect. It waits until that day is over in the provider's zone, so the day is named
 * from its noon: right for every desk less than twelve hours away. */
export const changeDay = (until: string, now: number): string =>
  shortDay(new Date(millis(until) - 12 * 3_600_000).toISOString(), now)

const sinceWhen = (time: string, now: number): string =>
  sameDay(time, new Date(now).toISOString()) ? hourMinute(time) : when(time, now)

/** The strip above the list, only when the data cannot be brought up to date. */
export function strip(f: Freshness, now: number): { title: string; text: string } | null {
  const before = f.readAt === '' ? 'Nothing has been read yet.' : 'The data shown was read earlier.'
  const since = f.since === '' ? '' : `, ${ago(f.since, now)}`
  switch (f.status) {
    case SyncStatus.Offline:
      return {
        title: f.since === '' ? 'Offline' : `Offline since ${sinceWhen(f.since, now)}`,
        text: f.readAt === '' ? before : `${before} Each row says when.`,
      }
    case SyncStatus.Refused:
      return { title: `The portal refused to answer${since}`, text: before }
    case SyncStatus.Unsure:
      return { title: 'The portal shows fewer records than before', text: `Nothing was deleted here. ${before}` }
    case SyncStatus.Stale:
      switch (f.problem?.code) {
        case Code.Broken:
          return { title: `The portal failed${since}`, text: before }
        case Code.NotPortal:
          return { title: 'Something other than the portal is answering', text: `Sign in to the network first. ${before}` }
        case Code.Cached:
          return {
            title: 'A cache is answering instead of the portal',
            text: `The data shown is old, and no orders are sent. ${f.problem.text}`,
          }
      }
  }
  return null
}
