// The API of the real window: the bound methods of the Go program.
import * as Frame from '../../wailsjs/go/bindings/Frame'
import * as Orders from '../../wailsjs/go/bindings/Orders'
import * as Requests from '../../wailsjs/go/bindings/Requests'
import * as Service from '../../wailsjs/go/bindings/Service'
import * as Services from '../../wailsjs/go/bindings/Services'
import * as Settings from '../../wailsjs/go/bindings/Settings'
import { EventsOn } from '../../wailsjs/runtime/runtime'
import { type Api, problemOf } from './api'

/** Makes every rejection a Problem, whatever the bridge made of it. */
async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (reason) {
    throw problemOf(reason)
  }
}

export const wailsApi: Api = {
  start: () => ask(Frame.Start),
  openDemo: () => ask(Frame.OpenDemo),
  connect: (profile) => ask(() => Frame.Connect(profile)),
  unlock: (passphrase) => ask(() => Frame.Unlock(passphrase)),
  protect: (passphrase) => ask(() => Frame.Protect(passphrase)),
  keepNothing: () => ask(Frame.KeepNothing),
  header: () => ask(Frame.Header),
  looked: (why) => ask(() => Frame.Looked(why)),
  link: (seen) => ask(() => Frame.Link(seen)),
  refresh: () => ask(Frame.Refresh),
  copy: (text) => ask(() => Frame.Copy(text)),
  quit: () => ask(Frame.Quit),
  services: (query) => ask(() => Services.Page(query)),
  neighbours: (query, id) => ask(() => Services.Neighbours(query, id)),
  service: (id) => ask(() => Service.Show(id)),
  watch: (id) => ask(() => Service.Watch(id)),
  refreshService: (id) => ask(() => Service.Refresh(id)),
  supportText: (serviceId, orderId) => ask(() => Service.SupportText(serviceId, orderId)),
  usage: (serviceId) => ask(() => Service.Usage(serviceId)),
  refreshUsage: (serviceId) => ask(() => Service.RefreshUsage(serviceId)),
  orders: (serviceId) => ask(() => Orders.Page(serviceId)),
  draft: (kind, serviceId, orderId) => ask(() => Orders.Draft(kind, serviceId, orderId)),
  keepDraft: (draft) => ask(() => Orders.Keep(draft)),
  dropDraft: (draft) => ask(() => Orders.Drop(draft)),
  checkDraft: (draft) => ask(() => Orders.Check(draft)),
  place: (draft, read) => ask(() => Orders.Place(draft, read)),
  waiting: () => ask(Orders.Waiting),
  resolve: (key, orderId, why) => ask(() => Orders.Resolve(key, orderId, why)),
  closeHere: (serviceId, orderId, why) => ask(() => Orders.CloseHere(serviceId, orderId, why)),
  reopenHere: (orderId) => ask(() => Orders.ReopenHere(orderId)),
  requests: (query) => ask(() => Requests.List(query)),
  requestNeighbours: (query, id) => ask(() => Requests.Neighbours(query, id)),
  request: (id) => ask(() => Requests.Show(id)),
  watchRequest: (id) => ask(() => Requests.Watch(id)),
  refreshRequests: () => ask(Requests.Refresh),
  decideRequest: (decision) => ask(() => Requests.Decide(decision)),
  changeDecision: (key, decision) => ask(() => Requests.ChangeDecision(key, decision)),
  withdrawDecision: (key) => ask(() => Requests.Withdraw(key)),
  waitingDecisions: () => ask(Requests.Waiting),
  decideAgain: (key, seen) => ask(() => Requests.Again(key, seen)),
  keepForLater: (key) => ask(() => Requests.Later(key)),
  dropDecision: (key, note) => ask(() => Requests.Drop(key, note)),
  settleDecision: (key, applied, why) => ask(() => Requests.Settle(key, applied, why)),
  addNote: (requestId, text) => ask(() => Requests.AddNote(requestId, text)),
  dropNote: (id) => ask(() => Requests.DropNote(id)),
  markRead: (id, read) => ask(() => Requests.MarkRead(id, read)),
  saveView: (view) => ask(() => Requests.SaveView(view)),
  dropView: (name) => ask(() => Requests.DropView(name)),
  openDocument: (requestId, documentId) => ask(() => Requests.OpenDocument(requestId, documentId)),
  saveDocument: (requestId, documentId) => ask(() => Requests.SaveDocument(requestId, documentId)),
  keepDocuments: (requestId) => ask(() => Requests.KeepDocuments(requestId)),
  portal: () => ask(Settings.Portal),
  findOutAgain: () => ask(Settings.FindOutAgain),
  listen: (signal, ring) => EventsOn(signal, ring),
}
