// The sentences of what left this desk and is not read back yet, and of what was declared closed here.
import { joined } from '../format/count'
import { hourMinute, millis, when } from '../format/time'
import { type Candidate, type ClosedHere, type Detail, Kind, type Order, type SubmissionRow, SubmissionState } from '../api/rows'
import { quoted } from './frame'
import { besideTitle } from './orders'
import { detailName } from './service'
import { kindWord, statusWord } from './status'

export const submissions = {
  unsureTitle: 'The answer was lost',
  namedTitle: 'The portal returned another order',
  decideTitleNow: 'A decision is needed',
  unsure: 'The portal may or may not have it. Commsdesk is searching for it and will not send it again. Do not place it again.',
  sending: 'It is being sent now, once. The portal’s answer appears here.',
  keylessTitle: 'The portal accepted it without giving an Order ID',
  keyless: 'Commsdesk is searching for it and will not send it again.',
  lateTitle: 'The portal should have shown it by now',
  late: 'Contact support before doing anything else, and quote the Order ID.',
  askFirst: 'Look in the portal or ask support, then record the outcome here.',
  decide: 'Decide…',
  sent: 'Sent',
  by: 'By',
  inPortal: 'In the portal',
  fromHere: 'Sent from this desk',
  maybe: 'Possible matches',
  notProof: 'Same type and time, but without this desk’s key: not proof.',
  none: 'No order here matches it.',
  noneListed: 'No listed order matches it. It may still have been sent.',
  became: 'It became an order',
  cancelled: 'The order is being cancelled',
  nothing: 'The portal has no such order',
  nothingCancelled: 'The portal has no record of it',
  which: 'Outcome',
  whichOrder: 'Which order',
  other: 'Another Order ID',
  orderId: 'Order ID',
  why: 'Why',
  whyHint: 'Who said so, and when. Recorded in this desk’s journal.',
  leave: 'Leave it open',
  record: 'Record the decision',
  chooseFirst: 'Choose the outcome.',
  idFirst: 'Choose the order or enter its Order ID.',
  closeHere: 'Close here…',
  closeNow: 'Close it here',
  closing: 'Closing',
  closed: 'Closed here',
  closedText: 'It no longer blocks orders from this desk.',
  stillOpen: 'The portal still shows it as',
  whySupport: 'What support said, and who said it',
  whySupportHint: 'For example: Mia, case 4411, done manually. Recorded in this desk’s journal.',
  takeBack: 'Reopen',
  takingBack: 'Reopening',
  details: 'Details…',
  making: 'Sent from here, not confirmed yet',
}

/** What is known of an order that is searched for: how the portal answered, and that it is not sent again. */
export function soughtTitle(row: SubmissionRow): string {
  if (row.decidable) return submissions.decideTitleNow
  if (row.state === SubmissionState.Placed) return submissions.keylessTitle
  return row.named === '' ? submissions.unsureTitle : submissions.namedTitle
}
export function soughtText(row: SubmissionRow): string {
  if (row.state === SubmissionState.Placed) return submissions.keyless
  return row.named === ''
    ? submissions.unsure
    : `It answered with ${row.named}, which is another order. ${submissions.unsure}`
}

export function submissionWord(state: SubmissionState): string {
  if (state === SubmissionState.Sending) return 'Sending'
  return state === SubmissionState.Placed ? 'Placed, not confirmed yet' : 'Outcome unknown, checking'
}

export const unsureCount = (n: number): string => `${n} outcome${n === 1 ? '' : 's'} unknown`

/** What was asked, in one line. */
export const submissionLine = (asked: Detail[]): string =>
  asked.map((d) => (d.was === '' ? d.value : `${detailName(d.name)}, ${d.was} to ${d.value}`)).join(', ')

