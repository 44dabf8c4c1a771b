// One service, read from the copy and read again when the copy changes.
import type { Door } from '../door/door'
import { Latest } from './latest'
import type { Problem, ServicePage } from './rows'

export class Reading {
  id = $state('')
  page = $state.raw<ServicePage | null>(null)
  problem = $state.raw<Problem | null>(null)

  #latest = new Latest()

  constructor(private readonly door: Door) {}

  /** Reads another service. What is shown of the one before goes at once: a page never shows two services. */
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
      () => this.door.service(id),
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
