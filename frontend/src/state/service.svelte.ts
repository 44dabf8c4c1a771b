// The service whose page is shown: what it has used, and reading it from the portal now.
import type { Api } from '../api/api'
import { Attempt } from './ask.svelte'
import { Item } from './item.svelte'
import type { Services } from './services.svelte'
import type { ServicePage } from '../api/rows'
import { Usage } from './usage.svelte'

export class Service extends Item<ServicePage> {
  readonly usage: Usage
  /** reading it from the portal now; what was read before stays if that brings nothing */
  refreshing = $state.raw(new Attempt())

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
    if (id !== this.reading.id) this.refreshing = new Attempt()
    super.show(id)
  }

  override again() {
    super.again()
    void this.usage.again()
  }

  async refresh(): Promise<void> {
    const { refreshing, reading: { id } } = this
    if (refreshing.busy || id === '') return
    await refreshing.run(() => this.api.refreshService(id))
    if (this.reading.id === id) this.again()
  }
}
