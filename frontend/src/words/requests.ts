// The words of subscription requests: statuses, actions, reasons, and the sentences around a decision. The portal's own
// spelling stays.
import { spokenAge } from '../format/age'
import { count, joined, plural } from '../format/count'
import { ago, hourMinute, longDay, millis, sameDay, when } from '../format/time'
import {
  type ActionOf, Against, Card, type ChangeRow, type DecisionChip, DecisionReason, type DecisionRow, DecisionState, RequestAction,
  RequestMark, type RequestRow, RequestSort, RequestStatus, type RequestsPage, type SnapshotRow, Status,
} from '../api/rows'
import { labelled, quoted } from './frame'
import { statusBeside } from './status'

export const requests = {
  title: 'Subscription requests',
  one: 'Request',
  list: 'List of requests',
  cards: 'Show',
  readSoFar: 'read so far, more to come',
  soFar: 'so far',
  searchLabel: 'Search requests',
  searchHint: 'Search requests',
  status: 'Status',
  customer: 'Customer',
  offering: 'Offering',
  package: 'Package',
  initiator: 'Initiated by',
  mark: 'Marked',
  more: 'More filters',
  from: 'Ordered from',
  to: 'to',
  noDay: 'Enter a date such as 2026-01-31.',
  daysCross: 'The first date is after the last one.',
  moreOff: 'They stay visible while one of them is set.',
  view: 'View',
  allViews: 'All requests',
  unsavedView: 'Unsaved view',
  saveView: 'Save view…',
  saveTitle: 'Save this view',
  saveText: 'Saves the search, the filters and the sort order under a name, on this desk.',
  viewName: 'Name',
  replaces: 'Replaces the view with this name.',
  save: 'Save view',
  saving: 'Saving',
  nameFirst: 'Enter a name.',
  savedViews: 'Saved views',
  remove: 'Remove',
  viewRequest: 'View Request',
  returned: 'Decisions that need attention',
  pages: 'Pages',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  showMoved: 'The list has changed. Show it',
  offTitle: 'No requests on this desk',
  firstTitle: 'Nothing read yet',
  firstText: 'Requests appear here once the portal has answered.',
  emptyTitle: 'No requests',
  emptyText: 'The portal lists no subscription requests.',
  back: 'back to the list',

  copy: 'Copy the Order ID',
  previous: 'Previous request (K)',
  next: 'Next request (J)',
  gone: 'No longer in the portal',
  goneText: 'Your decisions and notes are still on this desk.',
  goneActions: 'No longer in the portal: nothing can be decided.',
  notReadYet: 'Not read yet',
  movedOff: 'No longer on this page',
  details: 'Details',
  quantity: 'Quantity',
  summary: 'Summary',
  creates: 'Creates',
  contract: 'Contract',
  noContract: 'No contract yet.',
  version: 'No.',
  document: 'Document',
  state: 'State',
  made: 'Created',
  missing: 'Only its number is known here.',
  open: 'Open',
  opening: 'Opening',
  saveFile: 'Save',
  notes: 'Notes',
  note: 'Note',
  noteHint: 'Stays on this desk.',
  addNote: 'Add note',
  adding: 'Adding',
  noNotes: 'No notes.',
  removeNote: 'Remove note',
  related: 'Services and orders',
  noRelated: 'None yet.',
  service: 'Service',
  order: 'Order',
  notHere: 'not on this desk',
  actions: 'Actions',
  actionsPortal: 'Offered by the portal',
  actionsTable: 'Usual for this status',
  noActions: 'No actions in this status: view only.',
  noStatusNoActions:
    'The portal does not give the status of this request, so you cannot decide here. Decide in the portal.',
  keep: 'Keep on this desk',
  fetch: 'Fetch',
  fetching: 'Fetching',
  history: 'Status history',
  seenHere: 'The portal gives no history. This is what this desk has seen.',
  noHistory: 'No history.',
  unread: 'Unread',
  markRead: 'Mark as read (U)',
  markUnread: 'Mark as unread (U)',
  side: 'Actions and history',
  onThisDesk: 'on this desk',
  seenByDesk: 'seen by this desk',
  inPortal: 'In the portal',
  none: 'none',
  notGiven: 'status not given',
  differs: 'differs',
  noWayBack: 'This cannot be undone here.',
  changeTitle: 'Change the decision',
  decision: 'Decision',

  asksTitle: 'The customer asks to cancel',
  askedTitle: 'The customer asked to cancel',
  asksNoMore: 'The portal gives no details.',
  noAnswers: 'In this status, answer in the portal.',
  waitingTitle: 'Waiting to be sent',
  waitingText: 'It is sent once the portal can be reached, unless the request has changed by then.',
  sendingTitle: 'Being sent',
  sendingText: 'It is being sent now, once.',
  change: 'Change…',
  withdraw: 'Withdraw',
  withdrawing: 'Withdrawing',
  nothingSent: 'Nothing has been sent.',
  decidedOn: 'When you decided',
  isNow: 'Now',
  changedBy: 'Changed by',
  why: 'Why',
  wish: 'Customer',
  asks: 'asks to cancel',
  drop: 'Drop my decision…',
  later: 'Keep for later',
  keeping: 'Keeping',
  refusedTitle: 'The portal refused it',
  refusedText: 'Nothing was changed.',
  again: 'Try again',
  againTwice:
    'It may be done twice: it is unknown whether the decision was carried out the first time. Check the request in the portal first.',
  trying: 'Trying',
  unsureTitle: 'Outcome unknown',
  unsureText:
    'It was sent, but the portal does not show that it was carried out. Commsdesk keeps reading the request and will not send it again.',
  carriedOut: 'It was carried out…',
  wasNot: 'It was not…',

  reason: 'Reason',
  text: 'Explanation',
  textHint: 'Sent to the portal with the decision.',
  textOther: 'Required because the reason is “Other”.',
  chooseReason: 'Choose a reason.',
  writeReason: 'Enter an explanation.',
  chooseDecision: 'Choose a decision.',
  changedUnder: 'The request changed while this was open.',
  lookAgain: 'Look again',
  notOffered: 'This is no longer offered.',
  leave: 'Leave',
  deciding: 'Deciding',
  dropTitle: 'Drop the decision',
  dropText: 'The request stays as it is now. The decision and your note stay in its history.',
  dropNote: 'Reason',
  dropNow: 'Drop the decision',
  dropping: 'Dropping',
  settleWhy: 'Who said so',
  settleHint: 'For example, what the portal shows or who confirmed it.',
  record: 'Record it',
  toastUndo: 'Undo',
  toastUndoChange: 'Undo the change',
  undone: 'Undone. Nothing was sent.',
  putBack: 'The earlier decision is back, waiting to be sent.',
  foot: 'Available offline on this desk',
}

