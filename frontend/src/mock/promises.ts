// What left the desk in the mock and is not read back yet, and what was declared closed here. The address says what there
// is, such as ?promises=sending,unsure&making=placed; window.mockDesk.promises moves it on.
import type { Api } from '../api/api'
import {
  type ClosedHere,
  Code,
  type Event,
  Kind,
  Level,
  type Order,
  type Problem,
  type PromiseRow,
  PromiseState,
  type ServicePage,
  Status,
} from '../api/rows'

const minute = 60_000
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))
const problem = (text: string): Problem => ({ code: Code.Invalid, text, said: '' })

const unsure = { state: PromiseState.Unsure, orderId: '', searches: 3, decidable: true }
const rival = {
  id: 'blocked ORD00003920011',
  level: Level.Blocked,
  orderId: 'ORD00003920011',
  serviceId: 'svc-000002',
  stuck: false,
  text: 'Activation ORD00003920011 has been In Progress for a minute. It is for the same SIM. Wait until it is Complete, or use another card.',
}
const shapes: Record<string, Partial<PromiseRow>> = {
  sending: { state: PromiseState.Sending, orderId: '', at: ago(2000) },
  placed: { state: PromiseState.Placed, orderId: 'ORD00003930001', at: ago(20_000) },
  late: { state: PromiseState.Placed, orderId: 'ORD00003930002', at: ago(50 * minute), closable: true },
  raced: { state: PromiseState.Placed, orderId: 'ORD00003930001', at: ago(20_000), beside: [rival] },
  keyless: { state: PromiseState.Placed, orderId: '', at: ago(20_000) },
  unsure: { ...unsure, searches: 1, decidable: false, at: ago(4 * minute), decideAt: ago(-11 * minute) },
  named: {
    ...unsure,
    searches: 1,
    decidable: false,
    named: 'ORD00003920007',
    at: ago(4 * minute),
    decideAt: ago(-11 * minute),
  },
  searching: { ...unsure, searches: 1, decidable: false, at: ago(20 * minute), decideAt: ago(5 * minute) },
  decidable: { ...unsure, searches: 4, at: ago(21 * minute), decideAt: ago(6 * minute) },
  candidates: { ...unsure, searches: 4, at: ago(21 * minute), decideAt: ago(6 * minute) },
  cancel: { ...unsure, searches: 4, kind: Kind.CancelOrder, at: ago(21 * minute), decideAt: ago(6 * minute) },
}

export class MockPromises {
  #rows: PromiseRow[]
  #closed = new Map<string, ClosedHere>()
  #shown: Event[] = []
  readonly asked: string[] = []
  failDecide = false

  constructor(
    private readonly wants: URLSearchParams,
    private readonly ring: () => void,
  ) {
    const named = (list: string) => (wants.get(list) ?? '').split(',').filter((name) => name !== '')
    this.#rows = [
      ...named('promises').map((name, i) => this.#row(name, i, 'svc-000004')),
      ...named('making').map((name, i) => this.#row(name, i + 10, '')),
    ]
  }

  #row(name: string, i: number, serviceId: string): PromiseRow {
    const asked = [{ name: 'SIM', value: 'Physical SIM 0610023941175', was: '' }]
    return {
      key: `key-${i}`,
      kind: serviceId === '' ? Kind.Activation : Kind.SimSwap,
      serviceId,
      state: PromiseState.Unsure,
      orderId: '',
      by: 'Ada Kowalski',
      at: '',
      asked:
        serviceId === ''
          ? [
              { name: 'Customer', value: 'Harriet Lowe', was: '' },
              { name: 'Plan', value: 'Everyday 60', was: '' },
              ...asked,
            ]
          : name === 'cancel'
            ? [{ name: 'Order', value: 'ORD00003930875', was: '' }]
            : asked,
      named: '',
      closable: false,
      searches: 0,
      decideAt: '',
      decidable: false,
      beside: [],
      candidates:
        name === 'candidates'
          ? [3, 5].map((n) => ({
              orderId: `ORD0000393010${n}`,
              status: Status.InProgress,
              statusWord: 'inProgress',
              placedAt: ago(20 * minute - n * 1000),
              placedBy: 'Tom Ellery',
              asked,
            }))
          : [],
      ...shapes[name],
    }
  }

