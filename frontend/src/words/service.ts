// The sentences of one service: its overview and its activity.
import { age, spokenAge } from '../format/age'
import { count, plural } from '../format/count'
import { calendarDay, daysUntil, longDay, millis } from '../format/time'
import { type Clock, type Detail, Kind, type Order, PlacedHow, RemarkKind } from '../api/rows'
import { statusWord } from './status'

export const service = {
  overview: 'Overview',
  activity: 'Activity',
  usage: 'Usage',
  packs: 'Travel Packs',
  advanced: 'Advanced',
  tabs: 'Service',
  previous: 'Previous service in the list (K)',
  next: 'Next service in the list (J)',
  back: 'Back to Services',
  copyOrderId: 'Copy the Order ID',
  copy: 'Copy the number',
  copySim: 'Copy the SIM number',
  featuresOn: 'Features on',
  noFeatureOn: 'none',
  isAt: 'is at',
  contactFirst: 'Contact support before doing anything else',
  copySupport: 'Copy for support',
  sim: 'SIM',
  plan: 'Plan',
  features: 'Features',
  noFeatures: 'The portal lists no features.',
  latest: 'Latest activity',
  service: 'Service',
  number: 'Number',
  customer: 'Customer',
  state: 'State',
  activeSince: 'Active since',
  ended: 'Ended',
  platform: 'Platform',
  type: 'Type',
  simNumber: 'SIM number',
  cycle: 'Cycle',
  nextChange: 'Next change',
  notGiven: 'not given',
  all: 'All',
  open: 'Open',
  codes: 'Codes in brackets are the carrier’s own stages, as received. They need no action.',
  noActivity: 'No activity',
  noActivityText: 'The portal lists no orders for this service.',
  noneMatch: 'No activity of this kind',
  showAll: 'Show all',
  stages: 'Stages, in local time',
  noStages: 'No stages yet.',
  placed: 'Placed',
  placedBy: 'Placed by',
  askCancel: 'Ask to cancel this order…',
  copyNext: 'Copy the next step',
  limit: 'Limit here',
  waitsUntil: 'Takes effect',
  list: 'Activity, newest first',
  ordered: 'Travel packs ordered',
  lastUpdated: 'Last updated',
  notRead: 'Not read from the portal yet',
}

export const since = (time: string): string => `since ${longDay(time)}`
export const platformWord = (platform: string): string => `Platform ${platform}`
export const fromHere = (by: string): string => `from this desk, by ${by}`
export const openChip = (n: number): string => `${count(n)} open`
/** When an order was placed, with what is uncertain about it. */
export const placedWords = (when: string, how: PlacedHow): string =>
  how === PlacedHow.FirstSeen ? `first seen ${when}` : how === PlacedHow.NoZone ? `${when}, no time zone` : when
export const copyOrder = (id: string): string => `Copy Order ID ${id}`
export const showMore = (n: number): string => `Show ${n} more`
export const earlierStages = (n: number): string => `Show ${plural(n, 'earlier stage')}`
export const partsCount = (n: number): string => `1 action, ${plural(n, 'part')}`
export const partsText = 'One order passes through several carrier systems. That is normal.'
export const readAgo = (millisAgo: number): string => `Service read ${age(millisAgo)} ago`
export const stuckFor = (clock: Clock, now: number): string => `Stuck, ${ran(clock, now)}`
export const soFar = (time: string): string => `${time} so far`

const ran = (clock: Clock, now: number) => `${clock.atLeast ? 'at least ' : ''}${age(now - millis(clock.since))}`

/** "In Progress for 47 minutes. Standard requests finish within 30. Do not place it again: quote the Order ID." The 30
 * minutes of standard requests are the portal's own; every other limit is this desk's and is called that. */
export function stuckSentence(order: Order, clock: Clock, now: number): string {
  const inMinutes = clock.since !== '' && now - millis(clock.since) < 3_600_000
  return `${lasting(order, clock, now)}. ${limitSentence(order.kind, clock.limitMinutes, inMinutes)} Do not place it again: quote the Order ID.`
}

/** "SIM Swap has been In Progress for 47 minutes" */
export function stuckTitle(kind: string, order: Order, clock: Clock, now: number): string {
  return `${kind} has been ${lasting(order, clock, now)}`
}

function lasting(order: Order, clock: Clock, now: number): string {
  const word = order.open ? statusWord(order.status, order.statusWord) : 'open'
  return clock.since === ''
    ? word
    : `${word} for ${clock.atLeast ? 'at least ' : ''}${spokenAge(now - millis(clock.since))}`
}

function limitSentence(kind: Kind, minutes: number, inMinutes: boolean): string {
  if (kind !== Kind.NumberPort && minutes === 30) return `Standard requests finish within 30${inMinutes ? '' : ' minutes'}.`
  return `The limit here is ${age(minutes * 60_000)}${kind === Kind.NumberPort ? ' for a number port' : ''}.`
}

export const limitHere = (minutes: number): string => age(minutes * 60_000)

export const noSupport = 'No support contact is set in this profile.'

// The portal's names of what is most often asked for; any other is shown as the portal writes it.
const detailNames: Record<string, string> = {
  simtype: 'SIM type',
  iccid: 'SIM number',
  simnumber: 'SIM number',
  plan: 'Plan',
  customer: 'Customer',
  msisdn: 'Number',
  phonenumber: 'Number',
  losingprovider: 'From provider',
  accountnumber: 'Account number',
  travelpack: 'Travel pack',
  start: 'Start',
}
export const detailName = (name: string): string => detailNames[name.toLowerCase().replace(/[^a-z0-9]/g, '')] ?? name

/** "Everyday 25 to Everyday 60" */
export const detailValue = (d: Detail): string => (d.was === '' ? d.value : `${d.was} to ${d.value}`)

/** What an order is about, when the portal gave no description. */
export const askedLine = (asked: Detail[]): string => asked.map((d) => `${detailName(d.name)} ${detailValue(d)}`).join(', ')

const remarkWords: Record<RemarkKind, string> = {
  [RemarkKind.Error]: 'The portal says',
  [RemarkKind.Alert]: 'The portal warns',
  [RemarkKind.Note]: 'The portal notes',
}
export const remarkWord = (kind: RemarkKind): string => remarkWords[kind] ?? remarkWords[RemarkKind.Note]

export const cycleWords = (from: string, to: string): string => `${calendarDay(from)} to ${calendarDay(to)}`

/** "on 27 November, in 3 days" */
export function nextChangeWords(day: string, now: number): string {
  const days = daysUntil(day, now)
  return `on ${calendarDay(day)}, ${days <= 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`}`
}