// ---- statuses

/** The status as shown: the portal's label, or what TMF's word means. */
export const requestStatusWord = (status: RequestStatus, stateWord: string, means: Status): string =>
  (status as string) !== '' ? status : stateWord === '' ? 'Status not given' : `${statusBeside(means, stateWord)}, status not given`

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
export const requestMeaning = (status: RequestStatus): string =>
  (status as string) === ''
    ? 'The portal does not give the status.'
    : (meanings[status] ?? 'A status this desk does not know.')

// ---- the list

export const cardWords: Record<Card, { word: string; note: string }> = {
  [Card.Total]: { word: 'Total', note: '' },
  [Card.Requested]: { word: 'Requested', note: 'waiting for review' },
  [Card.InProgress]: { word: 'In Progress', note: 'contract to cancellation' },
  [Card.Active]: { word: 'Active', note: 'in use' },
}
export const othersNote = (n: number): string =>
  n === 0 ? 'all on the other cards' : n === 1 ? '1 in another status' : `${count(n)} in other statuses`

const markWords: Record<RequestMark, string> = {
  [RequestMark.Waiting]: 'Waiting to be sent',
  [RequestMark.Conflict]: 'Needs attention',
  [RequestMark.Asks]: 'Asks to cancel',
  [RequestMark.Unread]: 'Unread',
}
export const markWord = (mark: string): string => markWords[mark as RequestMark] ?? mark

