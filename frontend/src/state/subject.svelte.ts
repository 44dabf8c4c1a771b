// The service whose page is shown: the portal is asked for it first, and for its place in the list.
import type { Api } from '../api/api'
import type { List } from './list.svelte'
import { Place } from './place.svelte'
import { Reading } from './reading.svelte'
import type { Problem, ServicePage } from '../api/rows'
import { Usage } from './usage.svelte'

export class Subject {
  readonly reading: Reading<ServicePage>
  readonly place: Place
  readonly usage: Usage
  refreshing = $state(false)
  /** why the last Refresh brought nothing; what was read before stays */
  notRefreshed = $state.raw<Problem | null>(null)

  constructor(
    private readonly api: Api,
    list: List,
  ) {
    this.reading = new Reading((id) => api.service(id))
    this.place = new Place(
      (id) => api.neighbours(list.query, id),
      (id, { position }) => list.follow(id, position - 1),
    )
    this.usage = new Usage(api)
  }

  show(id: string) {
    if (id !== this.reading.id) {
      this.place.forget()
      this.notRefreshed = null
    }
    void this.api.watch(id).catch(() => undefined) // only a hint about what to read first
    void this.reading.want(id)
    this.place.find(this.reading.id)
  }

  leave() {
    void this.api.watch('').catch(() => undefined)
    void this.reading.want('')
    this.place.leave()
  }

  again() {
    if (this.reading.id === '') return
    void this.reading.again()
    void this.usage.again()
    this.place.find(this.reading.id)
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
