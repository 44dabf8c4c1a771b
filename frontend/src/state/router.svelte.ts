// Which screen is shown. It is kept in the address after the #, so that tabs and rows are real links.
import { Kind, type Link, Screen } from '../api/rows'

export const tabs = ['overview', 'usage', 'features', 'packs', 'activity', 'advanced'] as const
export type Tab = (typeof tabs)[number]
/** The tabs without a form. */
const shownTabs: Tab[] = ['overview', 'usage', 'activity']
export type At =
  | { screen: 'services' }
  | { screen: 'orders' }
  | { screen: 'order'; id: string }
  | { screen: 'settings' }
  | { screen: 'requests' }
  | { screen: 'request'; id: string }
  | { screen: 'new'; action: string }
  | { screen: 'service'; id: string; tab: Tab; action: string; order: string }

export const servicesLink = '#/services'
export const ordersLink = '#/orders'
/** The page of an order that has no service here. */
export const orderLink = (id: string): string => path('orders', id)
export const requestsLink = '#/requests'
export const requestLink = (id: string): string => path('requests', id)
export const settingsLink = '#/settings/portal'
/** The form of an action that creates a service. */
export const newLink = (action: string): string => `#/new/${encodeURIComponent(action)}`
export const serviceLink = (id: string, tab: Tab, order = ''): string => path('services', id, tab, order)
/** The form of an action of a service; the order is the one to cancel. */
export const actionLink = (id: string, action: string, order = ''): string => path('services', id, 'advanced', action, order)
/** The link to the form of a draft. */
export function formLink({ kind, serviceId, orderId }: { kind: Kind; serviceId: string; orderId: string }): string {
  if (serviceId === '') return newLink(kind)
  if (kind === Kind.FeatureUpdate) return serviceLink(serviceId, 'features')
  if (kind === Kind.TravelPack) return serviceLink(serviceId, 'packs')
  return actionLink(serviceId, kind, kind === Kind.CancelOrder ? orderId : '')
}

const path = (...parts: string[]): string => {
  while (parts.at(-1) === '') parts.pop()
  return `#/${parts.map(encodeURIComponent).join('/')}`
}

/** Reads an address; one that leads nowhere leads to the list. */
export function route(hash: string): At {
  const [, screen, id, tab, third, fourth] = hash.replace(/^#/, '').split('/').map(decodeURIComponent)
  if (screen === 'settings') return { screen: 'settings' }
  if (screen === 'requests') return id === undefined || id === '' ? { screen: 'requests' } : { screen: 'request', id }
  if (screen === 'orders') return id === undefined || id === '' ? { screen: 'orders' } : { screen: 'order', id }
  if (screen === 'new') return { screen: 'new', action: id ?? '' }
  if (screen !== 'services' || id === undefined || id === '') return { screen: 'services' }
  const known = tabs.find((name) => name === tab) ?? 'activity'
  const [action, order] = known === 'advanced' ? [third, fourth] : ['', third]
  return { screen: 'service', id, tab: known, action: action ?? '', order: order ?? '' }
}

/** The address that a link given to the program leads to. */
export function givenLink({ screen, id, tab, order }: Link): string {
  if (screen === Screen.Requests) return id === '' ? requestsLink : requestLink(id)
  if (screen === Screen.Orders) return orderLink(order)
  return id === '' ? servicesLink : serviceLink(id, shownTabs.find((known) => known === tab) ?? 'activity', order)
}

export class Router {
  at = $state.raw<At>({ screen: 'services' })
  /** the list that was shown last in the place of services */
  #list: 'services' | 'orders' = 'services'

  constructor() {
    this.#read()
    window.addEventListener('hashchange', this.#read)
  }

  #read = () => {
    this.at = route(location.hash)
    if (this.at.screen === 'services' || this.at.screen === 'orders') this.#list = this.at.screen
  }

  /** The list from which a service or a form was opened. */
  toList() {
    if (this.#list === 'orders') this.toOrders()
    else this.toServices()
  }

  toServices() {
    location.hash = servicesLink
  }

  toOrders() {
    location.hash = ordersLink
  }

  /** An order: in the activity of its service or, if it has none here, on its own page. */
  toOrder(id: string, serviceId: string) {
    location.hash = serviceId === '' ? orderLink(id) : serviceLink(serviceId, 'activity', id)
  }

  toRequests() {
    location.hash = requestsLink
  }

  toRequest(id: string) {
    location.hash = requestLink(id)
  }

  toForm(draft: { kind: Kind; serviceId: string; orderId: string }) {
    location.hash = formLink(draft)
  }

  toService(id: string, tab: Tab = 'activity', order = '') {
    location.hash = serviceLink(id, tab, order)
  }

  toLink(link: Link) {
    location.hash = givenLink(link)
  }

  stop() {
    window.removeEventListener('hashchange', this.#read)
  }
}
