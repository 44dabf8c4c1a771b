// The list of orders across services, and the page of an order that has no service on this desk.
import type { Api } from '../api/api'
import { type Kind, type OrderListPage, type OrderListQuery, type OrderPage, type OrderRow, OrderShow, OrderSort } from '../api/rows'
import { Attempt } from './ask.svelte'
import { Item } from './item.svelte'
import { pageSize, Scrolled } from './scrolled.svelte'

const anyOrder = { show: OrderShow.All, kind: '' as Kind } // empty: any

const everything: OrderListQuery = { ...anyOrder, text: '', sort: OrderSort.Placed, descending: true, offset: 0, limit: pageSize }

export class AllOrders extends Scrolled<OrderRow, OrderListQuery, OrderListPage> {
  constructor(
    private readonly api: Api,
    pointedAt?: () => boolean,
    look?: { dense: boolean },
  ) {
    super(everything, pointedAt, look)
  }

  get filtered(): boolean {
    return this.query.show !== OrderShow.All || (this.query.kind as string) !== ''
  }

  clearFilters() {
    this.filter(anyOrder)
  }

  /** Shows only some orders and clears the search and other filters. */
  only(show: OrderShow) {
    this.filter({ ...anyOrder, show, text: '' })
  }

  /** Searches among all orders. It returns the row if it is the only one. */
  async lookFor(text: string): Promise<OrderRow | undefined> {
    this.filter({ ...anyOrder, text })
    const { rows, matching } = await this.api.allOrders({ ...everything, text, limit: 1 })
    return matching === 1 ? rows[0] : undefined
  }

  protected read(query: OrderListQuery) {
    return this.api.allOrders(query)
  }

  protected placeOf(query: OrderListQuery, id: string) {
    return this.api.orderNeighbours(query, id)
  }

  protected startsDescending(sort: OrderSort): boolean {
    return sort === OrderSort.Placed
  }
}

export class LoneOrder extends Item<OrderPage> {
  /** the refresh from the portal; earlier data stays if it fails */
  refreshing = $state.raw(new Attempt())

  constructor(
    private readonly api: Api,
    list: AllOrders,
  ) {
    super(
      (id) => api.order(id),
      (id) => api.orderNeighbours(list.query, id),
      () => Promise.resolve(),
      (id, position) => list.follow(id, position - 1),
    )
  }

  override show(id: string) {
    if (id !== this.reading.id) this.refreshing = new Attempt()
    super.show(id)
  }

  async refresh(): Promise<void> {
    const { refreshing, reading: { id } } = this
    if (refreshing.busy || id === '') return
    await refreshing.run(() => this.api.refreshOrder(id))
    if (this.reading.id === id) this.again()
  }
}
