// One way to ask: only the answer to the last question counts. An answer that comes late is dropped.
export class Latest {
  #turn = 0

  /** Asks, and calls exactly one of took and failed, unless something else was asked meanwhile. */
  async ask<T>(call: () => Promise<T>, took: (answer: T) => void, failed: (reason: unknown) => void): Promise<void> {
    const turn = ++this.#turn
    try {
      const answer = await call()
      if (turn === this.#turn) took(answer)
    } catch (reason) {
      if (turn === this.#turn) failed(reason)
    }
  }

  /** Forgets what was asked. */
  drop() {
    this.#turn++
  }
}
