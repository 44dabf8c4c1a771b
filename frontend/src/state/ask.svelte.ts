// Three ways to call the program: the latest answer counts, a page is read again, a person sends something.
import type { Problem } from '../api/rows'

/** Only the answer to the last question counts. An answer that comes late is dropped. */
export class Latest {
  #turn = 0

  /** Asks, and calls exactly one of took and failed, unless something else was asked meanwhile. Whatever the program refuses
   * is a Problem. */
  async ask<T>(call: () => Promise<T>, took: (answer: T) => void, failed: (problem: Problem) => void): Promise<void> {
    const turn = ++this.#turn
    try {
      const answer = await call()
      if (turn === this.#turn) took(answer)
    } catch (reason) {
      if (turn === this.#turn) failed(reason as Problem)
    }
  }

  /** Forgets what was asked. */
  drop() {
    this.#turn++
  }
}

/** One page of something, read from the copy while it is shown and read again when the copy changes. */
export class Reading<Page> {
  /** of what is shown; empty: of nothing, or of the only one there is */
  id = $state('')
  page = $state.raw<Page | null>(null)
  problem = $state.raw<Problem | null>(null)

  #shown = false
  #latest = new Latest()

  constructor(private readonly read: (id: string) => Promise<Page>) {}

  /** Shows one. The one before is cleared at once, so that a page never shows two. */
  async show(id = ''): Promise<void> {
    if (id !== this.id) this.forget()
    this.id = id
    this.#shown = true
    await this.again()
  }

  async again(): Promise<void> {
    if (!this.#shown) return
    await this.#latest.ask(() => this.read(this.id), (page) => this.take(page), (problem) => (this.problem = problem))
  }

  protected take(page: Page) {
    this.page = page
    this.problem = null
  }

  /** Reads no more; what was read stays. */
  leave() {
    this.#shown = false
    this.#latest.drop()
  }

  forget() {
    this.leave()
    this.id = ''
    this.page = null
    this.problem = null
  }
}

/** Something a person sends and waits for: busy until it is answered, and the reason when it was refused. */
export class Attempt {
  busy = $state(false)
  problem = $state.raw<Problem | null>(null)

  /** Reports whether it was done. It was not if it was refused, nor if what was sent before is not answered yet. */
  async run(call: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.problem = null
    try {
      await call()
    } catch (reason) {
      this.problem = reason as Problem
    }
    this.busy = false
    return this.problem === null
  }
}
