// Orders for new services that were sent from here and that the portal does not show yet; and what a person records
// about any order that was sent. If the copy cannot be read, the list says so.
import type { Api } from '../api/api'
import { Reading } from './ask.svelte'
import type { SubmissionRow } from '../api/rows'

export class Submissions extends Reading<SubmissionRow[]> {
  constructor(private readonly api: Api) {
    super(() => api.waiting())
  }

  /** The Order ID that it became, empty for none. */
  resolve(key: string, orderId: string, why: string): Promise<void> {
    return this.api.resolve(key, orderId, why)
  }

  /** Declares an action ended here: each of its orders that is open. */
  async closeHere(serviceId: string, orderIds: string[], why: string): Promise<void> {
    for (const orderId of orderIds) await this.api.closeHere(serviceId, orderId, why)
  }

  async reopenHere(orderIds: string[]): Promise<void> {
    for (const orderId of orderIds) await this.api.reopenHere(orderId)
  }
}
