// Which mark a status has. The word always stands beside it.
import {
  type CapabilityRow,
  DecisionState,
  type Event,
  type Order,
  type SubmissionRow,
  SubmissionState,
  RequestStatus,
  ServiceState,
  Status,
  SyncStatus,
} from '../api/rows'
import { millis } from '../format/time'
import { does } from '../words/settings'
import type { Mark } from '../ui/Status.svelte'

const acknowledged: Mark = { role: 'acknowledged', shape: 'acknowledged' }
const running: Mark = { role: 'running', shape: 'running' }
const complete: Mark = { role: 'complete', shape: 'complete' }
const failed: Mark = { role: 'failed', shape: 'failed' }
const waiting: Mark = { role: 'waiting', shape: 'waiting' }
const neutral: Mark = { role: 'neutral', shape: 'neutral' }
export const stuckMark: Mark = { role: 'stuck', shape: 'stuck' }
export const waitingMark = waiting
export const failedMark = failed
export const neutralMark = neutral
export const completeMark = complete
export const draftMark: Mark = { role: 'neutral', shape: 'draft' }
export const dotMark: Mark = { role: 'complete', shape: 'dot' }
export const unsureMark: Mark = { role: 'stuck', shape: 'unsure' }

const ofStatus: Record<Status, Mark> = {
  [Status.Acknowledged]: acknowledged,
  [Status.NotGiven]: acknowledged,
  [Status.Unknown]: acknowledged,
  [Status.InProgress]: running,
  [Status.Cancelling]: running,
  [Status.Complete]: complete,
  [Status.Failed]: failed,
  [Status.Rejected]: failed,
  [Status.Partial]: { role: 'stuck', shape: 'conflict' },
  [Status.Pending]: waiting,
  [Status.Held]: waiting,
  [Status.Cancelled]: neutral,
}
export const statusMark = (status: Status): Mark => ofStatus[status] ?? acknowledged

const ofState: Record<ServiceState, Mark> = {
  [ServiceState.Active]: complete,
  [ServiceState.Activating]: running,
  [ServiceState.Suspended]: waiting,
  [ServiceState.Ended]: neutral,
  [ServiceState.Unknown]: acknowledged,
}
export const stateMark = (state: ServiceState): Mark => ofState[state] ?? acknowledged

const ofSyncStatus: Record<SyncStatus, Mark> = {
  [SyncStatus.Fresh]: complete,
  [SyncStatus.FirstCopy]: draftMark,
  [SyncStatus.Refreshing]: running,
  [SyncStatus.Stale]: stuckMark,
  [SyncStatus.Offline]: neutral,
  [SyncStatus.Refused]: failed,
  [SyncStatus.Unsure]: unsureMark,
}
export const syncMark = (status: SyncStatus): Mark => ofSyncStatus[status] ?? neutral

/** What a portal cannot do is a fact about it, and nothing to worry about. */
export function capabilityMark(row: CapabilityRow): Mark {
  if (!row.known) return draftMark
  return does(row) ? complete : neutral
}

/** The mark of an order that was sent from here. */
export function promiseMark(state: SubmissionState): Mark {
  if (state === SubmissionState.Sending) return draftMark
  return state === SubmissionState.Placed ? acknowledged : unsureMark
}

/** Reports whether it is still searched for: its outcome or its Order ID is unknown. */
export const isSought = (row: SubmissionRow): boolean =>
  row.decideAt !== '' || (row.state !== SubmissionState.Sending && row.state !== SubmissionState.Placed)

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
  [RequestStatus.GeneratingContract]: running,
  [RequestStatus.ContractReadyForReview]: waiting,
  [RequestStatus.ContractSigned]: running,
  [RequestStatus.ProvisioningInProgress]: running,
  [RequestStatus.Active]: complete,
  [RequestStatus.Expired]: neutral,
  [RequestStatus.PendingCancellation]: waiting,
  [RequestStatus.Canceled]: neutral,
  [RequestStatus.Decommissioning]: running,
  [RequestStatus.ProvisioningFailed]: failed,
  [RequestStatus.Denied]: neutral,
  [RequestStatus.Validating]: running,
  [RequestStatus.Activating]: running,
  [RequestStatus.ActivationFailed]: failed,
}
/** One that is not given, and one that nobody knows, count as acknowledged. */
export const requestMark = (status: RequestStatus): Mark => ofRequest[status] ?? acknowledged

export const conflictMark: Mark = { role: 'stuck', shape: 'conflict' }
const ofDecision: Record<DecisionState, Mark> = {
  [DecisionState.Waiting]: waiting,
  [DecisionState.Sending]: waiting,
  [DecisionState.Applied]: complete,
  [DecisionState.Refused]: failed,
  [DecisionState.Unsure]: unsureMark,
  [DecisionState.Conflict]: conflictMark,
  [DecisionState.Later]: conflictMark,
  [DecisionState.Withdrawn]: neutral,
  [DecisionState.Dropped]: neutral,
}
export const decisionMark = (state: DecisionState): Mark => ofDecision[state] ?? waiting
