// What the window may ask the program behind it. Every call answers or rejects with a Problem.
import type {
  Draft,
  DraftCheck,
  Header,
  KeptDraft,
  Kind,
  Link,
  Neighbours,
  NewDecision,
  NewProfile,
  OrdersPage,
  Placing,
  PortalPage,
  Problem,
  PromiseRow,
  RequestPage,
  RequestsPage,
  RequestsQuery,
  SavedView,
  ServicePage,
  ServicesPage,
  ServicesQuery,
  Signal,
  Start,
  UsagePage,
} from './rows'
import { Code } from './rows'
import { frame } from '../words/frame'

export interface Api {
  start(): Promise<Start>
  openDemo(): Promise<void>
  connect(profile: NewProfile): Promise<void>
  unlock(passphrase: string): Promise<void>
  protect(passphrase: string): Promise<void>
  keepNothing(): Promise<void>
  header(): Promise<Header>
  /** Records that a person has checked for orders missing from this desk, and what was found. */
  looked(why: string): Promise<void>
  /** Where the last link that was given leads, if it is another one than was shown last, by its number. */
  link(seen: number): Promise<Link>
  refresh(): Promise<void>
  copy(text: string): Promise<void>
  quit(): Promise<void>

  services(query: ServicesQuery): Promise<ServicesPage>
  neighbours(query: ServicesQuery, id: string): Promise<Neighbours>

  service(id: string): Promise<ServicePage>
  watch(id: string): Promise<void>
  refreshService(id: string): Promise<void>
  supportText(serviceId: string, orderId: string): Promise<string>

  usage(serviceId: string): Promise<UsagePage>
  refreshUsage(serviceId: string): Promise<void>

  /** What can be ordered for a service; without one, what makes a service. */
  orders(serviceId: string): Promise<OrdersPage>
  draft(kind: Kind, serviceId: string, orderId: string): Promise<KeptDraft>
  /** Keeps a draft and says when. */
  keepDraft(draft: Draft): Promise<string>
  dropDraft(draft: Draft): Promise<void>
  checkDraft(draft: Draft): Promise<DraftCheck>
  /** Sends an order once, unless something blocks it; read holds the ids of the warnings that were read. */
  place(draft: Draft, read: string[]): Promise<Placing>
  /** The orders that make a service, have left this desk, and of which the portal shows nothing yet. */
  waiting(): Promise<PromiseRow[]>
  /** Records the outcome of an order whose answer was lost: its Order ID, or empty if the portal has none. */
  resolve(key: string, orderId: string, why: string): Promise<void>
  closeHere(serviceId: string, orderId: string, why: string): Promise<void>
  reopenHere(orderId: string): Promise<void>

  requests(query: RequestsQuery): Promise<RequestsPage>
  requestNeighbours(query: RequestsQuery, id: string): Promise<Neighbours>
  request(id: string): Promise<RequestPage>
  /** How many decisions wait to be sent. */
  waitingDecisions(): Promise<number>
  watchRequest(id: string): Promise<void>
  refreshRequests(): Promise<void>
  /** Takes a decision. It is kept from that moment and held for a while, so that it can be withdrawn. */
  decideRequest(decision: NewDecision): Promise<void>
  changeDecision(key: string, decision: NewDecision): Promise<void>
  withdrawDecision(key: string): Promise<void>
  /** Takes a decision again on the request as it is now, if that is what was seen. */
  decideAgain(key: string, seen: string): Promise<void>
  keepForLater(key: string): Promise<void>
  dropDecision(key: string, note: string): Promise<void>
  /** Records whether a decision of unknown outcome was carried out. */
  settleDecision(key: string, applied: boolean, why: string): Promise<void>
  addNote(requestId: string, text: string): Promise<void>
  dropNote(id: string): Promise<void>
  markRead(id: string, read: boolean): Promise<void>
  saveView(view: SavedView): Promise<void>
  dropView(name: string): Promise<void>
  openDocument(requestId: string, documentId: string): Promise<void>
  saveDocument(requestId: string, documentId: string): Promise<void>
  /** Fetches the documents of the contract, so that they can be opened without the portal. */
  keepDocuments(requestId: string): Promise<void>

  portal(): Promise<PortalPage>
  /** Asks the portal anew what it can do; the answers come later. */
  findOutAgain(): Promise<void>

  /** Calls back on every signal of the program; returns how to stop listening. */
  listen(signal: Signal, ring: () => void): () => void
}

/** What a rejected call carries: the bridge makes an Error of it, with the Problem written in its message. Anything that
 * is not a Problem is a fault of this program and shows no detail. */
export function problemOf(reason: unknown): Problem {
  if (reason instanceof Error) {
    try {
      return problemOf(JSON.parse(reason.message))
    } catch {
      // not a Problem: told as a fault below
    }
  }
  if (typeof reason === 'object' && reason !== null && 'text' in reason && typeof reason.text === 'string') {
    const { code, said } = reason as Partial<Problem>
    return { code: code ?? Code.Internal, text: reason.text, said: said ?? '' }
  }
  return {
    code: Code.Internal,
    text: frame.broken,
    said: '',
  }
}
