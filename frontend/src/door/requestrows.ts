// The rows and enumerations of subscription requests that cross the bridge, as the generated ones are going to name them.
import type { desk } from '../../wailsjs/go/models'

type Choice = desk.Choice
type Detail = desk.Detail

export enum RequestStatus {
  Draft = 'Draft',
  SubscriptionRequestReceived = 'Subscription Request Received',
  GeneratingContract = 'Generating Contract',
  ContractReadyForReview = 'Contract Ready for Review',
  ContractSigned = 'Contract Signed',
  ProvisioningInProgress = 'Provisioning in Progress',
  Active = 'Active',
  Expired = 'Expired',
  PendingCancellation = 'Pending Cancellation',
  Canceled = 'Canceled',
  Decommissioning = 'Decommissioning',
  ProvisioningFailed = 'Provisioning Failed',
  Denied = 'Denied',
  Validating = 'Validating',
  Activating = 'Activating',
  ActivationFailed = 'Activation Failed',
}
export enum Card {
  Total = 'total',
  Requested = 'requested',
  InProgress = 'inProgress',
  Active = 'active',
}
export enum RequestMark {
  Waiting = 'waiting',
  Conflict = 'conflict',
  Asks = 'asks',
  Unread = 'unread',
}
export enum RequestSort {
  RequestId = 'requestId',
  InitiatedBy = 'initiatedBy',
  RequestCustomer = 'requestCustomer',
  Offering = 'offering',
  Package = 'package',
  OrderDate = 'orderDate',
  RequestStatus = 'requestStatus',
}
export enum RequestAction {
  AcceptCancellation = 'acceptCancellation',
  RevertToInProgress = 'revertToInProgress',
  RevertToSubmitted = 'revertToSubmitted',
  StartContract = 'startContract',
  ContractReady = 'contractReady',
  SendToCustomer = 'sendToCustomer',
  RecordSignature = 'recordSignature',
  BackToGenerating = 'backToGenerating',
  StartProvisioning = 'startProvisioning',
  RetryProvisioning = 'retryProvisioning',
  Deny = 'deny',
  Cancel = 'cancel',
}
export enum DecisionReason {
  CreditCheck = 'creditCheck',
  IncompleteDetails = 'incompleteDetails',
  NotAvailable = 'notAvailable',
  DuplicateRequest = 'duplicateRequest',
  CustomerAsked = 'customerAsked',
  CustomerDoesNotAnswer = 'customerDoesNotAnswer',
  TermsNotAccepted = 'termsNotAccepted',
  Other = 'other',
}
export enum DecisionState {
  Waiting = 'waiting',
  Sending = 'sending',
  Applied = 'applied',
  Refused = 'refused',
  Unsure = 'unsure',
  Conflict = 'conflict',
  Later = 'later',
  Withdrawn = 'withdrawn',
  Dropped = 'dropped',
}

export interface RequestsQuery {
  text: string
  card: Card
  statuses: RequestStatus[]
  customer: string
  offering: string
  package: string
  initiator: string
  from: string
  to: string
  mark: RequestMark
  sort: RequestSort
  ascending: boolean
  offset: number
  limit: number
}
export interface RequestsPage {
  off: string
  matching: number
  total: number
  requested: number
  inProgress: number
  active: number
  others: number
  waiting: number
  conflicts: number
  asks: number
  unread: number
  rows: RequestRow[]
  statuses: Choice[]
  customers: Choice[]
  offerings: Choice[]
  packages: Choice[]
  initiators: Choice[]
  views: SavedView[]
  firstCopy: boolean
}
export interface SavedView {
  name: string
  query: RequestsQuery
}
export interface RequestRow {
  id: string
  initiatedBy: string
  customer: string
  offering: string
  package: string
  orderedAt: string
  status: RequestStatus
  stateWord: string
  asks: boolean
  unread: boolean
  decision?: DecisionChip
}
export interface DecisionChip {
  action: RequestAction
  state: DecisionState
}
export interface RequestPage {
  id: string
  gone: boolean
  status: RequestStatus
  stateWord: string
  customer: string
  initiatedBy: string
  offering: string
  package: string
  quantity: string
  orderedAt: string
  summary: string
  version: string
  answers: Detail[]
  contract: AgreementRow[]
  products: ProductRow[]
  services: ServiceRef[]
  orderIds: string[]
  history: ChangeRow[]
  historyGiven: boolean
  notes: NoteRow[]
  wish?: WishRow
  actions: ActionOf[]
  actionsGiven: boolean
  decision?: DecisionRow
  unread: boolean
  readAt: string
  seen: string
}
export interface AgreementRow {
  id: string
  version: string
  name: string
  stateWord: string
  at: string
  missing: boolean
  documents: DocumentRow[]
}
export interface DocumentRow {
  id: string
  name: string
  type: string
  size: number
  kept: boolean
}
export interface ProductRow {
  id: string
  name: string
  stateWord: string
}
export interface ServiceRef {
  id: string
  number: string
}
export interface ChangeRow {
  at: string
  by: string
  from: RequestStatus
  to: RequestStatus
  why: string
  here?: DecisionChip
}
export interface NoteRow {
  id: string
  at: string
  by: string
  text: string
}
export interface WishRow {
  at: string
  by: string
  why: string
}
export interface ActionOf {
  action: RequestAction
  word: string
  to: RequestStatus
  off: string
  reasons: DecisionReason[]
}
export interface DecisionRow {
  key: string
  action: RequestAction
  to: RequestStatus
  reason: DecisionReason
  text: string
  at: string
  by: string
  state: DecisionState
  holdUntil: string
  said: string
  on: StandRow
  now?: StandRow
  againOff: string
  scans: number
  settle: boolean
  settleAt: string
}
export interface StandRow {
  status: RequestStatus
  stateWord: string
  version: string
  contract: string
  offering: string
  package: string
  quantity: string
  asks?: WishRow
  changedAt: string
  changedBy: string
  why: string
}
export interface NewDecision {
  requestId: string
  action: RequestAction
  reason: DecisionReason
  text: string
  seen: string
}