/** What the columns are called, and how the footer names the order of a list sorted by one. */
const columns: Record<RequestSort, { word: string; by: string }> = {
  [RequestSort.RequestId]: { word: 'Order ID', by: 'Order ID' },
  [RequestSort.InitiatedBy]: { word: 'Initiated by', by: 'initiator' },
  [RequestSort.RequestCustomer]: { word: 'Customer', by: 'customer' },
  [RequestSort.Offering]: { word: 'Service Offerings', by: 'service offering' },
  [RequestSort.Package]: { word: 'Package', by: 'package' },
  [RequestSort.OrderDate]: { word: 'Order Date', by: 'order date' },
  [RequestSort.RequestStatus]: { word: 'Status', by: 'status' },
}
export const requestColumn = (sort: RequestSort): string => columns[sort].word
export const actionsColumn = 'Actions'

/** "1 to 50 of 412" */
export const span = (offset: number, shown: number, matching: number): string =>
  shown === 0 ? `0 of ${count(matching)}` : `${count(offset + 1)} to ${count(offset + shown)} of ${count(matching)}`

/** The order of the list, for the footer. */
export function orderWords(sort: RequestSort, ascending: boolean): string {
  if (sort === RequestSort.OrderDate) return ascending ? 'Oldest first' : 'Newest first'
  return `By ${columns[sort].by}${ascending ? '' : ', descending'}`
}

export const freshRows = (n: number): string =>
  n === 0 ? requests.showMoved : n === 1 ? '1 new. Show it' : `${count(n)} new. Show them`

/** Why no row is shown; clears: another search may find some. */
export function noRequests(text: string, page: RequestsPage): { title: string; text: string; clears: boolean } {
  if (page.total === 0) {
    return page.firstCopy
      ? { title: requests.firstTitle, text: requests.firstText, clears: false }
      : { title: requests.emptyTitle, text: requests.emptyText, clears: false }
  }
  return {
    title: text === '' ? 'No request matches the filters' : `No request matches “${text}”`,
    text: `Searched ${plural(page.total, 'request')} on this desk.`,
    clears: true,
  }
}

/** The pages to offer: the first, the last, those around the present one; 0 stands for a gap. */
export function pagesAround(now: number, last: number): number[] {
  const wanted = [1, now - 1, now, now + 1, last]
  if (now <= 3) wanted.push(2, 3)
  const pages = [...new Set(wanted)].filter((page) => page >= 1 && page <= last).sort((a, b) => a - b)
  return pages.flatMap((page, i) => (i > 0 && page - (pages[i - 1] as number) > 1 ? [0, page] : [page]))
}

// ---- actions and reasons

const actions: Record<RequestAction, { name: string; button: string; short?: string }> = {
  [RequestAction.AcceptCancellation]: { name: 'Accept the cancellation', button: 'Accept…', short: 'Accept cancellation' },
  [RequestAction.RevertToInProgress]: { name: 'Revert to in progress', button: 'Revert' },
  [RequestAction.RevertToSubmitted]: { name: 'Revert to submitted', button: 'Revert' },
  [RequestAction.StartContract]: { name: 'Start the contract', button: 'Start' },
  [RequestAction.ContractReady]: { name: 'Contract ready', button: 'Contract ready' },
  [RequestAction.SendToCustomer]: { name: 'Send to the customer', button: 'Send' },
  [RequestAction.RecordSignature]: { name: 'Record the signature', button: 'Record' },
  [RequestAction.BackToGenerating]: { name: 'Back to generating', button: 'Back' },
  [RequestAction.StartProvisioning]: { name: 'Start provisioning', button: 'Start' },
  [RequestAction.RetryProvisioning]: { name: 'Retry provisioning', button: 'Retry' },
  [RequestAction.Deny]: { name: 'Deny the request', button: 'Deny…', short: 'Deny' },
  [RequestAction.Cancel]: { name: 'Cancel the request', button: 'Cancel…', short: 'Cancel' },
}
/** The action as it is listed; a word that only the portal knows is quoted. */
export const requestActionName = (action: RequestAction, word = ''): string => actions[action]?.name ?? `“${word}”`
export const requestActionButton = (action: RequestAction): string => actions[action]?.button ?? requests.open

export const shortAction = (action: RequestAction): string => actions[action]?.short ?? requestActionName(action)

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

const reasonLabels = Object.fromEntries(Object.entries(reasonWords).map(([reason, word]) => [reason.toLowerCase(), word]))
/** The reason in the portal's words. A known reason code at the start gets its label:
 * "The customer asked “customerAsked”: the customer gave notice". */
