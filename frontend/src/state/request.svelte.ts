// The request whose page is shown: whether it is read, and what is decided about it. Every change sends a
// signal, and what is shown is read again.
import type { Api } from '../api/api'
import { Item } from './item.svelte'
import type { Requests } from './requests.svelte'
import type { DecisionReason, DecisionRow, NewDecision, Problem, RequestAction, RequestPage } from '../api/rows'
import type { Undo } from './undo.svelte'

/** Opened and left at once is not read. */
const readAfter = 1500

export class Request extends Item<RequestPage> {
  #timer: ReturnType<typeof setTimeout> | undefined
  #leftUnread = '' // marked unread by hand: it stays so while it is shown

  constructor(
    private readonly api: Api,
    list: Requests,
    private readonly undo: Undo,
    private readonly fault: (problem: Problem) => void,
  ) {
    super(
      (id) => api.request(id),
      (id) => api.requestNeighbours(list.query, id),
      (id) => api.watchRequest(id),
      (id, position) => list.follow(id, position),
    )
  }

  override show(id: string) {
    if (id !== this.reading.id) this.#leftUnread = ''
    super.show(id)
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#readSoon(id)
  }

  override leave() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    super.leave()
  }

  override again() {
    super.again()
    if (this.reading.id !== '') this.#readSoon(this.reading.id) // what changes while it is shown counts as read
  }

  /** Takes a decision, on the request as it was seen, and offers to take it back while it is held. One that changed under
   * the hand is not decided upon: the program sees that by the stamp. */
  async decide(
    action: RequestAction,
    reason = '',
    text = '',
    seen = this.reading.page?.seen ?? '',
    instead: DecisionRow | null = null,
  ): Promise<void> {
    const { page } = this.reading
    if (page === null) return
    // What waited is put back as it was, if the change of it is undone.
    const before = instead && { requestId: page.id, action: instead.action, reason: instead.reason, text: instead.text, seen }
    const decision: NewDecision = { requestId: page.id, action, reason: reason as DecisionReason, text, seen }
    const kept = await this.#here(page.id, () =>
      instead === null ? this.api.decideRequest(decision) : this.api.changeDecision(instead.key, decision),
    )
    if (!kept) return
    // It is kept by now: that it cannot be read back at once is no failure of it.
    const taken = (await this.api.request(page.id).catch(() => null))?.decision
    if (taken) this.undo.offer(page.id, taken, before)
    this.again()
  }

  /** Does something about the request that is shown. If another one is shown by the time it is refused, the
   * frame says so, with the request's id. */
  async #here(id: string, call: () => Promise<void>): Promise<boolean> {
    try {
      await call()
      return true
    } catch (reason) {
      if (this.reading.id === id) throw reason
      const problem = reason as Problem
      this.fault({ ...problem, text: `${id}: ${problem.text}` })
      return false
    }
  }

  async #do(call: (id: string) => Promise<void>): Promise<void> {
    const { id } = this.reading
    await this.#here(id, () => call(id))
  }

  withdraw = (key: string) =>
    this.#do(async () => {
      await this.api.withdrawDecision(key)
      this.undo.forget(key)
    })
  /** Seen is the stamp of the page that was looked at. */
  takeAgain = (key: string, seen = this.reading.page?.seen ?? '') => this.#do(() => this.api.decideAgain(key, seen))
  keepForLater = (key: string) => this.#do(() => this.api.keepForLater(key))
  drop = (key: string, note: string) => this.#do(() => this.api.dropDecision(key, note))
  settle = (key: string, applied: boolean, why: string) => this.#do(() => this.api.settleDecision(key, applied, why))
  addNote = (text: string) => this.#do((id) => this.api.addNote(id, text))
  dropNote = (note: string) => this.#do(() => this.api.dropNote(note))
  openDocument = (document: string) => this.#do((id) => this.api.openDocument(id, document))
  saveDocument = (document: string) => this.#do((id) => this.api.saveDocument(id, document))
  keepDocuments = () => this.#do((id) => this.api.keepDocuments(id))

  /** Reads it, or leaves it unread for the next one who looks. */
  turnRead() {
    const { page } = this.reading
    if (page === null) return
    this.#leftUnread = page.unread ? '' : page.id
    this.#mark(page.id, page.unread)
  }

  #readSoon(id: string) {
    this.#timer ??= setTimeout(() => this.#opened(id), readAfter)
  }

  #opened(id: string) {
    this.#timer = undefined
    const { page } = this.reading
    if (page?.id === id && page.unread && this.#leftUnread !== id) this.#mark(id, true)
  }

  #mark(id: string, read: boolean) {
    void this.api.markRead(id, read).catch(this.fault)
  }
}
