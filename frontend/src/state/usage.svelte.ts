// What a service has used: shown at once from what is kept, and read from the portal when that is old.
import type { Api } from '../api/api'
import { Latest } from './ask.svelte'
import type { Problem, UsagePage } from '../api/rows'

/** A portal counts every few hours: what was read so long ago is new enough to open the tab with. */
const enough = 5 * 60_000

export class Usage {
  page = $state.raw<UsagePage | null>(null)
  /** why the last reading brought nothing new; what was read before stays */
  problem = $state.raw<Problem | null>(null)
  refreshing = $state(false)

  #id = ''
  #kept = new Latest()
  #read = new Latest()

  constructor(private readonly api: Api) {}

  /** Shows what is kept of a service, and reads it anew if that is old or never was. */
  async show(id: string): Promise<void> {
    this.leave()
    this.#id = id
    await this.again()
    if (this.#id !== id || this.page === null || this.page.off !== '') return
    if (this.page.readAt === '' || Date.now() - Date.parse(this.page.readAt) > enough) await this.refresh()
  }

  leave() {
    this.#kept.drop()
    this.#read.drop()
    this.#id = ''
    this.page = null
    this.problem = null
    this.refreshing = false
  }

  async again(): Promise<void> {
    const id = this.#id
    if (id === '') return
    await this.#kept.ask(
      () => this.api.usage(id),
      (page) => {
        this.page = page
      },
      (reason) => {
        this.problem = reason as Problem
      },
    )
  }

  async refresh(): Promise<void> {
    const id = this.#id
    if (this.refreshing || id === '' || (this.page?.off ?? '') !== '') return
    this.refreshing = true
    await this.#read.ask(
      () => this.api.refreshUsage(id),
      () => {
        this.problem = null
        this.refreshing = false
      },
      (reason) => {
        this.problem = reason as Problem
        this.refreshing = false
      },
    )
    if (this.#id === id) await this.again()
  }
}
