// The words of subscription requests: statuses, actions, reasons, and the sentences around a decision. The portal's own
// spelling stays.
import { age, spokenAge } from '../format/age'
import { count, plural } from '../format/count'
import { hourMinute, longDay, millis, when } from '../format/time'
import {
  type ActionOf,
  Card,
  type ChangeRow,
  type DecisionChip,
  DecisionReason,
  type DecisionRow,
  DecisionState,
  RequestAction,
  RequestMark,
  RequestSort,
  RequestStatus,
  type RequestsPage,
  type StandRow,
} from '../state/rows'

export const requests = {
  title: 'Subscription requests',
  one: 'Request',
  list: 'List of requests',
  cards: 'Show',
  searchLabel: 'Search requests',
  status: 'Status',
  customer: 'Customer',
  offering: 'Offering',
  package: 'Package',
  initiator: 'Initiated by',
  mark: 'Marked',
  any: 'any',
  more: 'More filters',
  from: 'Ordered from',
  to: 'to',
  dayForm: 'YYYY-MM-DD',
  noDay: 'Not a day. Write it as YYYY-MM-DD.',
  clear: 'Clear the filters',
  clearSearch: 'Clear the search',
  view: 'View',
  allViews: 'All requests',
  saveView: 'Save view…',
  saveTitle: 'Save this view',
  saveText: 'Keeps the search, the filters and the order of the list under a name, on this desk.',
  viewName: 'Name',
  replaces: 'Takes the place of the view that has this name.',
  save: 'Save view',
  saving: 'Saving',
  savedViews: 'Saved views',
  remove: 'Remove',
  cancel: 'Leave',
  viewRequest: 'View Request',
  pages: 'Pages',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  showMoved: 'The list has changed. Show it',
  offTitle: 'No requests on this desk',
  firstTitle: 'Nothing read yet',
  firstText: 'Requests show here as soon as the portal has answered once.',
  emptyTitle: 'No requests',
  emptyText: 'The portal lists no subscription request.',
  noMatch: 'No request matches',
  back: 'back to the list',

  copyId: 'Copy the Order ID',
  previous: 'Previous request (K)',
  next: 'Next request (J)',
  gone: 'The portal has this request no more',
  goneText: 'What was decided and written here is still on this desk.',
  details: 'Details',
  quantity: 'Quantity',
  summary: 'Summary',
  creates: 'Creates',
  contract: 'Contract',
  noContract: 'No contract yet.',
  version: 'No.',
  document: 'Document',
  state: 'State',
  made: 'Made',
  missing: 'Only its number is known here.',
  noDocuments: 'No documents',
  open: 'Open',
  saveFile: 'Save',
  notes: 'Notes',
  note: 'Note',
  addNote: 'Add the note',
  adding: 'Adding',
  noteText: 'Note',
  noteHint: 'Stays on this desk.',
  noNotes: 'No notes.',
  removeNote: 'Remove this note',
  related: 'Services and orders',
  noRelated: 'None yet.',
  service: 'Service',
  order: 'Order',
  notHere: 'not on this desk',
  actions: 'Actions',
  actionsPortal: 'Offered by the portal',
  actionsTable: 'Usual for this status',
  noActions: 'Nothing to do in this status: view only.',
  noStatusNoActions: 'The portal does not give this request’s status, so nothing can be decided here. Decide in the portal.',
  keep: 'Keep on this desk',
  fetch: 'Fetch',
  fetching: 'Fetching',
  history: 'Status history',
  seenHere: 'The portal gives no history. This is what this desk has seen.',
  noHistory: 'Nothing is known of its past.',
  unread: 'Unread',
  markRead: 'Mark as read (U)',
  markUnread: 'Mark as unread (U)',
  side: 'Actions and history',
  kept: 'on this desk',
  onThisDesk: 'on this desk',
  seenByDesk: 'seen by this desk',
  inPortal: 'In the portal',
  portalSays: 'The portal says',
  none: 'none',
  notGiven: 'status not given',
  differs: 'differs',
  noWayBack: 'It cannot be taken back here.',
  changeTitle: 'Change the decision',
  decision: 'Decision',

  asksTitle: 'The customer asks to cancel',
  waitingTitle: 'Waiting to be sent',
  waitingText: 'It is sent when the portal can be reached and the request still stands as it was decided on.',
  sendingTitle: 'On its way',
  sendingText: 'It leaves this desk now, once.',
  change: 'Change…',
  withdraw: 'Withdraw',
  withdrawing: 'Withdrawing',
  conflictTitle: 'It changed before your decision could be sent',
  laterTitle: 'Kept for later: it changed before your decision could be sent',
  nothingSent: 'Nothing has been sent.',
  decidedOn: 'What you decided on',
  isNow: 'What it is now',
  changedBy: 'Changed by',
  you: 'You',
  why: 'Why',
  wish: 'Customer',
  asks: 'asks to cancel',
  drop: 'Drop my decision…',
  later: 'Keep for later',
  keeping: 'Keeping',
  refusedTitle: 'The portal refused it',
  refusedText: 'Nothing was changed.',
  again: 'Try again',
  trying: 'Trying',
  unsureTitle: 'Outcome unknown',
  unsureText:
    'It was sent, and the answer got lost. Commsdesk looks for it in the request and sends it not a second time.',
  carriedOut: 'It was carried out…',
  wasNot: 'It was not…',

  reason: 'Reason',
  text: 'In words',
  textHint: 'Goes to the portal with the decision.',
  textOther: 'Say it in words: the reason is “Other”.',
  chooseReason: 'Choose a reason first.',
  writeReason: 'Write the reason in words first.',
  whatHappens: 'What will happen',
  leave: 'Leave',
  deciding: 'Deciding',
  dropTitle: 'Drop the decision',
  dropText: 'The request stays as it is now. The decision and your note stay in its history.',
  dropNote: 'Why it is dropped',
  dropNow: 'Drop the decision',
  dropping: 'Dropping',
  writeFirst: 'Write why first.',
  settleWhy: 'Who said so',
  settleHint: 'Such as what the portal shows or who answered there.',
  record: 'Record it',
  recording: 'Recording',
  toastUndo: 'Undo',
  undone: 'Taken back. Nothing was sent.',
  foot: 'Read from this desk, also offline',
}

