// The door of the real window: the bound methods of the Go program.
import * as Frame from '../../wailsjs/go/desk/Frame'
import * as Orders from '../../wailsjs/go/desk/Orders'
import * as Service from '../../wailsjs/go/desk/Service'
import * as Services from '../../wailsjs/go/desk/Services'
import * as Settings from '../../wailsjs/go/desk/Settings'
import { EventsOn } from '../../wailsjs/runtime/runtime'
import { type Door, problemOf } from './door'
import type { NewDecision, RequestPage, RequestsPage, RequestsQuery, Neighbours, SavedView } from './rows'

/** The bound methods of the requests, until their files are generated. */
type Requests = {
  List(query: RequestsQuery): Promise<RequestsPage>
  Neighbours(query: RequestsQuery, id: string): Promise<Neighbours>
  Show(id: string): Promise<RequestPage>
  Watch(id: string): Promise<void>
  Refresh(): Promise<void>
  Decide(decision: NewDecision): Promise<void>
  ChangeDecision(key: string, decision: NewDecision): Promise<void>
  Withdraw(key: string): Promise<void>
  Again(key: string): Promise<void>
  Later(key: string): Promise<void>
  Drop(key: string, note: string): Promise<void>
  Settle(key: string, applied: boolean, why: string): Promise<void>
  AddNote(requestId: string, text: string): Promise<void>
  DropNote(id: string): Promise<void>
  MarkRead(id: string, read: boolean): Promise<void>
  SaveView(view: SavedView): Promise<void>
  DropView(name: string): Promise<void>
  OpenDocument(requestId: string, documentId: string): Promise<void>
  SaveDocument(requestId: string, documentId: string): Promise<void>
  KeepDocuments(requestId: string): Promise<void>
}
const requests = (): Requests => (window as unknown as { go: { desk: { Requests: Requests } } }).go.desk.Requests

/** Makes every rejection a Problem, whatever the bridge made of it. */
async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (reason) {
    throw problemOf(reason)
  }
}

export const wailsDoor: Door = {
  start: () => ask(Frame.Start),
  openDemo: () => ask(Frame.OpenDemo),
  connect: (profile) => ask(() => Frame.Connect(profile)),
  unlock: (passphrase) => ask(() => Frame.Unlock(passphrase)),
  protect: (passphrase) => ask(() => Frame.Protect(passphrase)),
  keepNothing: () => ask(Frame.KeepNothing),
  header: () => ask(Frame.Header),
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
  decide: (key, orderId, why) => ask(() => Orders.Decide(key, orderId, why)),
  closeHere: (serviceId, orderId, why) => ask(() => Orders.CloseHere(serviceId, orderId, why)),
  reopenHere: (orderId) => ask(() => Orders.ReopenHere(orderId)),
  requests: (query) => ask(() => requests().List(query)),
  requestNeighbours: (query, id) => ask(() => requests().Neighbours(query, id)),
  request: (id) => ask(() => requests().Show(id)),
  watchRequest: (id) => ask(() => requests().Watch(id)),
  refreshRequests: () => ask(() => requests().Refresh()),
  decideRequest: (decision) => ask(() => requests().Decide(decision)),
  changeDecision: (key, decision) => ask(() => requests().ChangeDecision(key, decision)),
  withdrawDecision: (key) => ask(() => requests().Withdraw(key)),
  decideAgain: (key) => ask(() => requests().Again(key)),
  keepForLater: (key) => ask(() => requests().Later(key)),
  dropDecision: (key, note) => ask(() => requests().Drop(key, note)),
  settleDecision: (key, applied, why) => ask(() => requests().Settle(key, applied, why)),
  addNote: (requestId, text) => ask(() => requests().AddNote(requestId, text)),
  dropNote: (id) => ask(() => requests().DropNote(id)),
  markRead: (id, read) => ask(() => requests().MarkRead(id, read)),
  saveView: (view) => ask(() => requests().SaveView(view)),
  dropView: (name) => ask(() => requests().DropView(name)),
  openDocument: (requestId, documentId) => ask(() => requests().OpenDocument(requestId, documentId)),
  saveDocument: (requestId, documentId) => ask(() => requests().SaveDocument(requestId, documentId)),
  keepDocuments: (requestId) => ask(() => requests().KeepDocuments(requestId)),
  portal: () => ask(Settings.Portal),
  findOutAgain: () => ask(Settings.FindOutAgain),
  listen: (signal, ring) => EventsOn(signal, ring),
}
