// What Settings says of the portal: read while it is shown, and read again whenever something may have changed.
import type { Api } from '../api/api'
import { Attempt } from './attempt.svelte'
import { Latest } from './latest'
import { Ability, type PortalPage, type Problem } from '../api/rows'

export class Portal {
  page = $state.raw<PortalPage | null>(null)
  problem = $state.raw<Problem | null>(null)
  readonly asking = new Attempt()
  /** when the portal was asked again what it can do, until the first answer is here; else empty */
  asked = $state('')

  #before = '' // the newest finding when it was asked
  #shown = false
  #latest = new Latest()

  constructor(private readonly api: Api) {}

  show() {
    this.#shown = true
    this.asking.problem = null
    void this.again()
  }

  leave() {
    this.#shown = false
    this.#latest.drop()
  }

  async again(): Promise<void> {
    if (!this.#shown) return
    await this.#latest.ask(
      () => this.api.portal(),
      (page) => {
        this.page = page
        this.problem = null
        if (this.asked !== '' && newest(page) !== this.#before) this.asked = ''
      },
      (reason) => {
        this.problem = reason as Problem
      },
    )
  }

  async findOutAgain(): Promise<void> {
    const { page } = this
    if (page === null || this.asking.busy) return
    await this.asking.run(async () => {
      await this.api.findOutAgain()
      this.#before = newest(page)
      this.asked = new Date().toISOString()
    })
    await this.again()
  }
}

/** When something was found out on purpose last. That an answer is as it was is met by the way, at any time. */
const newest = (page: PortalPage): string =>
  page.abilities.reduce((last, { ability, at }) => (ability !== Ability.Unchanged && at > last ? at : last), '')