export function whyWords(why: string): string {
  const [, reason = '', rest = ''] = /^([\w-]+)(:.*)?$/s.exec(why.trim()) ?? []
  return reason === '' ? why : `${labelled(reasonLabels, reason)}${rest}`
}
/** The same, in quotes if it has no label. */
export function quotedWhy(why: string): string {
  const words = whyWords(why)
  return words === why ? quoted(why) : words
}

// Labels for the states of products (TMF637) and contracts (TMF651).
const productLabels: Record<string, string> = {
  created: 'Created',
  pendingactive: 'Being activated',
  active: 'Active',
  suspended: 'Suspended',
  pendingterminate: 'Being terminated',
  terminated: 'Terminated',
  canceled: 'Canceled',
  aborted: 'Not completed',
}
export const productState = (word: string): string => labelled(productLabels, word)
const contractLabels: Record<string, string> = {
  initialized: 'Started',
  inprocess: 'In process',
  pendingupdate: 'Being changed',
  validated: 'Checked',
  approved: 'Approved',
  agreed: 'Agreed',
  active: 'In force',
  rejected: 'Rejected',
  canceled: 'Canceled',
  expired: 'Expired',
  terminated: 'Terminated',
}
export const contractState = (word: string): string => labelled(contractLabels, word)

/** What will happen, before it is decided. */
export function decisionConsequences(offer: ActionOf, from: string): string[] {
  const end = offer.to === RequestStatus.Denied || offer.to === RequestStatus.Canceled
  return [
    (offer.to as string) === ''
      ? 'The portal decides the next status.'
      : `The request goes from ${from} to ${offer.to}.`,
    'It is sent once the portal can be reached, unless the request has changed by then. Until then you can withdraw it.',
    ...(end ? [`Once sent, it cannot be undone from here: ${offer.to} has no more actions.`] : []),
  ]
}

/** Why a decision cannot be taken yet; empty: it can. */
export function decisionLacks(reasons: string[], reason: string, text: string): string {
  if (reasons.length === 0) return ''
  if (reason === '') return requests.chooseReason
  return reason === DecisionReason.Other && text.trim() === '' ? requests.writeReason : ''
}

// ---- the outcome of a decision

const ended: Record<DecisionState, string> = {
  [DecisionState.Waiting]: 'waiting to be sent',
  [DecisionState.Sending]: 'being sent',
  [DecisionState.Applied]: 'carried out',
  [DecisionState.Refused]: 'refused',
  [DecisionState.Unsure]: 'outcome unknown',
  [DecisionState.Conflict]: 'conflict',
  [DecisionState.Later]: 'kept for later',
  [DecisionState.Withdrawn]: 'withdrawn',
  [DecisionState.Dropped]: 'dropped',
}
/** The decision in a row: only its state, because there is no room for the action. */
export function rowChip(chip: DecisionChip): string {
  const word =
    chip.state === DecisionState.Conflict || chip.state === DecisionState.Later
      ? chipWord(chip)
      : (ended[chip.state] ?? chip.state)
  return word.charAt(0).toUpperCase() + word.slice(1)
}
/** "Deny, waiting to be sent", "Conflict": in full. */
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
/** The badge beside the status on the request's own page. */
export function decisionBadge(decision: DecisionRow): string {
  return decision.state === DecisionState.Conflict ? 'Conflict, decide again' : chipWord(decision)
}
/** A step of the history: the new status, or the decision taken here. */
export const changeWord = (row: ChangeRow): string =>
  row.here
    ? `${shortAction(row.here.action)}, ${ended[row.here.state] ?? row.here.state}`
    : requestStatusWord(row.to, '', Status.NotGiven)

/** The reason from the list, then the words: "Credit check not passed. The score is below the line." */
export function reasonAndText(reason: DecisionReason, text: string): string {
  if ((reason as string) === '') return text
  return text === '' ? reasonWord(reason) : `${reasonWord(reason)}. ${text.replace(/\.$/, '')}.`
}

