// The sentences of the forms in which orders are placed.
import { joined } from '../format/count'
import { readDay } from '../format/day'
import { ago, calendarDay, hourMinute } from '../format/time'
import { type ActionRow, type AllowanceRow, type Concern, Field, Kind, Level, type Order, type PlanCard, UsageKind } from '../api/rows'
import { kindWord, statusWord } from './status'

export const orders = {
  actions: 'Actions',
  checking: 'Checking',
  before: 'Before you send',
  will: 'What will happen',
  willOnce: 'What will happen once it can be sent',
  final: 'Cannot be undone',
  sentTo: 'Sent to',
  against: 'Checked against',
  neverRead: 'nothing read yet; the portal is read when you send',
  read: 'I have read this',
  notPossible: 'Not possible here',
  showOrder: 'Show order',
  offHere: 'Orders cannot be placed from this desk',
  offline: 'Nothing can be placed now',
  offlineText: 'The portal cannot be reached. Drafts are kept. Place them when the portal answers again.',
  incomplete: 'Not complete yet',
  note: 'Note for the journal',
  noteHint: 'Stays on this desk.',
  dropDraft: 'Delete draft',
  placing: 'Sending',
  result: 'Outcome',
  foot: 'Nothing is sent later by itself. A draft stays until you send or delete it.',
  current: 'Current Plan',
  offerOld: 'The catalog could not be read last time. The data shown was read earlier.',

  simType: 'SIM type',
  physical: 'Physical SIM',
  physicalNote: 'you have the card',
  esim: 'E-SIM',
  esimNote: 'no card needed',
  simNumber: 'SIM number',
  newPlan: 'New plan',
  plan: 'Plan',
  typeAgain: 'Type the number again',
  typeAgainHint: 'Confirms that this is the right service.',
  pack: 'Pack',
  startOn: 'Starts on',
  customer: 'Customer',
  customerHint: 'Who the service is for.',
  origin: 'Number',
  newNumber: 'New number',
  newNumberNote: 'the portal chooses one',
  bringNumber: 'Port a number',
  bringNumberNote: 'from another provider',
  portNumber: 'Number to port',
  losingProvider: 'Losing provider',
  billing: 'Current billing',
  prepaid: 'Prepaid',
  prepaidNote: 'identified by date of birth',
  postpaid: 'Postpaid',
  postpaidNote: 'identified by account number',
  accountNumber: 'Account number',
  accountHint: 'At the losing provider.',
  bornOn: 'Date of birth',
  authorisedOn: 'Authorisation date',
  authorisedHint: 'The day the customer signed. Valid for 60 days.',
  dayForm: 'YYYY-MM-DD',
  dayHint: 'A date such as 2026-01-31.',
  calendar: 'Calendar',
  order: 'Order to cancel',
  features: 'Features',
  on: 'On',
  off: 'Off',
  activate: 'Activate…',
  portIn: 'Port a number in…',
}

/** What an action is called, the verb of the button that places it, and what one order of it is called. */
const actions: Partial<Record<Kind, { name: string; place: string; noun: string }>> = {
  [Kind.SimSwap]: { name: 'SIM swap', place: 'Place SIM swap', noun: 'SIM swap' },
  [Kind.ChangePlan]: { name: 'Change plan', place: 'Place plan change', noun: 'plan change' },
  [Kind.CancelService]: { name: 'Cancel service', place: 'Cancel the service', noun: 'cancellation' },
  [Kind.NumberPort]: { name: 'Number port', place: 'Place number port', noun: 'number port' },
  [Kind.FeatureUpdate]: { name: 'Features', place: 'Place feature update', noun: 'feature update' },
  [Kind.TravelPack]: { name: 'Order a travel pack', place: 'Order travel pack', noun: 'travel pack' },
  [Kind.Activation]: { name: 'Activate a service', place: 'Activate the service', noun: 'activation' },
  [Kind.CancelOrder]: { name: 'Cancel an order', place: 'Cancel the order', noun: 'cancellation of the order' },
}
export const actionName = (kind: Kind): string => actions[kind]?.name ?? kindWord(kind, '')
export const placeVerb = (kind: Kind): string => actions[kind]?.place ?? 'Place'
export const another = (kind: Kind): string => `Start another ${actions[kind]?.noun ?? 'order'}`
/** Why another order of this kind cannot be started. */
export function noOther(kind: Kind, concerns: Concern[]): string {
  const id = concerns.find(({ level }) => level !== Level.Warned)?.orderId ?? ''
  return `No other ${actions[kind]?.noun ?? 'order'} can be placed while ${id === '' ? 'this one' : id} is open.`
}

