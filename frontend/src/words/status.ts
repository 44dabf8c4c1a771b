// The words for orders and services, and what each means. The portal's own spelling stays.
import { Kind, ServiceState, SIMType, Status } from '../api/rows'
import { withWord } from './frame'

const statuses: Record<Status, { word: string; meaning: string }> = {
  [Status.Acknowledged]: { word: 'Acknowledged', meaning: 'Received and accepted. Processing has not begun.' },
  [Status.InProgress]: { word: 'In Progress', meaning: 'One or more carrier stages are running.' },
  [Status.Complete]: { word: 'Complete', meaning: 'Finished. Nothing more to do.' },
  [Status.Rejected]: { word: 'Rejected', meaning: 'The portal did not accept it. Nothing was changed.' },
  [Status.Failed]: { word: 'Failed', meaning: 'It ended without a result.' },
  [Status.Partial]: { word: 'Partial', meaning: 'It ended with part of its result.' },
  [Status.Cancelled]: { word: 'Cancelled', meaning: 'It was stopped before it finished.' },
  [Status.Pending]: { word: 'Pending', meaning: 'Waiting for something or someone outside the carrier.' },
  [Status.Held]: { word: 'On hold', meaning: 'Waiting until someone releases it.' },
  [Status.Cancelling]: { word: 'Being cancelled', meaning: 'Cancellation requested, not decided yet.' },
  [Status.NotGiven]: { word: 'Status not given', meaning: 'The portal sent no status. It counts as open.' },
  [Status.Unknown]: { word: 'Unknown', meaning: 'A status this desk does not know. It counts as open.' },
}

/** The status in words; a word this desk does not know is quoted. */
export const statusWord = (status: Status, word: string): string =>
  status === Status.Unknown ? `“${word}”` : (statuses[status]?.word ?? `“${word}”`)

/** The same with the portal's own word beside it. */
export const statusBeside = (status: Status, word: string): string => withWord(statusWord(status, word), word)

export const statusMeaning = (status: Status): string => (statuses[status] ?? statuses[Status.Unknown]).meaning

const kindWords: Record<Kind, string> = {
  [Kind.CancelOrder]: 'Cancel an order',
  [Kind.Activation]: 'Activation',
  [Kind.FeatureUpdate]: 'Feature Update',
  [Kind.SimSwap]: 'SIM Swap',
  [Kind.NumberPort]: 'Number Port',
  [Kind.ChangePlan]: 'Change Plan',
  [Kind.CancelService]: 'Cancel Service',
  [Kind.TravelPack]: 'Travel Pack',
  [Kind.Unknown]: 'Type not given',
}

/** The activity type; one this desk does not know keeps the portal's word. */
export const kindWord = (kind: Kind, word: string): string =>
  kind === Kind.Unknown && word !== '' ? word : (kindWords[kind] ?? word)

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

/** The same with the portal's own word beside it. */
export const stateBeside = (state: ServiceState, word: string): string => withWord(stateWord(state, word), word)

/** The state as a filter names it. */
export const stateChoice = (value: string): string => stateWords[value as ServiceState] ?? value

export function simWord(type: SIMType): string {
  if (type === SIMType.Esim) return 'E-SIM'
  return type === SIMType.Physical ? 'Physical SIM' : ''
}

/** "1 order stuck" */
export const stuckCount = (n: number): string => `${n} ${n === 1 ? 'order' : 'orders'} stuck`
