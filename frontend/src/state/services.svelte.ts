// The list of services.
import type { Api } from '../api/api'
import { type ServiceRow, type ServicesPage, type ServicesQuery, type ServiceState, Sort } from '../api/rows'
import { pageSize, Scrolled } from './scrolled.svelte'

const anyService = { state: '' as ServiceState, platform: '', plan: '', open: false, stuck: false } // empty: any

const everything: ServicesQuery = { ...anyService, text: '', sort: Sort.LastActivity, descending: true, offset: 0, limit: pageSize }

export class Services extends Scrolled<ServiceRow, ServicesQuery, ServicesPage> {
  peeking = $state(false)

  constructor(
    private readonly api: Api,
    pointedAt?: () => boolean,
    look?: { dense: boolean },
  ) {
    super(everything, pointedAt, look)
  }

  get filtered(): boolean {
    const { state, platform, plan, open, stuck } = this.query
    return (state as string) !== '' || platform !== '' || plan !== '' || open || stuck
  }

  /** Reports whether no loaded row has a value. */
  lacks(field: 'customer' | 'plan' | 'platform'): boolean {
    const rows = this.rowsHere
    return rows.length > 0 && rows.every((row) => row[field] === '' && (field !== 'customer' || row.found === ''))
  }

  clearFilters() {
    this.filter(anyService)
  }

  /** Searches among all services: what was filtered before must not hide what is looked for. */
  lookFor(text: string) {
    this.filter({ ...anyService, text })
  }

  protected read(query: ServicesQuery) {
    return this.api.services(query)
  }

  protected placeOf(query: ServicesQuery, id: string) {
    return this.api.neighbours(query, id)
  }

  protected startsDescending(sort: Sort): boolean {
    return sort === Sort.LastActivity
  }
}
