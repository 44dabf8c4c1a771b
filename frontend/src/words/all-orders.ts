// The sentences of the list of orders across services, and of an order without a service.
import { age } from '../format/age'
import { count, plural } from '../format/count'
import { ago, millis } from '../format/time'
import { type Freshness, type OrderListQuery, type OrderRow, OrderShow, OrderSort } from '../api/rows'
import { changeDay, openOrderWords } from './services'
import { stuckCount } from './status'

export const allOrders = {
  title: 'Orders',
  one: 'Order',
  places: 'Services or orders',
  list: 'List of orders',
  searchLabel: 'Search orders',
  searchHint: 'Order ID, number or customer',
  type: 'Type',
  noService: 'No service yet',
  notHere: 'Service not on this desk',
  noServiceText: 'The order names no service. Once the portal creates the service, this order appears in its activity.',
  notHereText: 'The order names a service that the portal does not list.',
  taken: 'This order belongs to a service',
  openService: 'Open its activity',
  none: 'None',
  copy: 'Copy the Order ID',
  previous: 'Previous order in the list (K)',
  next: 'Next order in the list (J)',
  back: 'Back to Orders',
  detail: 'The order and its parts',
  emptyTitle: 'No orders',
  emptyText: 'The portal lists no orders.',
  unreadTitle: 'Nothing read yet',
  unreadText: 'Orders appear here once the portal has answered.',
  showOrders: 'Show in Orders',
}

export const orderColumns = {
  id: 'Order ID',
  kind: 'Type',
  status: 'Status',
  [OrderSort.Running]: 'Open for',
  service: 'Service',
  customer: 'Customer',
  asked: 'Asks for',
  [OrderSort.Placed]: 'Placed',
}

const shows: Record<OrderShow, string> = {
  [OrderShow.All]: 'All',
  [OrderShow.Open]: 'Open',
  [OrderShow.Stuck]: 'Stuck',
  [OrderShow.Failed]: 'Failed',
  [OrderShow.PlacedHere]: 'Placed here',
}
export const showWord = (show: OrderShow): string => shows[show]

const sorts: Record<OrderSort, { up: string; down: string }> = {
  [OrderSort.Placed]: { up: 'oldest first', down: 'newest first' },
  [OrderSort.Running]: { up: 'stuck and open orders first', down: 'stuck and open orders last' },
}

/** The footer: the number of matching orders, the total and the sort order. */
export function ordersSentence(query: OrderListQuery, matching: number, total: number): string {
  return `${matching === total ? '' : `${count(matching)} of `}${plural(total, 'order')}, ${sorts[query.sort][query.descending ? 'down' : 'up']}`
}

/** Why no row is shown; clears: another search may find some. */
export function noOrders(query: OrderListQuery, total: number, freshness: Freshness | null, now: number): { title: string; text: string; clears: boolean } {
  const read = freshness?.readAt ?? ''
  if (total === 0) {
    return read === ''
      ? { title: allOrders.unreadTitle, text: allOrders.unreadText, clears: false }
      : { title: allOrders.emptyTitle, text: allOrders.emptyText, clears: false }
  }
  const text = query.text.trim()
  const searched = `Searched Order ID, number, customer, plan and SIM of all ${plural(total, 'order')} in the copy.`
  return {
    title: text === '' ? 'No order matches the filters' : `No order matches “${text}”`,
    text: read === '' ? searched : `${searched} The portal was last read ${ago(read, now)}.`,
    clears: true,
  }
}

/** "47 min", "Stuck, 47 min" or "On 27 Nov", and whether it is stuck or waits; empty for an order that is not open. */
export function runningWords(row: OrderRow, portalNow: number): { words: string; stuck: boolean; waiting: boolean } {
  if (!row.open) return { words: '', stuck: false, waiting: false }
  const { kind, kindWord, status, statusWord, clock, closedHere } = row
  const said = openOrderWords({ orderId: row.id, kind, kindWord, status, statusWord, clock, closedHere }, portalNow)
  const ran = clock.since === '' ? '' : `${clock.atLeast ? 'at least ' : ''}${age(portalNow - millis(clock.since))}`
  if (closedHere) return { ...said, words: 'Closed here' }
  if (clock.until !== '' && portalNow < millis(clock.until)) return { ...said, words: `On ${changeDay(clock.until, portalNow)}` }
  if (said.stuck) return { ...said, words: ran === '' ? 'Stuck' : `Stuck, ${ran}` }
  return { ...said, words: ran }
}

/** The customer that an order for a new service names. */
export const askedCustomer = (row: OrderRow): string =>
  row.asked.find(({ name }) => /^customer([ _-]?name)?$/i.test(name))?.value ?? ''

export const serviceWord = ({ number, serviceId, named }: { number: string; serviceId: string; named: boolean }, noNumber: string): string =>
  serviceId === '' ? (named ? allOrders.notHere : allOrders.noService) : number || noNumber

/** Above the list of services: orders without a service that match the search. */
export const unservedTitle = (n: number, text: string): string =>
  `${n === 1 ? '1 order without a service matches' : `${count(n)} orders without a service match`} “${text.trim()}”`

export const openChip = (n: number): string => `${count(n)} open`
/** Announced when more orders are stuck than before. */
export const stuckSpoken = (n: number): string => `${stuckCount(n)}.`