/** "Deny: Credit check not passed. The score is below the line." */
export function decisionLine(decision: DecisionRow): string {
  const why = reasonAndText(decision.reason, decision.text).replace(/\.$/, '')
  return why === ''
    ? `${requestActionName(decision.action)} ${leadsTo(decision.to)}`
    : `${requestActionName(decision.action)} ${leadsTo(decision.to)}. ${why}.`
}

/** "Priya Raman, Today 09:40" */
export const byAt = (by: string, at: string, now: number): string =>
  joined([by, at && when(at, now)])

/** By whom, when and according to whom, under a step of the history. */
export const changeLine = (by: string, at: string, whose: string, now: number): string =>
  joined([at === '' ? joined([by, 'time not given']) : byAt(by, at, now), whose])

/** "Decided by Priya Raman, Today 09:40, 40 min ago." */
export const decidedBy = (decision: DecisionRow, now: number): string =>
  `Decided by ${byAt(decision.by, decision.at, now)}, ${ago(decision.at, now)}.`

/** "version 4, Mon 18:40" */
export const snapshotWhen = (snapshot: SnapshotRow, now: number): string =>
  joined([snapshot.version && `version ${snapshot.version}`, snapshot.changedAt && when(snapshot.changedAt, now)])

/** What differs between the request then and now, by name. */
export function differences(
  on: SnapshotRow,
  now: SnapshotRow,
): { name: string; on: string; now: string; status: boolean; differs: boolean }[] {
  const status = (snapshot: SnapshotRow) =>
    snapshot.gone ? requests.gone : requestStatusWord(snapshot.status, snapshot.stateWord, snapshot.means)
  const versions = { name: 'Version', of: (snapshot: SnapshotRow) => snapshot.version, status: false }
  const pack = (snapshot: SnapshotRow) => joined([snapshot.package, snapshot.quantity])
  const asks = (snapshot: SnapshotRow) => (snapshot.asks ? requests.asks : '')
  const rows = [
    { name: requests.status, of: status, status: true },
    { name: requests.offering, of: (snapshot: SnapshotRow) => snapshot.offering, status: false },
    { name: requests.package, of: pack, status: false },
    {
      name: requests.contract,
      of: (snapshot: SnapshotRow) => (snapshot.contract === '' ? '' : `version ${snapshot.contract}`),
      status: false,
    },
    { name: requests.wish, of: asks, status: false },
  ]
  const told = (list: typeof rows) =>
    list
      .map((row) => ({ name: row.name, status: row.status, on: row.of(on), now: row.of(now) }))
      .filter((row) => row.on !== '' || row.now !== '')
      .map((row) => ({ ...row, differs: row.on !== row.now }))
  if (now.gone) return told(rows.slice(0, 1)) // nothing else is known of it
  const all = told(rows)
  // Where nothing else tells the two apart, the portal's version does.
  return all.some((row) => row.differs) ? all : [...all, ...told([versions])]
}

/** "Deny it as it is now" */
export const againVerb = (action: RequestAction): string =>
  action === RequestAction.Deny
    ? 'Deny it as it is now'
    : action === RequestAction.Cancel
      ? 'Cancel it as it is now'
      : 'Apply it again'

/** How often it was checked, and from when a person can record the outcome. */
export function soughtWords(decision: DecisionRow, now: number): string {
  const times =
    decision.scans === 0
      ? 'Not checked yet.'
      : decision.scans === 1
        ? 'Checked once.'
        : `Checked ${count(decision.scans)} times.`
  if (decision.settle) return `${times} You can record the outcome now.`
  const left = decision.settleAt === '' ? 0 : millis(decision.settleAt) - now
  return left > 0
    ? `${times} You can record the outcome from ${hourMinute(decision.settleAt)}, in ${spokenAge(left)}.`
    : times
}
export const settleTitle = (applied: boolean): string => (applied ? 'It was carried out' : 'It was not carried out')
export const settleText = (applied: boolean): string =>
  applied
    ? 'The decision counts as carried out. Commsdesk stops checking it.'
    : 'The decision is dropped and will not be sent again. You can decide again.'

/** "Jun Watanabe, Today 09:40: “We ordered it twice.”" */
export const cancellationWords = (by: string, at: string, why: string, now: number): string => {
  const who = byAt(by, at, now)
  if (who === '') return why === '' ? requests.asksNoMore : quotedWhy(why)
  return why === '' ? `${who}.` : `${who}: ${quotedWhy(why)}`
}

