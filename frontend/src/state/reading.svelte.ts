// One page of something, read from the copy while it is shown and read again when the copy changes.
import { Latest } from './latest'
import type { Problem } from '../api/rows'

export class Reading<Page> {
  /** of what is shown; empty: of nothing, or of the only one there is */
  id = $state('')
  page = $state.raw<Page | null>(null)
  problem = $state.raw<Problem | null>(null)

  #shown = false
  #latest = new Latest()

  constructor(private readonly read: (id: string) => Promise<Page>) {}

  /** Shows one. What is shown of the one before goes at once: a page never shows two. */
  async show(id = ''): Promise<void> {
    if (id !== this.id) this.forget()
    this.id = id
    this.#shown = true
    await this.again()
  }

  async again(): Promise<void> {
    if (!this.#shown) return
    await this.#latest.ask(
      () => this.read(this.id),
      (page) => this.take(page),
      (reason) => {
        this.problem = reason as Problem
      },
    )
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
