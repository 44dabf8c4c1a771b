// What can be ordered, read while it is shown, and the forms that are open.
import type { Api } from '../api/api'
import { OrderForm } from './order.svelte'
import { Reading } from './ask.svelte'
import type { Draft, Kind, OrdersPage } from '../api/rows'

export type Orders = Reading<OrdersPage>

export class Ordering {
  #shown = new Set<Orders>()
  #forms = new Map<string, OrderForm>()

  constructor(private readonly api: Api) {}

  /** What can be ordered for one service; without an ID, the actions that create one. */
  of(serviceId: string): Orders {
    return new Reading(() => this.api.orders(serviceId))
  }

  /** Reads it until it is left; returns how to leave. */
  show(orders: Orders): () => void {
    this.#shown.add(orders)
    void orders.show()
    return () => {
      this.#shown.delete(orders)
      orders.leave()
    }
  }

  /** The form of an action. One that is being placed stays the same form, whichever screens were shown meanwhile. */
  form(kind: Kind, serviceId: string, orderId: string): OrderForm {
    const key = JSON.stringify([kind, serviceId, orderId])
    const known = this.#forms.get(key)
    if (known?.busy || known?.outcome) return known
    const form = new OrderForm(this.api, kind, serviceId, orderId, () => this.#read())
    this.#forms.set(key, form)
    return form
  }

  prepareAgain(orderId: string): Promise<Draft> {
    return this.api.prepareAgain(orderId)
  }

  again() {
    this.#read()
    for (const form of this.#forms.values()) form.again()
  }

  leave(form: OrderForm) {
    form.leave()
    if (form.busy) return
    for (const [key, known] of this.#forms) if (known === form) this.#forms.delete(key)
  }

  #read() {
    for (const orders of this.#shown) void orders.again()
  }
}
