// The list of subscription requests: one page of rows, its filters, and the views somebody saved. A sync changes cells in
// their places and never moves a row under the person: others wait until they are asked for.
import type { Api } from '../api/api'
import { Card, type RequestMark, type RequestRow, RequestSort, type RequestsPage, type RequestsQuery } from '../api/rows'
import { Latest } from './ask.svelte'
import { List } from './list.svelte'

const onPage = 50

const allRequests: RequestsQuery = {
  text: '',
  card: Card.Total,
  statuses: [],
  customer: '',
  offering: '',
  package: '',
  initiator: '',
  from: '',
  to: '',
  mark: '' as RequestMark, // empty: any
  sort: RequestSort.OrderDate,
  ascending: false,
  offset: 0,
  limit: onPage,
}

/** Whether it asks for another list than all requests in their usual order, whichever page of it. */
const differs = (query: RequestsQuery): boolean =>
  JSON.stringify({ ...allRequests, ...query, offset: 0, limit: onPage }) !== JSON.stringify(allRequests)

export class Requests extends List<RequestRow, RequestsQuery> {
  page = $state.raw<RequestsPage | null>(null)
  rows = $state.raw<RequestRow[]>([])
  /** the saved view that is shown as it was saved; empty: none */
  view = $state('')
  /** rows that a sync brought onto this page and that wait to be shown */
  fresh = $state(0)
  /** the order of the page has changed, although nothing is new on it */
  moved = $state(false)
  /** rows that are shown and no longer belong on this page: nothing is known of them here */
  left = $state.raw<ReadonlySet<string>>(new Set())
  /** how often the list was answered: what was shown before is old until then */
  answers = $state(0)
  /** how often all filters were set at once, which discards what is half typed */
  cleared = $state(0)

  #shown = false
  #latest = new Latest()
  #wanted = false // other rows were asked for and are not shown yet: they do not wait, even if a sync asks meanwhile
  #next: RequestRow[] = []
  #index = -1 // of the selected row on its page, also when it has left

  constructor(
    private readonly api: Api,
    pointedAt?: () => boolean,
    look?: { dense: boolean },
  ) {
    super(allRequests, pointedAt, look)
  }

  get selectedIndex(): number {
    return this.selected === '' ? -1 : this.rows.findIndex((row) => row.id === this.selected)
  }
  get matching(): number {
    return this.page?.matching ?? 0
  }
  override get count(): number {
    return this.rows.length
  }
  override get from(): number {
    return this.query.offset
  }
  get sorted() {
    return { id: this.query.sort, descending: !this.query.ascending }
  }
  get pages(): number {
    return Math.max(1, Math.ceil(this.matching / onPage))
  }
  /** counted from 1 */
  get pageNumber(): number {
    return Math.floor(this.query.offset / onPage) + 1
  }
  get filtered(): boolean {
    const { sort, ascending } = allRequests
    return differs({ ...this.query, text: '', sort, ascending })
  }
  /** whether another list is shown than all requests in their usual order */
  get changed(): boolean {
    return differs(this.query)
  }

  rowAt = (index: number): RequestRow | undefined => this.rows[index]

  show() {
    this.#shown = true
    this.#wanted = true
    this.#ask()
  }

  leave() {
    this.#shown = false
    this.#latest.drop()
  }

  filter(filters: Partial<RequestsQuery>) {
    this.view = ''
    this.#go({ ...this.query, ...filters, offset: 0 })
  }

  clearFilters() {
    this.cleared++
    this.filter({ ...allRequests, text: this.query.text })
  }

  /** Only those with a mark, whatever was filtered before. */
  only(mark: RequestMark) {
    this.view = ''
    this.cleared++
    this.#go({ ...allRequests, mark })
  }

  sortBy(id: string) {
    const sort = id as RequestSort
    const ascending = this.query.sort === sort ? !this.query.ascending : sort !== RequestSort.OrderDate
    this.view = ''
    this.#go({ ...this.query, sort, ascending, offset: 0 })
  }

  toPage(number: number) {
    const to = Math.min(Math.max(1, number), this.pages)
    if (to !== this.pageNumber) this.#go({ ...this.query, offset: (to - 1) * onPage })
  }

  /** A saved view; empty: all requests. */
  choose(name: string) {
    const saved = this.page?.views.find((view) => view.name === name)
    const query = saved?.query ?? allRequests
    this.view = saved?.name ?? ''
    this.cleared++
    const sort = (query.sort as string) === '' ? allRequests.sort : query.sort
    const card = (query.card as string) === '' ? Card.Total : query.card
    this.#go({ ...query, card, sort, statuses: query.statuses ?? [], offset: 0, limit: onPage })
  }

  async save(name: string): Promise<void> {
    await this.api.saveView({ name, query: { ...this.query, offset: 0, limit: 0 } })
    this.view = name
  }

  async drop(name: string): Promise<void> {
    await this.api.dropView(name)
    if (this.view === name) this.view = ''
  }

  select(index: number) {
    const to = Math.min(Math.max(index, 0), this.rows.length - 1)
    this.selected = this.rows[to]?.id ?? ''
    this.#index = to
  }

  /** If the selected row has left the list, it goes on from where that was. */
  override beside(way: 1 | -1): number {
    const at = this.selectedIndex
    if (at >= 0) return at + way
    return this.#index < 0 ? 0 : way > 0 ? this.#index : this.#index - 1
  }

  /** The selection follows the request whose page is shown, also onto another page of the list. */
  follow(id: string, position: number) {
    this.selected = id
    if (position >= 1) this.#index = (position - 1) % onPage
    const offset = position < 1 ? this.query.offset : Math.floor((position - 1) / onPage) * onPage
    if (offset !== this.query.offset) this.query = { ...this.query, offset }
  }

  /** Shows what waited. */
  takeFresh() {
    this.#take(this.#next)
    this.scrollTop = 0
  }

  /** The copy changed: cells change in place, rows that came or went wait. */
  again() {
    if (this.#shown) this.#ask()
  }

  #go(query: RequestsQuery) {
    this.query = query
    this.scrollTop = 0
    this.#wanted = true
    this.#ask()
  }

  #ask() {
    void this.#latest.ask(
      () => this.api.requests(this.query),
      (page) => {
        const take = this.#wanted || !this.holdsStill()
        this.#wanted = false
        this.#answer(page, take)
      },
      (problem) => (this.problem = problem),
    )
  }

  #answer(page: RequestsPage, take: boolean) {
    this.problem = null
    if (page.rows.length === 0 && page.matching > 0 && this.query.offset > 0) {
      // the last page is gone
      this.#go({ ...this.query, offset: (Math.ceil(page.matching / onPage) - 1) * onPage })
      return
    }
    this.page = page
    this.answers++
    const known = new Map(page.rows.map((row) => [row.id, row] as const))
    const same = page.rows.length === this.rows.length && page.rows.every((row, i) => row.id === this.rows[i]?.id)
    if (take || same || this.rows.length === 0) {
      this.#take(page.rows)
      return
    }
    const before = new Set(this.rows.map((row) => row.id))
    this.rows = this.rows.map((row) => known.get(row.id) ?? row)
    this.left = new Set(this.rows.filter((row) => !known.has(row.id)).map((row) => row.id))
    this.#next = page.rows
    this.fresh = page.rows.filter((row) => !before.has(row.id)).length
    this.moved = true
  }

  #take(rows: RequestRow[]) {
    this.rows = rows
    this.#next = []
    this.fresh = 0
    this.moved = false
    this.left = new Set()
    if (this.selectedIndex >= 0) this.#index = this.selectedIndex
    else this.selected = ''
  }
}
