// The sentences around every screen: where one is acting and how old what one sees is.
import { age } from '../format/age'
import { count, percent } from '../format/count'
import { ago, millis } from '../format/time'
import { Code, type Freshness, Place, SyncStatus } from '../api/rows'

export const frame = {
  skip: 'Skip to the work',
  main: 'Main',
  services: 'Services',
  requests: 'Requests',
  settings: 'Settings',
  dismiss: 'Dismiss',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  clearSearch: 'Clear the search',
  clearFilters: 'Clear the filters',
  refresh: 'Refresh',
  refreshing: 'Refreshing',
  tryNow: 'Try now',
  seeWhy: 'see why',
  whyTitle: 'Why this is not up to date',
  nothingKept: 'Nothing is kept on this computer.',
  portalSays: 'The portal says',
  broken: 'Something went wrong inside Commsdesk. Nothing was changed. Try again; if it happens again, send the log to your administrator.',
  allKeys: 'all keys',
  looked: 'I have looked…',
  lookedTitle: 'Have you looked for what may be missing?',
  lookedText: 'Look in the portal at what was ordered from here lately, and at your drafts and notes. Orders may leave this desk again afterwards.',
  lookedWhy: 'Where you looked, and what you found',
  lookedHint: 'It is kept in this desk’s journal with your name.',
  lookedNow: 'Record and continue',
  recording: 'Recording',
  leave: 'Not yet',
  linkWaits: 'A link was given to this window.',
  linkWaitsText: 'It is shown when you have finished here. Nothing that you are writing is lost.',
}

const placeWords: Record<Place, string> = {
  [Place.Production]: 'Production',
  [Place.Test]: 'Test portal',
  [Place.Demo]: 'Demo',
}
export const placeWord = (place: Place): string => placeWords[place] ?? place
export const placeLine = (place: Place, profile: string): string =>
  place === Place.Demo ? 'nothing leaves this desk' : profile

/** Which program this is. */
export const program = (version: string): string => `Commsdesk ${version}`.trim()

/** The window's title: the program, where it acts, the screen. Never a customer or a number. */
export const windowTitle = (place: Place | null, screen: string): string =>
  ['Commsdesk', place === null ? '' : placeWord(place), screen].filter((word) => word !== '').join(' · ')

/** The two lines of the header about freshness. */
export function freshnessLines(f: Freshness, now: number): { fact: string; next: string } {
  const old = f.readAt === '' ? 'Nothing read yet' : `${age(now - millis(f.readAt))} old`
  const coming = nextTry(f, now)
  switch (f.weather) {
    case SyncStatus.FirstCopy:
      return f.expected > 0
        ? { fact: `First copy, ${percent(f.copied, f.expected)} %`, next: `${count(f.copied)} of ${count(f.expected)}` }
        : { fact: 'First copy', next: `${count(f.copied)} read so far` }
    case SyncStatus.Refreshing:
      return {
        fact: 'Refreshing now',
        next: f.readAt === '' ? 'nothing read yet' : `updated ${ago(f.readAt, now)}`,
      }
    case SyncStatus.Stale:
      return { fact: old, next: coming === '' ? ails(f) : `${ails(f)}, ${coming}` }
    case SyncStatus.Offline:
      return {
        fact: f.readAt === '' ? 'Offline, nothing read' : `Offline, ${old}`,
        next: coming === '' ? 'trying now' : `next ${coming}`,
      }
    case SyncStatus.Refused:
      return { fact: old, next: 'portal refused' }
    case SyncStatus.Unsure:
      return { fact: old, next: 'portal shows less' }
    default:
      return {
        fact: f.readAt === '' ? 'Nothing read yet' : `Updated ${ago(f.readAt, now)}`,
        next: coming === '' ? 'next try now' : `next ${coming}`,
      }
  }
}

/** What is wrong with a portal that is reached and does not refuse, in two words. */
function ails(f: Freshness): string {
  switch (f.problem?.code) {
    case Code.Busy:
      return 'portal busy'
    case Code.Broken:
      return 'portal failed'
    case Code.NotPortal:
      return 'not the portal'
    case Code.Cached:
      return 'from a cache'
    default:
      return 'portal slow'
  }
}

function nextTry(f: Freshness, now: number): string {
  if (f.nextTry === '') return ''
  const left = millis(f.nextTry) - now
  return left < 1000 ? 'try now' : `try in ${age(left)}`
}

/** What a screen reader hears when the sync status changes; the seconds are not read out. */
export function syncSpoken(status: SyncStatus): string {
  switch (status) {
    case SyncStatus.Offline:
      return 'Offline. What is shown was read before.'
    case SyncStatus.Refused:
      return 'The portal refused to answer. What is shown was read before.'
    case SyncStatus.Stale:
      return 'The portal does not keep up. What is shown is getting old.'
    case SyncStatus.Unsure:
      return 'The portal shows less than it did. What is shown was read before.'
    case SyncStatus.Fresh:
      return 'Up to date.'
    default:
      return ''
  }
}

export const unreadable = (n: number): string =>
  n === 0 ? '' : n === 1 ? '1 record could not be read.' : `${count(n)} records could not be read.`

/** A problem's first sentence is the fact; what was not done and what to do now come after it. */
export function factAndRest(text: string): { fact: string; rest: string } {
  const [, fact, rest] = /^(.+?[.!?])\s+(.+)$/s.exec(text) ?? []
  return fact === undefined ? { fact: text, rest: '' } : { fact, rest: rest ?? '' }
}

export const quoted = (said: string): string => `“${said}”`