// ---- the guard

const levelWords: Record<Level, string> = {
  [Level.Allowed]: 'Ready to send',
  [Level.Warned]: 'Check the warnings first',
  [Level.Blocked]: 'Blocked',
}
const listWords: Record<Level, string> = { ...levelWords, [Level.Warned]: 'Warning' }

// The concern about a portal that was not read completely yet has this ID, and no order.
const incomplete = 'incomplete'

/** "Blocked: a SIM swap is open" */
export const guardTitle = (level: Level, concerns: Concern[], open: Order[]): string =>
  level === Level.Allowed ? levelWords[level] : `${levelWords[level] ?? levelWords.blocked}: ${whatIsOpen(concerns, open)}`

/** What blocks an action now, in the list of actions. */
export const actionLine = (row: ActionRow, open: Order[]): string =>
  row.off === '' ? `${listWords[row.level] ?? listWords.blocked}: ${whatIsOpen([row], open)}` : row.off

function whatIsOpen(concerns: { orderId: string; id?: string }[], open: Order[]): string {
  const [first] = concerns
  if (first?.id === incomplete) return 'not all orders are known yet'
  if (concerns.length > 1) return `${concerns.length} orders are open`
  if (first === undefined || first.orderId === '') return 'an order is being sent'
  const order = open.find(({ orderId }) => orderId === first.orderId)
  if (order === undefined) return 'an order is open'
  const name = actions[order.kind]?.noun ?? kindWord(order.kind, order.kindWord)
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name} is open`
}

export const allowedText = 'No open order conflicts with this one.'

/** What is heard when the guard changes its mind. */
export const guardSpoken = (level: Level): string => `${levelWords[level] ?? levelWords.blocked}.`

/** A sentence around an Order ID, so that the ID can be a link. */
export function around(text: string, id: string): { before: string; id: string; after: string } {
  const at = id === '' ? -1 : text.indexOf(id)
  return at < 0
    ? { before: text, id: '', after: '' }
    : { before: text.slice(0, at), id, after: text.slice(at + id.length) }
}

// ---- the button and what stands under it

const awaited: Partial<Record<Field, string>> = {
  [Field.TypedNumber]: 'Type the number again to continue.',
  [Field.Features]: 'Change a feature to continue.',
  [Field.Plan]: 'Choose a plan to continue.',
  [Field.Pack]: 'Choose a travel pack to continue.',
}

/** Why the button is off. */
export function stopWords(stop: string, concerns: Concern[]): string {
  switch (stop) {
    case 'unchecked':
      return 'Unavailable until it is checked.'
    case 'blocked': {
      if (concerns.some(({ id }) => id === incomplete)) return 'Unavailable until the portal is read completely.'
      const id = concerns.find(({ level }) => level !== Level.Warned)?.orderId ?? ''
      return id === '' ? 'Unavailable while an order is being sent.' : `Unavailable while ${id} is open.`
    }
    case 'unread':
      return concerns.length > 1 ? 'Read the warnings to continue.' : 'Read the warning to continue.'
    case 'offline':
      return 'Unavailable: the portal cannot be reached.'
    case 'desk':
      return 'Unavailable: orders cannot be placed from this desk.'
    default:
      return awaited[stop as Field] ?? ''
  }
}

export const draftSaved = (at: string): string => (at === '' ? '' : `Draft saved ${hourMinute(at)}.`)
export const digitsOf = (typed: string, digits: string): string => `${typed.replaceAll(/\D/g, '').length} of ${digits}`
export const simHint = (digits: string): string => `The ${digits} digits printed on the card, not the phone number.`

/** "activity from 12 s ago; read again when you send" */
export const checkedAgainst = (at: string, now: number): string =>
  at === '' ? orders.neverRead : `activity from ${ago(at, now)}; read again when you send`

// ---- the outcome

export const placedTitle = (orderId: string): string => (orderId === '' ? 'Placed' : `Placed: ${orderId}`)
/** "Failed: ORD00003927999" */
export const endedTitle = (order: Order, orderId: string): string => `${statusWord(order.status, order.statusWord)}: ${orderId}`
export const placedText = 'The portal has it. Wait for Complete before doing anything else.'
export const besideTitle = (n: number): string => (n === 1 ? 'Another order is open too' : `${n} other orders are open too`)
export const outcomes = {
  refused: 'The portal refused it',
  notSent: 'Not sent',
  failed: 'Not placed',
  unsure: 'Outcome unknown: Commsdesk is checking',
  unsureText: 'Do not place it again. The outcome appears in the activity.',
  blocked: 'Nothing was sent',
  blockedText: 'A check just before sending found a conflict. The reason is beside the form.',
  changed: 'Nothing was sent',
  changedText: 'Your last change affects what will happen. Review it, then place the order.',
  mistakes: 'Not sent. Correct the marked fields.',
  draftKept: 'Your draft stays. Nothing is sent later by itself.',
  show: 'Show activity',
  sent: 'What was placed',
  stages: 'What the portal does',
  notShown: 'The portal does not show it yet. Its stages appear here.',
  again: 'Prepare again',
  preparing: 'Preparing',
  failedText: 'It ended without effect. Read what the portal says, then prepare it again. Nothing is sent until you place it.',
  endedText: 'The order has ended. Check the activity.',
  inside:
    'Something went wrong inside Commsdesk while this was being sent. Check the activity before you try again: an order that was sent appears there.',
}

/** Says first that nothing was sent, unless the problem says so itself. */
export const notSent = (text: string): string => (text.includes('Nothing was sent') ? text : `Nothing was sent. ${text}`)

// ---- plans, packs, features

/** "$38 a month" */
export const monthly = (card: PlanCard): string => (card.price === '' ? '' : `${price(card.price, card.currency)} a month`)

export function price(amount: string, currency: string): string {
  const n = Number(amount)
  if (currency === '' || Number.isNaN(n)) return joined([currency, amount], ' ')
  try {
    const digits = Number.isInteger(n) ? 0 : 2
    return new Intl.NumberFormat('en-AU', { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n)
  } catch {
    return `${currency} ${amount}`
  }
}

const counted: Record<UsageKind, string> = {
  [UsageKind.Data]: 'data',
  [UsageKind.Voice]: 'calls',
  [UsageKind.Sms]: 'SMS',
}

/** "60 GB data", "unlimited calls", "500 SMS" */
export function allowance(row: AllowanceRow): string {
  const what = counted[row.kind] ?? ''
  const much = row.unlimited ? 'unlimited' : joined([row.amount, row.unit === what ? '' : row.unit], ' ')
  return `${much} ${what}`.trim()
}

export const allowances = (rows: AllowanceRow[]): string => rows.map(allowance).join(', ')
/** "5G, up to 150 Mbps" */
export const network = (card: PlanCard): string =>
  joined([card.networkType, card.speedCap === '' ? '' : `up to ${card.speedCap}`])
export const lasting = (days: number): string => (days === 0 ? '' : days === 1 ? '1 day' : `${days} days`)
export const onOff = (on: boolean): string => (on ? orders.on : orders.off)
/** "Off to On" */
export const fromTo = (from: boolean, to: boolean): string => `${onOff(from)} to ${onOff(to)}`
export const changes = (n: number): string => (n === 1 ? '1 change' : `${n} changes`)

export const calendarOf = (label: string): string => `Calendar: ${label}`

/** A day in full: "Sunday 22 November 2026"; the hint if it is not a date. */
export function dayBack(day: string, hint: string): string {
  const known = readDay(day, '')
  return known === '' ? hint : `${weekdays[new Date(`${known}T00:00:00Z`).getUTCDay()]} ${calendarDay(known)} ${known.slice(0, 4)}`
}
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
