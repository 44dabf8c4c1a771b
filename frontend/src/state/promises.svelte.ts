// What left this desk and is not read back yet, and what a person says about it. A word that changes something rings, and
// what is shown is asked for again.
import type { Api } from '../api/api'
import { Latest } from './latest'
import type { PromiseRow } from '../api/rows'

export class Promises {
  /** those that make a service: they have no page of their own yet; null before they were asked for */
  waiting = $state.raw<PromiseRow[] | null>(null)

  #shown = false
  #latest = new Latest()

  constructor(private readonly api: Api) {}

  show() {
    this.#shown = true
    void this.again()
  }

  leave() {
    this.#shown = false
    this.#latest.drop()
  }

  async again(): Promise<void> {
    if (!this.#shown) return
    await this.#latest.ask(
      () => this.api.waiting(),
      (rows) => {
        this.waiting = rows
      },
      () => undefined, // what was known stays; that the copy cannot be read is said by the list
    )
  }

  /** The Order ID that it became, empty for none. */
  decide(key: string, orderId: string, why: string): Promise<void> {
    return this.api.decide(key, orderId, why)
  }

  /** Declares an action ended here: each of its orders that is open. */
  async closeHere(serviceId: string, orderIds: string[], why: string): Promise<void> {
    for (const orderId of orderIds) await this.api.closeHere(serviceId, orderId, why)
  }

  async reopenHere(orderIds: string[]): Promise<void> {
    for (const orderId of orderIds) await this.api.reopenHere(orderId)
  }
}