// ---- statuses

/** The status in words: the portal's label, or TMF's own word where it gave none. */
export const requestStatusWord = (status: RequestStatus, stateWord: string): string =>
  (status as string) !== '' ? status : stateWord === '' ? 'Status not given' : `“${stateWord}”, status not given`

export const statusChoice = (value: string): string => (value === '' ? 'Status not given' : value)

const meanings: Record<RequestStatus, string> = {
  [RequestStatus.Draft]: 'Not submitted yet.',
  [RequestStatus.SubscriptionRequestReceived]: 'Sent for review.',
  [RequestStatus.GeneratingContract]: 'The contract is being written.',
  [RequestStatus.ContractReadyForReview]: 'The contract is ready to send to the customer.',
  [RequestStatus.ContractSigned]: 'The customer accepted.',
  [RequestStatus.ProvisioningInProgress]: 'The service is being enabled.',
  [RequestStatus.Active]: 'In use.',
  [RequestStatus.Expired]: 'Ended by the terms of the contract.',
  [RequestStatus.PendingCancellation]: 'Its cancellation was requested.',
  [RequestStatus.Canceled]: 'Canceled.',
  [RequestStatus.Decommissioning]: 'Being deactivated.',
  [RequestStatus.ProvisioningFailed]: 'Provisioning failed.',
  [RequestStatus.Denied]: 'The request was denied.',
  [RequestStatus.Validating]: 'The provider is processing the request.',
  [RequestStatus.Activating]: 'Being activated for use.',
  [RequestStatus.ActivationFailed]: 'Activation failed.',
}
export const requestMeaning = (status: RequestStatus): string => meanings[status] ?? 'A word this desk does not know.'

// ---- the list

export const cardWords: Record<Card, { word: string; note: string }> = {
  [Card.Total]: { word: 'Total', note: '' },
  [Card.Requested]: { word: 'Requested', note: 'waiting for review' },
  [Card.InProgress]: { word: 'In Progress', note: 'contract to cancellation' },
  [Card.Active]: { word: 'Active', note: 'in use' },
}
export const othersNote = (n: number): string =>
  n === 0 ? 'each is on another card' : n === 1 ? '1 is on no other card' : `${count(n)} are on no other card`

const markWords: Record<RequestMark, string> = {
  [RequestMark.Waiting]: 'Waiting to go',
  [RequestMark.Conflict]: 'Conflicts',
  [RequestMark.Asks]: 'Asks to cancel',
  [RequestMark.Unread]: 'Unread',
}
export const markWord = (mark: string): string => markWords[mark as RequestMark] ?? mark

