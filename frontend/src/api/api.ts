// What the window may ask the program behind it: the bound methods of the Go program. Every call answers or rejects with a
// Problem.
import * as AllOrders from '../../wailsjs/go/bindings/AllOrders'
import * as Frame from '../../wailsjs/go/bindings/Frame'
import * as Orders from '../../wailsjs/go/bindings/Orders'
import * as Requests from '../../wailsjs/go/bindings/Requests'
import * as Service from '../../wailsjs/go/bindings/Service'
import * as Services from '../../wailsjs/go/bindings/Services'
import * as Settings from '../../wailsjs/go/bindings/Settings'
import { EventsOn } from '../../wailsjs/runtime/runtime'
import { frame } from '../words/frame'
import { Code, type Draft, type Kind, type Look, type NewDecision, type NewProfile, type OrderListQuery, type Problem, type RequestsQuery, type SavedView, type ServicesQuery, type Topic } from './rows'

/** Turns every rejection into a Problem. */
async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (reason) {
    throw problemOf(reason)
  }
}

export const wailsApi = {
  start: () => ask(Frame.Start),
  openDemo: () => ask(Frame.OpenDemo),
  connect: (profile: NewProfile) => ask(() => Frame.Connect(profile)),
  unlock: (passphrase: string) => ask(() => Frame.Unlock(passphrase)),
  protect: (passphrase: string) => ask(() => Frame.Protect(passphrase)),
  keepNothing: () => ask(Frame.KeepNothing),
  header: () => ask(Frame.Header),
  look: () => ask(Frame.Look),
  keepLook: (look: Look) => ask(() => Frame.KeepLook(look)),
  /** Records that a person has checked for orders missing from this desk, and what was found. */
  looked: (why: string) => ask(() => Frame.Looked(why)),
  /** Returns the last link given to the program, if its number differs from the one shown last. */
  link: (seen: number) => ask(() => Frame.Link(seen)),
  refresh: () => ask(Frame.Refresh),
  copy: (text: string) => ask(() => Frame.Copy(text)),
  /** Opens a link of the support contact outside the window. */
  reach: (link: string) => ask(() => Frame.Reach(link)),
  quit: () => ask(Frame.Quit),

  services: (query: ServicesQuery) => ask(() => Services.Page(query)),
  neighbours: (query: ServicesQuery, id: string) => ask(() => Services.Neighbours(query, id)),

  service: (id: string) => ask(() => Service.Show(id)),
  watch: (id: string) => ask(() => Service.Watch(id)),
  refreshService: (id: string) => ask(() => Service.Refresh(id)),
  supportText: (serviceId: string, orderId: string) => ask(() => Service.SupportText(serviceId, orderId)),

  usage: (serviceId: string) => ask(() => Service.Usage(serviceId)),
  refreshUsage: (serviceId: string) => ask(() => Service.RefreshUsage(serviceId)),

  /** Orders across services. */
  allOrders: (query: OrderListQuery) => ask(() => AllOrders.Page(query)),
  orderNeighbours: (query: OrderListQuery, id: string) => ask(() => AllOrders.Neighbours(query, id)),
  order: (id: string) => ask(() => AllOrders.Show(id)),
  refreshOrder: (id: string) => ask(() => AllOrders.Refresh(id)),

  /** What can be ordered for a service; without an ID, the actions that create one. */
  orders: (serviceId: string) => ask(() => Orders.Page(serviceId)),
  draft: (kind: Kind, serviceId: string, orderId: string) => ask(() => Orders.Draft(kind, serviceId, orderId)),
  /** Keeps a draft and returns when. */
  keepDraft: (draft: Draft) => ask(() => Orders.Keep(draft)),
  dropDraft: (draft: Draft) => ask(() => Orders.Drop(draft)),
  checkDraft: (draft: Draft) => ask(() => Orders.Check(draft)),
  /** Sends an order once, unless something blocks it; read holds the ids of the warnings that were read. */
  place: (draft: Draft, read: string[]) => ask(() => Orders.Place(draft, read)),
  /** Orders for new services that left this desk and that the portal does not show yet. */
  waiting: () => ask(Orders.Waiting),
  /** Records the outcome of an order whose answer was lost: its Order ID, or empty if the portal has none. */
  resolve: (key: string, orderId: string, why: string) => ask(() => Orders.Resolve(key, orderId, why)),
  /** Returns a typed or pasted number as the program reads it. */
  clean: (text: string) => ask(() => Orders.Clean(text)),
  /** Returns the progress of an order placed from this desk. */
  orderProgress: (orderId: string) => ask(() => Orders.Progress(orderId)),
  /** Keeps a draft with the fields of an order that failed, and returns it. It sends nothing. */
  prepareAgain: (orderId: string) => ask(() => Orders.PrepareAgain(orderId)),
  closeHere: (serviceId: string, orderId: string, why: string) => ask(() => Orders.CloseHere(serviceId, orderId, why)),
  reopenHere: (orderId: string) => ask(() => Orders.ReopenHere(orderId)),

  requests: (query: RequestsQuery) => ask(() => Requests.List(query)),
  requestNeighbours: (query: RequestsQuery, id: string) => ask(() => Requests.Neighbours(query, id)),
  request: (id: string) => ask(() => Requests.Show(id)),
  /** Returns the requests whose decisions wait to be sent, and those whose decisions need attention. */
  openDecisions: () => ask(Requests.Open),
  watchRequest: (id: string) => ask(() => Requests.Watch(id)),
  refreshRequests: () => ask(Requests.Refresh),
  /** Takes a decision. It is kept from that moment and held for a while, so that it can be withdrawn. */
  decideRequest: (decision: NewDecision) => ask(() => Requests.Decide(decision)),
  changeDecision: (key: string, decision: NewDecision) => ask(() => Requests.ChangeDecision(key, decision)),
  withdrawDecision: (key: string) => ask(() => Requests.Withdraw(key)),
  /** Takes a decision again on the request as it is now, if that is what was seen. */
  decideAgain: (key: string, seen: string) => ask(() => Requests.Again(key, seen)),
  keepForLater: (key: string) => ask(() => Requests.Later(key)),
  dropDecision: (key: string, note: string) => ask(() => Requests.Drop(key, note)),
  /** Records whether a decision of unknown outcome was carried out. */
  settleDecision: (key: string, applied: boolean, why: string) => ask(() => Requests.Settle(key, applied, why)),
  addNote: (requestId: string, text: string) => ask(() => Requests.AddNote(requestId, text)),
  dropNote: (id: string) => ask(() => Requests.DropNote(id)),
  markRead: (id: string, read: boolean) => ask(() => Requests.MarkRead(id, read)),
  saveView: (view: SavedView) => ask(() => Requests.SaveView(view)),
  dropView: (name: string) => ask(() => Requests.DropView(name)),
  openDocument: (requestId: string, documentId: string) => ask(() => Requests.OpenDocument(requestId, documentId)),
  saveDocument: (requestId: string, documentId: string) => ask(() => Requests.SaveDocument(requestId, documentId)),
  /** Fetches the documents of the contract, so that they can be opened without the portal. */
  keepDocuments: (requestId: string) => ask(() => Requests.KeepDocuments(requestId)),

  portal: () => ask(Settings.Portal),
  /** Starts testing the portal's capabilities again; the results come later. */
  findOutAgain: () => ask(Settings.FindOutAgain),

  /** Calls back on every signal of the program; returns how to stop listening. */
  listen: (signal: Topic, ring: () => void) => EventsOn(signal, ring),
}

export type Api = typeof wailsApi

/** What a rejected call carries: the bridge makes an Error of it, with the Problem written in its message. Anything that
 * is not a Problem is a fault of this program and shows no detail. */
export function problemOf(reason: unknown): Problem {
  if (reason instanceof Error) {
    try {
      return problemOf(JSON.parse(reason.message))
    } catch {
      // not a Problem: reported as an internal error below
    }
  }
  if (typeof reason === 'object' && reason !== null && 'text' in reason && typeof reason.text === 'string') {
    const { code, said } = reason as Partial<Problem>
    return { code: code ?? Code.Internal, text: reason.text, said: said ?? '' }
  }
  return { code: Code.Internal, text: frame.broken, said: '' }
}
