// The words for orders and services, and what each means. The portal's own spelling stays.
import { type Kind, Kind as Kinds, ServiceState, SIMType, Status } from '../api/rows'

const statusWords: Record<Status, string> = {
  [Status.Acknowledged]: 'Acknowledged',
  [Status.InProgress]: 'In Progress',
  [Status.Complete]: 'Complete',
  [Status.Rejected]: 'Rejected',
  [Status.Failed]: 'Failed',
  [Status.Partial]: 'Partial',
  [Status.Cancelled]: 'Cancelled',
  [Status.Pending]: 'Pending',
  [Status.Held]: 'On hold',
  [Status.Cancelling]: 'Being cancelled',
  [Status.NotGiven]: 'Status not given',
  [Status.Unknown]: 'Unknown',
}

const statusMeanings: Record<Status, string> = {
  [Status.Acknowledged]: 'Received and accepted. Processing has not begun.',
  [Status.InProgress]: 'One or more carrier stages are running.',
  [Status.Complete]: 'Finished. Nothing more to do.',
  [Status.Rejected]: 'The portal did not accept it. Nothing was changed.',
  [Status.Failed]: 'It ended without a result.',
  [Status.Partial]: 'It ended with part of its result.',
  [Status.Cancelled]: 'It was stopped before it finished.',
  [Status.Pending]: 'Waiting for something or someone outside the carrier.',
  [Status.Held]: 'Waiting until someone releases it.',
  [Status.Cancelling]: 'Cancellation requested, not decided yet.',
  [Status.NotGiven]: 'The portal sent no status. It counts as open.',
  [Status.Unknown]: 'A status this desk does not know. It counts as open.',
}

/** The status in words; a word this desk does not know is quoted. */
export const statusWord = (status: Status, word: string): string =>
  status === Status.Unknown ? `“${word}”` : (statusWords[status] ?? `“${word}”`)

export const statusMeaning = (status: Status): string => statusMeanings[status] ?? statusMeanings[Status.Unknown]

const kindWords: Record<Kind, string> = {
  [Kinds.CancelOrder]: 'Cancel an order',
  [Kinds.Activation]: 'Activation',
  [Kinds.FeatureUpdate]: 'Feature Update',
  [Kinds.SimSwap]: 'SIM Swap',
  [Kinds.NumberPort]: 'Number Port',
  [Kinds.ChangePlan]: 'Change Plan',
  [Kinds.CancelService]: 'Cancel Service',
  [Kinds.TravelPack]: 'Travel Pack',
  [Kinds.Unknown]: 'Type not given',
}

/** The activity type; one this desk does not know keeps the portal's word. */
export const kindWord = (kind: Kind, word: string): string =>
  kind === Kinds.Unknown && word !== '' ? word : (kindWords[kind] ?? word)

const stateWords: Record<ServiceState, string> = {
  [ServiceState.Active]: 'Active',
  [ServiceState.Activating]: 'Activating',
  [ServiceState.Suspended]: 'Suspended',
  [ServiceState.Ended]: 'Ended',
  [ServiceState.Unknown]: 'Other',
}

/** The state of a service; a word this desk does not know is quoted. */
export function stateWord(state: ServiceState, word: string): string {
  if (state !== ServiceState.Unknown) return stateWords[state] ?? `“${word}”`
  return word === '' ? 'Not given' : `“${word}”`
}

/** The state as a filter names it. */
export const stateChoice = (value: string): string => stateWords[value as ServiceState] ?? value

export function simWord(type: SIMType): string {
  if (type === SIMType.Esim) return 'E-SIM'
  return type === SIMType.Physical ? 'Physical SIM' : ''
}

/** "1 order stuck" */
export const stuckCount = (n: number): string => `${n} ${n === 1 ? 'order' : 'orders'} stuck`