const columns: Record<RequestSort, string> = {
  [RequestSort.RequestId]: 'Order ID',
  [RequestSort.InitiatedBy]: 'Initiated by',
  [RequestSort.RequestCustomer]: 'Customer',
  [RequestSort.Offering]: 'Service Offerings',
  [RequestSort.Package]: 'Package',
  [RequestSort.OrderDate]: 'Order Date',
  [RequestSort.RequestStatus]: 'Status',
}
export const requestColumn = (sort: RequestSort): string => columns[sort]
export const actionsColumn = 'Actions'

/** "1 to 50 of 412" */
export const span = (offset: number, shown: number, matching: number): string =>
  shown === 0 ? `0 of ${count(matching)}` : `${count(offset + 1)} to ${count(offset + shown)} of ${count(matching)}`

/** The order of the list, for the footer. */
export function orderWords(sort: RequestSort, ascending: boolean): string {
  if (sort === RequestSort.OrderDate) return ascending ? 'Oldest first' : 'Newest first'
  return `By ${columns[sort] === 'Order ID' ? 'Order ID' : columns[sort].toLowerCase()}${ascending ? '' : ', last first'}`
}

export const freshRows = (n: number): string => (n === 0 ? requests.showMoved : `${count(n)} new. Show them`)

export const requestsNoMatch = (text: string): string =>
  text === '' ? 'No request matches the filters' : `No request matches “${text}”`
export const requestsLooked = (page: RequestsPage): string =>
  `Looked through ${plural(page.total, 'request')} on this desk.`
/** The pages to offer: the first, the last, those around the present one; 0 stands for a gap. */
export function pagesAround(now: number, last: number): number[] {
  const wanted = [1, now - 1, now, now + 1, last]
  if (now <= 3) wanted.push(2, 3)
  const pages = [...new Set(wanted)].filter((page) => page >= 1 && page <= last).sort((a, b) => a - b)
  return pages.flatMap((page, i) => (i > 0 && page - (pages[i - 1] as number) > 1 ? [0, page] : [page]))
}

// ---- actions and reasons

const actions: Record<RequestAction, { name: string; button: string; done: string }> = {
  [RequestAction.AcceptCancellation]: {
    name: 'Accept the cancellation',
    button: 'Accept…',
    done: 'Accepted the cancellation',
  },
  [RequestAction.RevertToInProgress]: {
    name: 'Revert to in progress',
    button: 'Revert',
    done: 'Reverted to in progress',
  },
  [RequestAction.RevertToSubmitted]: { name: 'Revert to submitted', button: 'Revert', done: 'Reverted to submitted' },
  [RequestAction.StartContract]: { name: 'Start the contract', button: 'Start', done: 'Started the contract' },
  [RequestAction.ContractReady]: { name: 'Contract ready', button: 'Contract ready', done: 'Contract ready' },
  [RequestAction.SendToCustomer]: { name: 'Send to the customer', button: 'Send', done: 'Sent to the customer' },
  [RequestAction.RecordSignature]: { name: 'Record the signature', button: 'Record', done: 'Recorded the signature' },
  [RequestAction.BackToGenerating]: { name: 'Back to generating', button: 'Back', done: 'Back to generating' },
  [RequestAction.StartProvisioning]: { name: 'Start provisioning', button: 'Start', done: 'Started provisioning' },
  [RequestAction.RetryProvisioning]: { name: 'Retry provisioning', button: 'Retry', done: 'Retried provisioning' },
  [RequestAction.Deny]: { name: 'Deny the request', button: 'Deny…', done: 'Denied' },
  [RequestAction.Cancel]: { name: 'Cancel the request', button: 'Cancel…', done: 'Canceled' },
}
/** The action as it is listed; a word only the portal knows stays verbatim. */
export const requestActionName = (action: RequestAction, word = ''): string => actions[action]?.name ?? `“${word}”`
export const requestActionButton = (action: RequestAction): string => actions[action]?.button ?? requests.open
export const requestActionDone = (action: RequestAction): string => actions[action]?.done ?? ''

const short: Partial<Record<RequestAction, string>> = {
  [RequestAction.Deny]: 'Deny',
  [RequestAction.Cancel]: 'Cancel',
  [RequestAction.AcceptCancellation]: 'Accept cancellation',
}
export const shortAction = (action: RequestAction): string => short[action] ?? requestActionName(action)

