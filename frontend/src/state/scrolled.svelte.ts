// A scrolled list: pages of rows around those in sight. A sync never moves a row under the pointer: the rows in
// sight keep their place, those that came above them wait and are counted.
import type { Neighbours, Problem } from '../api/rows'
import { List } from './list.svelte'

export const pageSize = 100
const keptPages = 40
const around = 8

export type Scrolling = { text: string; sort: string; descending: boolean; offset: number; limit: number }
type Answer<Row> = { matching: number; rows: Row[] }

/** The shift most of the rows agree on: one row that moved by itself does not take the others along. */
export function agreedShift(shifts: number[]): number {
  const sorted = [...shifts].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

export abstract class Scrolled<Row extends { id: string }, Query extends Scrolling, Page extends Answer<Row>> extends List<Row, Query> {
  /** the counts for the whole list, from the last page */
  totals = $state.raw<Omit<Page, 'revision' | 'offset' | 'rows'> | null>(null)
  selectedIndex = $state(-1)
  /** rows that came above those in sight */
  newAbove = $state(0)

  #pages = $state.raw(new Map<number, Row[]>())
  #turn = 0
  #renewed = true // the query changed: what is shown still answers the one before
  #sight = { first: 0, last: 0 }
  #loading = false
  #patching = false
  #rang = false

  protected abstract read(query: Query): Promise<Page>
  protected abstract placeOf(query: Query, id: string): Promise<Neighbours>
  /** Reports whether a column sorts in descending order first: dates start with the newest, text with A. */
  protected abstract startsDescending(sort: Query['sort']): boolean

  get matching(): number {
    return this.totals?.matching ?? 0
  }
  get sorted() {
    return { id: this.query.sort, descending: this.query.descending }
  }
  rowAt = (index: number): Row | undefined =>
    index < 0 ? undefined : this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize]

  /** the rows that have been read and are kept */
  protected get rowsHere(): Row[] {
    return [...this.#pages.values()].flat()
  }

  /** The pages that the rows in sight lie on are asked for. */
  override sight(first: number, last: number) {
    this.#sight = { first, last }
    if (first === 0) this.newAbove = 0
    void this.#load()
  }

  filter(filters: Partial<Query>) {
    this.#ask({ ...this.query, ...filters })
  }

  sortBy(id: string) {
    const sort = id as Query['sort']
    const same = this.query.sort === sort
    this.#ask({ ...this.query, sort, descending: same ? !this.query.descending : this.startsDescending(sort) })
  }

  select(index: number) {
    if (this.matching === 0) return
    this.selectedIndex = Math.min(Math.max(index, 0), this.matching - 1)
    this.selected = this.rowAt(this.selectedIndex)?.id ?? '' // set when its page arrives
  }

  /** The selection follows the one whose page is shown. */
  follow(id: string, index: number) {
    this.selected = id
    this.selectedIndex = index
  }

  toTop() {
    this.scrollTop = 0
  }

  /** The copy changed: the rows in sight are asked for again and patched in their places. */
  async changed(): Promise<void> {
    this.#rang = true
    if (this.#patching) return
    this.#patching = true
    try {
      while (this.#rang) {
        this.#rang = false
        await this.#patch()
      }
      this.problem = null
    } catch (reason) {
      this.problem = reason as Problem
    }
    this.#patching = false
    void this.#load()
  }

  #ask(query: Query) {
    this.query = query
    this.#turn++
    this.#renewed = true
    void this.#load()
  }

  #fetch(page: number): Promise<Page> {
    return this.read({ ...this.query, offset: page * pageSize, limit: pageSize })
  }

  /** Loads what is missing, one page after the other, always the one that is in sight now: a fast scroll asks for the
   * rows where it ends, not for all it passes. */
  async #load(): Promise<void> {
    if (this.#loading) return
    this.#loading = true
    try {
      for (let page = this.#missing(); page !== undefined; page = this.#missing()) {
        const turn = this.#turn
        const answer = await this.#fetch(page)
        if (turn === this.#turn) this.#take(page, answer)
      }
      this.problem = null
    } catch (reason) {
      this.problem = reason as Problem
    }
    this.#loading = false
  }

  #missing(): number | undefined {
    if (this.#renewed) return 0
    const from = Math.floor(Math.max(0, this.#sight.first - around) / pageSize)
    const to = Math.floor(Math.max(0, Math.min(this.#sight.last + around, this.matching) - 1) / pageSize)
    for (let page = from; page <= to; page++) if (!this.#pages.has(page)) return page
    return undefined
  }

  #take(page: number, answer: Page) {
    const pages = this.#renewed ? new Map<number, Row[]>() : new Map(this.#pages)
    pages.set(page, answer.rows)
    for (const old of pages.keys()) {
      if (pages.size <= keptPages) break
      if (old !== page) pages.delete(old)
    }
    this.#pages = pages
    this.totals = answer
    if (this.#renewed) {
      this.#renewed = false
      this.scrollTop = 0
      this.newAbove = 0
      this.selectedIndex = this.selected === '' ? -1 : answer.rows.findIndex((row) => row.id === this.selected)
      if (this.selectedIndex < 0) this.selected = ''
    } else if (this.selected === '' && this.selectedIndex >= 0) {
      this.selected = this.rowAt(this.selectedIndex)?.id ?? ''
    }
  }

  async #patch(): Promise<void> {
    if (this.#renewed) return
    const turn = this.#turn
    const shift = this.holdsStill() ? await this.#shift() : 0
    const first = Math.max(0, this.#sight.first + shift - around)
    const last = Math.max(first + 1, this.#sight.last + shift + around)
    const wanted: number[] = []
    for (let page = Math.floor(first / pageSize); page <= Math.floor((last - 1) / pageSize); page++) wanted.push(page)
    const answers = await Promise.all(wanted.map((page) => this.#fetch(page)))
    const end = answers.at(-1)
    if (turn !== this.#turn || end === undefined) return
    const pages = new Map(answers.map((answer, i) => [wanted[i] as number, answer.rows] as const))
    const index = await this.#selectedIn(pages)
    if (turn !== this.#turn) return
    this.#pages = pages
    this.totals = end
    this.selectedIndex = index
    if (index < 0) this.selected = ''
    this.scrollTop = Math.max(0, this.scrollTop + shift * this.rowHeight)
    if (shift > 0) this.newAbove += shift
  }

  /** How far the rows in sight were pushed down, by three of them. */
  async #shift(): Promise<number> {
    const { first, last } = this.#sight
    const asked = [...new Set([first, Math.floor((first + last) / 2), last - 1])]
    const shifts = await Promise.all(
      asked.map(async (index) => {
        const row = this.rowAt(index)
        if (row === undefined) return undefined
        const { position } = await this.placeOf(this.query, row.id)
        return position > 0 ? position - 1 - index : undefined
      }),
    )
    return agreedShift(shifts.filter((shift) => shift !== undefined))
  }

  async #selectedIn(pages: Map<number, Row[]>): Promise<number> {
    if (this.selected === '') return -1
    for (const [page, rows] of pages) {
      const at = rows.findIndex((row) => row.id === this.selected)
      if (at >= 0) return page * pageSize + at
    }
    return (await this.placeOf(this.query, this.selected)).position - 1
  }
}
