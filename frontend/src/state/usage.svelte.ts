// What a service has used: shown at once from what is kept, and read from the portal when that is old.
import type { Api } from '../api/api'
import { Attempt, Reading } from './ask.svelte'
import type { UsagePage } from '../api/rows'

/** A portal counts every few hours: what was read so long ago is new enough to open the tab with. */
const enough = 5 * 60_000

export class Usage extends Reading<UsagePage> {
  /** reading it from the portal now; what was read before stays if that brings nothing */
  refreshing = $state.raw(new Attempt())

  constructor(private readonly api: Api) {
    super((id) => api.usage(id))
  }

  /** Shows what is kept of a service, and reads it anew if that is old or never was. */
  override async show(id: string): Promise<void> {
    this.forget()
    await super.show(id)
    if (this.id !== id || this.page === null) return
    if (this.page.readAt === '' || Date.now() - Date.parse(this.page.readAt) > enough) await this.refresh()
  }

  override forget() {
    super.forget()
    this.refreshing = new Attempt()
  }

  async refresh(): Promise<void> {
    const { id, refreshing } = this
    if (refreshing.busy || id === '' || (this.page?.off ?? '') !== '') return
    await refreshing.run(() => this.api.refreshUsage(id))
    if (this.id === id) await this.again()
  }
}