/** Where an action leads: "→ Denied". */
export const leadsTo = (to: RequestStatus): string => ((to as string) === '' ? '' : `→ ${to}`)

const reasonWords: Record<DecisionReason, string> = {
  [DecisionReason.CreditCheck]: 'Credit check not passed',
  [DecisionReason.IncompleteDetails]: 'Details are incomplete',
  [DecisionReason.NotAvailable]: 'Not available',
  [DecisionReason.DuplicateRequest]: 'Duplicate request',
  [DecisionReason.CustomerAsked]: 'The customer asked',
  [DecisionReason.CustomerDoesNotAnswer]: 'The customer does not answer',
  [DecisionReason.TermsNotAccepted]: 'Terms not accepted',
  [DecisionReason.Other]: 'Other',
}
export const reasonWord = (reason: string): string => reasonWords[reason as DecisionReason] ?? reason

/** What will happen, before it is decided. */
export function decisionConsequences(offer: ActionOf, from: string): string[] {
  const end = offer.to === RequestStatus.Denied || offer.to === RequestStatus.Canceled
  return [
    (offer.to as string) === ''
      ? 'The portal decides where this leads.'
      : `The request goes from ${from} to ${offer.to}.`,
    'It is sent when the portal can be reached and the request still stands as it does now. Until then it can be withdrawn.',
    ...(end ? [`Once sent, it cannot be undone from here: ${offer.to} has no more actions.`] : []),
  ]
}

/** Why a decision cannot be taken yet; empty: it can. */
export function decisionLacks(reasons: string[], reason: string, text: string): string {
  if (reasons.length === 0) return ''
  if (reason === '') return requests.chooseReason
  return reason === DecisionReason.Other && text.trim() === '' ? requests.writeReason : ''
}

// ---- what became of a decision

const ended: Record<DecisionState, string> = {
  [DecisionState.Waiting]: 'waiting',
  [DecisionState.Sending]: 'on its way',
  [DecisionState.Applied]: 'carried out',
  [DecisionState.Refused]: 'refused',
  [DecisionState.Unsure]: 'outcome unknown',
  [DecisionState.Conflict]: 'not sent: conflict',
  [DecisionState.Later]: 'not sent: kept for later',
  [DecisionState.Withdrawn]: 'withdrawn',
  [DecisionState.Dropped]: 'dropped',
}
/** As a row says it: what it waits for a person to do, without the action where there is no room. */
export function rowChip(chip: DecisionChip): string {
  if (
    chip.state === DecisionState.Waiting &&
    (chip.action === RequestAction.Deny || chip.action === RequestAction.Cancel)
  )
    return chipWord(chip)
  const word =
    chip.state === DecisionState.Conflict || chip.state === DecisionState.Later
      ? chipWord(chip)
      : (ended[chip.state] ?? chip.state)
  return word.charAt(0).toUpperCase() + word.slice(1)
}
/** "Deny, waiting", "Conflict": in full. */
export function chipWord(chip: DecisionChip): string {
  switch (chip.state) {
    case DecisionState.Conflict:
      return 'Conflict'
    case DecisionState.Later:
      return 'Conflict, later'
    default:
      return `${shortAction(chip.action)}, ${ended[chip.state] ?? chip.state}`
  }
}
/** The badge beside the status of the request in front of one. */
export function decisionBadge(decision: DecisionRow): string {
  return decision.state === DecisionState.Conflict ? 'Conflict, decide again' : chipWord(decision)
}
/** A step of the history: the status it came to, or what was decided here. */
export const changeWord = (row: ChangeRow): string =>
  row.here
    ? `${shortAction(row.here.action)}, ${ended[row.here.state] ?? row.here.state}`
    : requestStatusWord(row.to, '')

/** "Deny: Credit check not passed. The score is below the line." */
export function decisionLine(decision: DecisionRow): string {
  const reason = (decision.reason as string) === '' ? '' : reasonWord(decision.reason)
  const why = [reason, decision.text]
    .filter((part) => part !== '')
    .map((part) => part.replace(/\.$/, ''))
    .join('. ')
  return why === ''
    ? `${requestActionName(decision.action)} ${leadsTo(decision.to)}`
    : `${requestActionName(decision.action)} ${leadsTo(decision.to)}. ${why}.`
}

/** "Priya Raman, Today 09:40" */
export const byAt = (by: string, at: string, now: number): string =>
  [by, at === '' ? '' : when(at, now)].filter((part) => part !== '').join(', ')

