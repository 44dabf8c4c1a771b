// The orders of a service that are open, with their parts.
import type { Order, ServicePage } from '../../api/rows'

export const openOrders = (page: ServicePage | null): Order[] =>
  page?.events.flatMap((event) => (event.open ? [event.order, ...event.parts] : [])) ?? []
