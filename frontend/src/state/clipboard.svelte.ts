// Copying, confirmed at the button that was pressed. The program owns the clipboard, not the page.
import type { Api } from '../api/api'
import type { Problem } from '../api/rows'

const shownFor = 2500

/** The key of the button that copies an order for support. */
export const supportKey = (orderId: string): string => `support ${orderId}`

export class Clipboard {
  /** what was copied last, by the key of the button; empty again after a moment */
  done = $state('')

  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly api: Api,
    private readonly fault: (problem: Problem) => void,
  ) {}

  /** Copies what to send to support about an order. */
  support(serviceId: string, orderId: string): Promise<void> {
    return this.copy(supportKey(orderId), () => this.api.supportText(serviceId, orderId))
  }

  /** Copies a text, which may have to be fetched first. */
  async copy(key: string, text: string | (() => Promise<string>) = key): Promise<void> {
    try {
      await this.api.copy(typeof text === 'string' ? text : await text())
      this.done = key
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => (this.done = ''), shownFor)
    } catch (reason) {
      this.fault(reason as Problem)
    }
  }
}
