// Which screen is shown. It is kept in the address after the #, so that tabs and rows are real links.
export type Tab = 'overview' | 'activity'
export type At = { screen: 'services' } | { screen: 'settings' } | { screen: 'service'; id: string; tab: Tab; order: string }

export const servicesLink = '#/services'
export const settingsLink = '#/settings/portal'
export const serviceLink = (id: string, tab: Tab, order = ''): string =>
  `#/services/${encodeURIComponent(id)}/${tab}${order === '' ? '' : `/${encodeURIComponent(order)}`}`

/** Reads an address; one that leads nowhere leads to the list. */
export function whereIs(hash: string): At {
  const [, screen, id, tab, order] = hash.replace(/^#/, '').split('/')
  if (screen === 'settings') return { screen: 'settings' }
  if (screen !== 'services' || id === undefined || id === '') return { screen: 'services' }
  return {
    screen: 'service',
    id: decodeURIComponent(id),
    tab: tab === 'overview' ? 'overview' : 'activity',
    order: decodeURIComponent(order ?? ''),
  }
}

export class Where {
  at = $state.raw<At>({ screen: 'services' })
  /** the tab a service opens with: the one that was looked at last */
  tab = $state<Tab>('activity')

  constructor() {
    this.#read()
    window.addEventListener('hashchange', this.#read)
  }

  #read = () => {
    this.at = whereIs(location.hash)
    if (this.at.screen === 'service') this.tab = this.at.tab
  }

  toServices() {
    location.hash = servicesLink
  }

  toService(id: string, tab: Tab = this.tab, order = '') {
    location.hash = serviceLink(id, tab, order)
  }

  stop() {
    window.removeEventListener('hashchange', this.#read)
  }
}