  /** Adds to a page what only this desk knows. */
  onto(page: ServicePage): ServicePage {
    page.promises = this.#rows.filter((row) => row.serviceId === page.id)
    page.cancelOrdersOff = this.wants.get('cancelOff') ?? ''
    if (page.promises.length > 0 || page.id === 'svc-000004') page.events = [...this.#shown, ...page.events]
    if (this.wants.has('here')) {
      const done = page.events.find((event) => event.order.status === Status.Complete)
      if (done !== undefined) {
        done.placedHereBy = 'Ada Kowalski'
        done.nextStep = 'Now ask the customer to restart the phone and test what was changed.'
      }
    }
    for (const event of page.events)
      for (const order of [event.order, ...event.parts]) {
        order.closedHere = this.#closed.get(order.orderId)
        if (order.closedHere !== undefined) order.closable = false
      }
    return page
  }

  /** The portal was asked, and a promise is one step further: unsure, placed, or shown as an order. */
  turn(key: string, to: 'unsure' | 'placed' | 'shown') {
    const row = this.#rows.find((one) => one.key === key)
    if (row === undefined) return
    this.#rows = this.#rows.filter((one) => one !== row)
    const orderId = row.orderId === '' ? 'ORD00003930001' : row.orderId
    if (to === 'shown') this.#shown = [this.#event(row, orderId), ...this.#shown]
    else this.#rows = [{ ...row, ...shapes[to], orderId: to === 'placed' ? orderId : '' }, ...this.#rows]
    this.ring()
  }

  #event(row: PromiseRow, orderId: string): Event {
    const order: Order = {
      orderId,
      kind: row.kind,
      kindWord: '',
      status: Status.Acknowledged,
      statusWord: 'acknowledged',
      open: true,
      summary: '',
      asked: row.asked,
      placedBy: '',
      placedAt: row.at,
      endedAt: '',
      trail: [],
      says: [],
      closable: false,
    }
    const clock = { since: row.at, atLeast: false, limitMinutes: 30, until: '', stuckAt: '' }
    return { order, parts: [], open: true, clock, placedHereBy: row.by, nextStep: '' }
  }

  readonly api: Pick<Api, 'waiting' | 'resolve' | 'closeHere' | 'reopenHere'> = {
    waiting: async () => this.#rows.filter((row) => row.serviceId === ''),
    resolve: async (key, orderId, why) => {
      this.asked.push(`resolve ${key} ${orderId || 'none'}: ${why}`)
      await wait(100)
      if (this.failDecide)
        throw problem(
          'It is too early to decide about this order. Nothing was changed. Wait, and look at the portal itself.',
        )
      const row = this.#rows.find((one) => one.key === key)
      this.#rows = this.#rows.filter((one) => one !== row)
      if (row !== undefined && orderId !== '')
        this.#rows = [
          { ...row, state: PromiseState.Placed, orderId, decideAt: '', decidable: false, candidates: [] },
          ...this.#rows,
        ]
      this.ring()
    },
    closeHere: async (serviceId, orderId, why) => {
      this.asked.push(`close ${serviceId} ${orderId}: ${why}`)
      await wait(100)
      this.#rows = this.#rows.filter((row) => row.orderId !== orderId)
      this.#closed.set(orderId, { by: 'Ada Kowalski', why, at: new Date().toISOString() })
      this.ring()
    },
    reopenHere: async (orderId) => {
      this.asked.push(`reopen ${orderId}`)
      await wait(100)
      this.#closed.delete(orderId)
      this.ring()
    },
  }
}
