// The sentences around every screen: which portal this is, and how old the data is.
import { age } from '../format/age'
import { count, joined, percent } from '../format/count'
import { ago, millis } from '../format/time'
import { Code, type Freshness, Place, SyncStatus } from '../api/rows'

export const frame = {
  skip: 'Skip to content',
  main: 'Main',
  services: 'Services',
  requests: 'Requests',
  settings: 'Settings',
  dismiss: 'Dismiss',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  any: 'any',
  clearSearch: 'Clear search',
  clearFilters: 'Clear filters',
  refresh: 'Refresh',
  refreshing: 'Refreshing',
  tryNow: 'Try now',
  seeWhy: 'see why',
  whyTitle: 'Why this is not up to date',
  nothingKept: 'Nothing is stored on this computer.',
  portalSays: 'The portal says',
  broken: 'Commsdesk had an internal error. Nothing was changed. Try again; if it happens again, send the log to your administrator.',
  allKeys: 'all keys',
  rowHeight: 'Row height',
  normalRows: 'Normal rows',
  denseRows: 'Dense rows',
  looked: 'I have checked…',
  lookedTitle: 'Have you checked for missing orders?',
  lookedText: 'Check the recent orders of this desk in the portal, and your drafts and notes here. Afterwards, orders can leave this desk again.',
  lookedWhy: 'What you checked, and what you found',
  lookedHint: 'Recorded in this desk’s journal with your name.',
  lookedNow: 'Record and continue',
  recording: 'Recording',
  reasonFirst: 'Enter a reason.',
  leave: 'Not yet',
  linkWaits: 'A link is waiting to open.',
  linkWaitsText: 'It opens when you finish here. Nothing that you have typed is lost.',
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
  joined(['Commsdesk', place === null ? '' : placeWord(place), screen], ' · ')

/** The two lines of the header about freshness. */
export function freshnessLines(f: Freshness, now: number): { fact: string; next: string } {
  const old = f.readAt === '' ? 'Nothing read yet' : `${age(now - millis(f.readAt))} old`
  const coming = nextTry(f, now)
  switch (f.status) {
    case SyncStatus.FirstCopy:
      return f.expected > 0
        ? { fact: `First copy, ${percent(f.copied, f.expected)} %`, next: `${count(f.copied)} of ${count(f.expected)}` }
        : { fact: 'First copy', next: `${count(f.copied)} read so far` }
    case SyncStatus.Refreshing:
      return { fact: 'Refreshing now', next: f.readAt === '' ? 'nothing read yet' : `updated ${ago(f.readAt, now)}` }
    case SyncStatus.Stale:
      return { fact: old, next: coming === '' ? ails(f) : `${ails(f)}, ${coming}` }
    case SyncStatus.Offline:
      return { fact: f.readAt === '' ? 'Offline, nothing read' : `Offline, ${old}`, next: coming === '' ? 'trying now' : `next ${coming}` }
    case SyncStatus.Refused:
      return { fact: old, next: 'portal refused' }
    case SyncStatus.Unsure:
      return { fact: old, next: 'fewer records' }
    default:
      return {
        fact: f.readAt === '' ? 'Nothing read yet' : `Updated ${ago(f.readAt, now)}`,
        next: coming === '' ? 'next try now' : `next ${coming}`,
      }
  }
}

/** What is wrong with a portal that answers and does not refuse, in two words. */
const ailments: Partial<Record<Code, string>> = {
  [Code.Busy]: 'portal busy',
  [Code.Broken]: 'portal failed',
  [Code.NotPortal]: 'not the portal',
  [Code.Cached]: 'from a cache',
}
const ails = (f: Freshness): string => (f.problem && ailments[f.problem.code]) ?? 'portal slow'

function nextTry(f: Freshness, now: number): string {
  if (f.nextTry === '') return ''
  const left = millis(f.nextTry) - now
  return left < 1000 ? 'try now' : `try in ${age(left)}`
}

const spoken: Partial<Record<SyncStatus, string>> = {
  [SyncStatus.Offline]: 'Offline. The data shown was read earlier.',
  [SyncStatus.Refused]: 'The portal refused to answer. The data shown was read earlier.',
  [SyncStatus.Stale]: 'The portal is slow. The data shown is getting old.',
  [SyncStatus.Unsure]: 'The portal shows fewer records than before. The data shown was read earlier.',
  [SyncStatus.Fresh]: 'Up to date.',
}
/** What a screen reader hears when the sync status changes; the seconds are not read out. */
export const syncSpoken = (status: SyncStatus): string => spoken[status] ?? ''

export const unreadable = (n: number): string =>
  n === 0 ? '' : n === 1 ? '1 record could not be read.' : `${count(n)} records could not be read.`

/** A problem's first sentence is the fact; what was not done and what to do now come after it. */
export function factAndRest(text: string): { fact: string; rest: string } {
  const [, fact, rest] = /^(.+?[.!?])\s+(.+)$/s.exec(text) ?? []
  return fact === undefined ? { fact: text, rest: '' } : { fact, rest: rest ?? '' }
}

export const quoted = (said: string): string => `“${said}”`

/** A label with the portal's word beside it, unless they are the same: "On hold “held”", "Complete". */
export function withWord(label: string, word: string): string {
  const [a, b] = [bare(label), bare(word)]
  return b === '' || b === a || b === `${a}d` ? label : `${label} ${quoted(word.trim())}`
}
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '').replace('cancell', 'cancel')

/** Returns the label for a portal's word with the word beside it; an unknown word stays as it is. */
export function labelled(labels: Record<string, string>, word: string): string {
  const label = labels[bare(word)]
  return label === undefined ? word : withWord(label, word)
}
