// What the guard says, as a mark, and the open orders that it may speak of.
import { Level, type Order, type ServicePage } from '../../api/rows'
import type { Mark } from '../../ui/Status.svelte'
import { completeMark, stuckMark } from '../marks'

const blocked: Mark = { role: 'failed', shape: 'blocked' }

/** A level that nobody knows blocks. */
export function levelMark(level: Level): Mark {
  if (level === Level.Allowed) return completeMark
  return level === Level.Warned ? stuckMark : blocked
}

/** The orders of a service that are open, with their parts. */
export const openOrders = (page: ServicePage | null): Order[] =>
  page?.events.flatMap((event) => (event.open ? [event.order, ...event.parts] : [])) ?? []
