// One page of something, read from the copy and read again when the copy changes.
import { Latest } from './latest'
import type { Problem } from '../api/rows'

export class Reading<Page> {
  id = $state('')
  page = $state.raw<Page | null>(null)
  problem = $state.raw<Problem | null>(null)

  #latest = new Latest()

  constructor(private readonly read: (id: string) => Promise<Page>) {}

  /** Reads another one. What is shown of the one before goes at once: a page never shows two. */
  async want(id: string): Promise<void> {
    if (id !== this.id) {
      this.#latest.drop()
      this.id = id
      this.page = null
      this.problem = null
    }
    await this.again()
  }

  async again(): Promise<void> {
    const { id } = this
    if (id === '') return
    await this.#latest.ask(
      () => this.read(id),
      (page) => {
        this.page = page
        this.problem = null
      },
      (reason) => {
        this.problem = reason as Problem
      },
    )
  }
}