/** "Decided by Priya Raman, Today 09:40, 40 min ago." */
export const decidedBy = (decision: DecisionRow, now: number): string =>
  `Decided by ${byAt(decision.by, decision.at, now)}, ${age(now - millis(decision.at))} ago.`

/** "version 4, Mon 18:40" */
export const standWhen = (stand: StandRow, now: number): string =>
  [stand.version === '' ? '' : `version ${stand.version}`, stand.changedAt === '' ? '' : when(stand.changedAt, now)]
    .filter((part) => part !== '')
    .join(', ')

/** What differs between how a request stood and stands, by name. */
export function differences(
  on: StandRow,
  now: StandRow,
): { name: string; on: string; now: string; status: boolean; differs: boolean }[] {
  const status = (stand: StandRow) => requestStatusWord(stand.status, stand.stateWord)
  const pack = (stand: StandRow) => [stand.package, stand.quantity].filter((part) => part !== '').join(', ')
  const asks = (stand: StandRow) => (stand.asks ? requests.asks : '')
  const rows = [
    { name: requests.status, of: status, status: true },
    { name: requests.offering, of: (stand: StandRow) => stand.offering, status: false },
    { name: requests.package, of: pack, status: false },
    {
      name: requests.contract,
      of: (stand: StandRow) => (stand.contract === '' ? '' : `version ${stand.contract}`),
      status: false,
    },
    { name: requests.wish, of: asks, status: false },
  ]
  return rows
    .map((row) => ({ name: row.name, status: row.status, on: row.of(on), now: row.of(now) }))
    .filter((row) => row.on !== '' || row.now !== '')
    .map((row) => ({ ...row, differs: row.on !== row.now }))
}

/** "Deny it as it is now" */
export const againVerb = (action: RequestAction): string =>
  action === RequestAction.Deny
    ? 'Deny it as it is now'
    : action === RequestAction.Cancel
      ? 'Cancel it as it is now'
      : 'Apply it again'

/** How often it was looked for, and from when a person may say what became of it. */
export function soughtWords(decision: DecisionRow, now: number): string {
  const times =
    decision.scans === 0
      ? 'Not looked for yet.'
      : decision.scans === 1
        ? 'Looked for once.'
        : `Looked for ${count(decision.scans)} times.`
  if (decision.settle) return `${times} Now a person may say what became of it.`
  const left = decision.settleAt === '' ? 0 : millis(decision.settleAt) - now
  return left > 0
    ? `${times} From ${hourMinute(decision.settleAt)}, in ${spokenAge(left)}, a person may say what became of it.`
    : times
}
export const settleTitle = (applied: boolean): string => (applied ? 'It was carried out' : 'It was not carried out')
export const settleText = (applied: boolean): string =>
  applied
    ? 'The decision counts as carried out. Commsdesk looks for it no more.'
    : 'The decision is given up. Commsdesk does not send it again. It can be decided anew.'

/** "Jun Watanabe, Today 09:40: “We ordered it twice.”" */
export const wishWords = (by: string, at: string, why: string, now: number): string => {
  const who = byAt(by, at, now)
  return why === '' ? `${who}.` : `${who}: “${why}”`
}

export const dueLine = (at: string, by: string): string =>
  [at === '' ? '' : `ordered ${longDay(at)}`, by === '' ? '' : `by ${by}`].filter((part) => part !== '').join(' ')

/** "3 documents, 2.1 MB" */
export const documentsSum = (n: number, size: string): string =>
  n === 0 ? 'No documents' : [plural(n, 'document'), size].filter((part) => part !== '').join(', ')
export const allKept = 'All documents are on this desk'
export const toastWords = (decision: DecisionRow): string => `${requestActionDone(decision.action)}: waiting to be sent`

/** "Priya Raman decided it Mon 18:52, 15 h ago. Nothing has been sent." */
export const conflictText = (decision: DecisionRow, now: number): string =>
  `${decidedBy(decision, now)} ${requests.nothingSent}`
/** ", credit check not passed" */
export function decisionWhy(decision: DecisionRow): string {
  const reason = (decision.reason as string) === '' ? '' : reasonWord(decision.reason)
  return [reason.charAt(0).toLowerCase() + reason.slice(1), decision.text]
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('')
}
export const readHere = (readAt: string, now: number): string =>
  readAt === '' ? requests.foot : `Read ${age(now - millis(readAt))} ago, also here offline`