export const dueLine = (at: string, by: string): string =>
  joined([at && `ordered ${longDay(at)}`, by && `by ${by}`], ' ')

/** "3 documents, 2.1 MB" */
export const documentsSum = (n: number, size: string): string =>
  n === 0 ? 'No documents' : joined([plural(n, 'document'), size])
export const allKept = 'All documents are on this desk'
/** "SR-104431: Deny will be sent in 6 s" */
export const toastWords = (id: string, decision: DecisionRow, left: number): string =>
  `${id}: ${shortAction(decision.action)} will be sent in ${Math.max(0, Math.ceil(left / 1000))} s`
/** The same for screen readers: announced once, without the seconds. */
export const toastSpoken = (id: string, decision: DecisionRow): string =>
  `${id}: ${shortAction(decision.action)}, waiting to be sent`

const conflictTitles: Record<Against, string> = {
  [Against.Changed]: 'It changed before your decision was sent',
  [Against.Gone]: 'No longer in the portal',
  [Against.Role]: 'Your role no longer allows this decision',
  [Against.NotOffered]: 'The request no longer offers this',
  [Against.OtherPortal]: 'It was decided on another portal',
  [Against.SentUnknown]: 'It is unknown whether your decision was sent',
}
/** Why a decision is in conflict. */
export function conflictTitle(decision: DecisionRow): string {
  const said =
    decision.left && decision.against === Against.Changed
      ? 'It changed before your decision was carried out'
      : decision.left && decision.against === Against.SentUnknown
        ? 'It changed after your decision was sent'
        : (conflictTitles[decision.against] ?? conflictTitles[Against.Changed])
  return decision.state === DecisionState.Later
    ? `Kept for later: ${said.charAt(0).toLowerCase()}${said.slice(1)}`
    : said
}
/** Whether a decision in conflict was sent. */
export function conflictSent(decision: DecisionRow): string {
  if (decision.against === Against.SentUnknown)
    return decision.left
      ? 'Your decision was sent. It is unknown whether it was carried out before the request changed.'
      : 'It may already have been sent and carried out.'
  return decision.left ? 'Your decision was sent, but the portal did not carry it out.' : requests.nothingSent
}
/** "Priya Raman decided it Mon 18:52, 15 h ago. Nothing has been sent." */
export const conflictText = (decision: DecisionRow, now: number): string =>
  `${decidedBy(decision, now)} ${conflictSent(decision)}`

/** "1 needs attention" */
export const returnedCount = (n: number): string => `${count(n)} ${n === 1 ? 'needs' : 'need'} attention`
/** "SR-104417, Brightwater Dental: Deny, conflict" */
export const returnedLine = (row: RequestRow): string =>
  `${joined([row.id, row.customer], ', ')}${row.decision ? `: ${shortAction(row.decision.action)}, ${ended[row.decision.state] ?? row.decision.state}` : ''}`
export const moreReturned = (n: number): string => `Show all ${count(n)}`

/** "1 waiting to be sent" */
export const waitingCount = (n: number): string => `${count(n)} waiting to be sent`

/** Why a waiting decision has not been sent yet. */
export const waitingText = (decision: DecisionRow, now: number): string =>
  decision.delayed === ''
    ? `${decision.kept === '' ? '' : `It could not be sent when last tried. ${decision.kept} `}${requests.waitingText}`
    : `The portal has been unreachable since ${sameDay(decision.delayed, new Date(now).toISOString()) ? hourMinute(decision.delayed) : when(decision.delayed, now)}. ${requests.waitingText}`

/** How old the sums are, where they are older than the header says. */
export const sumsAge = (readAt: string, header: string, now: number): string =>
  readAt === '' || header === '' || millis(header) - millis(readAt) < 90_000
    ? ''
    : `Requests read ${ago(readAt, now)}`
/** ", credit check not passed" */
export function decisionWhy(decision: DecisionRow): string {
  const reason = (decision.reason as string) === '' ? '' : reasonWord(decision.reason)
  return [reason.charAt(0).toLowerCase() + reason.slice(1), decision.text]
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('')
}
export const readHere = (readAt: string, now: number): string =>
  readAt === '' ? requests.foot : `Read ${ago(readAt, now)}, available offline`
