// The service whose page is shown: what it has used, and reading it from the portal now.
import type { Api } from '../api/api'
import { Item } from './item.svelte'
import type { Services } from './services.svelte'
import type { Problem, ServicePage } from '../api/rows'
import { Usage } from './usage.svelte'

export class Service extends Item<ServicePage> {
  readonly usage: Usage
  refreshing = $state(false)
  /** why the last Refresh brought nothing; what was read before stays */
  notRefreshed = $state.raw<Problem | null>(null)

  constructor(
    private readonly api: Api,
    list: Services,
  ) {
    super(
      (id) => api.service(id),
      (id) => api.neighbours(list.query, id),
      (id) => api.watch(id),
      (id, position) => list.follow(id, position - 1),
    )
    this.usage = new Usage(api)
  }

  override show(id: string) {
    if (id !== this.reading.id) this.notRefreshed = null
    super.show(id)
  }

  override again() {
    super.again()
    void this.usage.again()
  }

  async refresh(): Promise<void> {
    const { id } = this.reading
    if (this.refreshing || id === '') return
    this.refreshing = true
    let why: Problem | null = null
    try {
      await this.api.refreshService(id)
    } catch (reason) {
      why = reason as Problem
    }
    this.refreshing = false
    if (this.reading.id !== id) return
    this.notRefreshed = why
    this.again()
  }

  supportText(orderId: string): Promise<string> {
    return this.api.supportText(this.reading.id, orderId)
  }
}