/** "Activation for Harriet Lowe: outcome unknown, checking" */
export function makingLine(row: SubmissionRow): string {
  const name = row.asked.find((d) => d.name === 'Customer')?.value ?? row.asked.find((d) => d.name === 'Number')?.value
  const word = row.beside.length > 0 ? besideTitle(row.beside.length) : submissionWord(row.state)
  return `${kindWord(row.kind, '')}${name === undefined ? '' : ` for ${name}`}: ${word[0]?.toLowerCase()}${word.slice(1)}`
}
export const moreMaking = (n: number): string => `and ${n} more`

export const placedAs = (id: string): string =>
  `The portal accepted it as ${id}. Its stages appear once the portal shows it.`

/** "Searched twice. You can decide from 10:56, after three searches." */
export function lookedFor(row: SubmissionRow, now: number): string {
  const looked = row.searches === 0 ? 'Not searched yet.' : `Searched ${times(row.searches)}.`
  if (row.decidable) return `${looked} ${submissions.askFirst}`
  const early = row.decideAt !== '' && now < millis(row.decideAt)
  const from = early ? ` from ${hourMinute(row.decideAt)}` : ''
  const few = row.searches < enough ? `${early ? ',' : ''} after three searches` : ''
  return `${looked} You can decide${from}${few}.`
}

const enough = 3
const times = (n: number) => ['', 'once', 'twice', 'three times'][n] ?? `${n} times`

/** "In Progress, placed 10:41, by Tom Ellery" */
export function candidateLine(c: Candidate): string {
  const placed = c.placedAt === '' ? '' : `placed ${hourMinute(c.placedAt)}`
  return joined([statusWord(c.status, c.statusWord), placed, c.placedBy && `by ${c.placedBy}`])
}

export const resolveTitle = (row: SubmissionRow): string =>
  row.kind === Kind.CancelOrder ? 'Outcome of the cancellation' : `Outcome of this ${kindWord(row.kind, '')}`

/** What follows from a decision. */
export const becameText = (id: string): string =>
  `Commsdesk now follows ${id}. It counts as open until that order ends.`
export const nothingText =
  'It no longer blocks orders from this desk. If the portal does have it, a second order can do harm. Be sure first.'

export const closeTitle = (ids: string[]): string =>
  ids.length === 1 ? `Close ${ids[0]} here?` : `Close ${ids.length} orders of this action here?`
/** Standing is the portal's status of it; empty if the portal does not show it. */
export const closeConsequences = (standing: string): string[] => [
  'It no longer blocks orders from this desk.',
  `${standing === '' ? 'The portal does not show it.' : `The portal still shows it as ${standing}.`} Nothing is sent.`,
  'This ends when the portal reports anything new about it.',
]

/** "Closed here by Ada, Today 10:58" */
export const closedTitle = (c: ClosedHere, now: number): string => `Closed here by ${c.by}, ${when(c.at, now)}`
export const closedWhy = (c: ClosedHere): string => quoted(c.why)
export const closedStill = (order: Order): string =>
  `${submissions.stillOpen} ${statusWord(order.status, order.statusWord)}. ${submissions.closedText}`

/** What a screen reader announces when an order sent from this desk progresses. */
export function submissionNews(before: SubmissionRow[], after: SubmissionRow[], newOrders: Order[]): string {
  const said: string[] = []
  for (const was of before) {
    const is = after.find((row) => row.key === was.key)
    const kind = kindWord(was.kind, '')
    if (is === undefined) {
      const order = newOrders.find((one) => one.orderId === was.orderId || one.kind === was.kind)
      said.push(order === undefined ? `${kind} is no longer pending.` : `${kind} placed, ${order.orderId}.`)
    } else if (is.state !== was.state) said.push(stepWords(kind, is))
  }
  for (const row of after) {
    if (before.every((was) => was.key !== row.key)) said.push(stepWords(kindWord(row.kind, ''), row))
  }
  return said.join(' ')
}

const stepWords = (kind: string, row: SubmissionRow): string =>
  row.state === SubmissionState.Placed
    ? `${kind} placed${row.orderId === '' ? '' : `, ${row.orderId}`}.`
    : row.state === SubmissionState.Sending
      ? `${kind} is being sent.`
      : `${kind}: outcome unknown. Commsdesk is searching for it.`
