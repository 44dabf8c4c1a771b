// Which mark a status has. The word always stands beside it.
import {
  type CapabilityRow, DecisionState, type Event, Level, type Order, type SubmissionRow, RequestStatus, type ServicePage, ServiceState, Status,
  SubmissionState, SyncStatus,
} from '../api/rows'
import { millis } from '../format/time'
import { does } from '../words/settings'
import type { Mark } from '../ui/Status.svelte'

const acknowledged: Mark = { role: 'acknowledged', shape: 'acknowledged' }
export const runningMark: Mark = { role: 'running', shape: 'running' }
export const completeMark: Mark = { role: 'complete', shape: 'complete' }
export const failedMark: Mark = { role: 'failed', shape: 'failed' }
export const waitingMark: Mark = { role: 'waiting', shape: 'waiting' }
export const neutralMark: Mark = { role: 'neutral', shape: 'neutral' }
export const stuckMark: Mark = { role: 'stuck', shape: 'stuck' }
export const unsureMark: Mark = { role: 'stuck', shape: 'unsure' }
export const draftMark: Mark = { role: 'neutral', shape: 'draft' }
export const dotMark: Mark = { role: 'complete', shape: 'dot' }
export const conflictMark: Mark = { role: 'stuck', shape: 'conflict' }

const ofStatus: Record<Status, Mark> = {
  [Status.Acknowledged]: acknowledged,
  [Status.NotGiven]: acknowledged,
  [Status.Unknown]: acknowledged,
  [Status.InProgress]: runningMark,
  [Status.Cancelling]: runningMark,
  [Status.Complete]: completeMark,
  [Status.Failed]: failedMark,
  [Status.Rejected]: failedMark,
  [Status.Partial]: conflictMark,
  [Status.Pending]: waitingMark,
  [Status.Held]: waitingMark,
  [Status.Cancelled]: neutralMark,
}
export const statusMark = (status: Status): Mark => ofStatus[status] ?? acknowledged

const ofState: Record<ServiceState, Mark> = {
  [ServiceState.Active]: completeMark,
  [ServiceState.Activating]: runningMark,
  [ServiceState.Suspended]: waitingMark,
  [ServiceState.Ended]: neutralMark,
  [ServiceState.Unknown]: acknowledged,
}
export const stateMark = (state: ServiceState): Mark => ofState[state] ?? acknowledged

const ofSyncStatus: Record<SyncStatus, Mark> = {
  [SyncStatus.Fresh]: completeMark,
  [SyncStatus.FirstCopy]: draftMark,
  [SyncStatus.Refreshing]: runningMark,
  [SyncStatus.Stale]: stuckMark,
  [SyncStatus.Offline]: neutralMark,
  [SyncStatus.Refused]: failedMark,
  [SyncStatus.Unsure]: unsureMark,
}
export const syncMark = (status: SyncStatus): Mark => ofSyncStatus[status] ?? neutralMark

/** What a portal cannot do is a fact about it, and nothing to worry about. */
export function capabilityMark(row: CapabilityRow): Mark {
  if (!row.known) return draftMark
  return does(row) ? completeMark : neutralMark
}

/** The mark of an order that was sent from here. */
export function submissionMark(state: SubmissionState): Mark {
  if (state === SubmissionState.Sending) return draftMark
  return state === SubmissionState.Placed ? acknowledged : unsureMark
}

/** Reports whether it is still searched for: its outcome or its Order ID is unknown. */
export const isSought = (row: SubmissionRow): boolean =>
  row.decideAt !== '' || (row.state !== SubmissionState.Sending && row.state !== SubmissionState.Placed)

const blockedMark: Mark = { role: 'failed', shape: 'blocked' }
/** What the guard says of an order. A level that nobody knows blocks. */
export function levelMark(level: Level): Mark {
  if (level === Level.Allowed) return completeMark
  return level === Level.Warned ? stuckMark : blockedMark
}

/** The orders of the open actions of a service, with their parts: those that the guard may speak of. */
export const ordersOfOpen = (page: ServicePage | null): Order[] =>
  page?.events.flatMap((event) => (event.open ? [event.order, ...event.parts] : [])) ?? []

/** The orders of an action that are open: its own, or its parts'. */
export const openOrders = (event: Event): Order[] => [event.order, ...event.parts].filter((order) => order.open)

/** Whether a person has declared an action ended here, although the portal says that it is open. */
export const isClosedHere = (event: Event): boolean => {
  const open = openOrders(event)
  return open.length > 0 && open.every((order) => isSaid(order.closedHere))
}
export const isSaid = (word: Order['closedHere'] | null): boolean => word !== undefined && word !== null

/** Whether an action is past its limit, at a time in the portal's clock. Support has spoken about one that was closed here. */
export const isStuck = (event: Event, portalNow: number): boolean =>
  event.clock.stuckAt !== '' && portalNow > millis(event.clock.stuckAt) && !isClosedHere(event)

const aDay = 86_400_000

/** What is shown in full from the start: what is open, what did not end as it should, and what has to be told to the
 * customer now. */
export const needsReading = (event: Event, portalNow: number): boolean =>
  event.open || !finished(event.order) || (event.nextStep !== '' && portalNow - millis(event.order.endedAt) < aDay)
const finished = (order: Order) => order.status === Status.Complete || order.status === Status.Cancelled

const ofRequest: Record<RequestStatus, Mark> = {
  [RequestStatus.Draft]: draftMark,
  [RequestStatus.SubscriptionRequestReceived]: acknowledged,
  [RequestStatus.GeneratingContract]: runningMark,
  [RequestStatus.ContractReadyForReview]: waitingMark,
  [RequestStatus.ContractSigned]: runningMark,
  [RequestStatus.ProvisioningInProgress]: runningMark,
  [RequestStatus.Active]: completeMark,
  [RequestStatus.Expired]: neutralMark,
  [RequestStatus.PendingCancellation]: waitingMark,
  [RequestStatus.Canceled]: neutralMark,
  [RequestStatus.Decommissioning]: runningMark,
  [RequestStatus.ProvisioningFailed]: failedMark,
  [RequestStatus.Denied]: neutralMark,
  [RequestStatus.Validating]: runningMark,
  [RequestStatus.Activating]: runningMark,
  [RequestStatus.ActivationFailed]: failedMark,
}
/** One that is not given, and one that nobody knows, count as acknowledged. */
export const requestMark = (status: RequestStatus): Mark => ofRequest[status] ?? acknowledged

const ofDecision: Record<DecisionState, Mark> = {
  [DecisionState.Waiting]: waitingMark,
  [DecisionState.Sending]: waitingMark,
  [DecisionState.Applied]: completeMark,
  [DecisionState.Refused]: failedMark,
  [DecisionState.Unsure]: unsureMark,
  [DecisionState.Conflict]: conflictMark,
  [DecisionState.Later]: conflictMark,
  [DecisionState.Withdrawn]: neutralMark,
  [DecisionState.Dropped]: neutralMark,
}
export const decisionMark = (state: DecisionState): Mark => ofDecision[state] ?? waitingMark
