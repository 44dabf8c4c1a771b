// A list of rows: what it asks for, the selected row, and when rows may move. Services are scrolled through, requests are
// turned page by page.
import type { Problem } from '../api/rows'

export abstract class List<Row extends { id: string }, Query extends { text: string }> {
  query: Query
  problem = $state.raw<Problem | null>(null)
  selected = $state('')
  scrollTop = $state(0)

  constructor(
    query: Query,
    /** whether somebody points at a row right now */
    public pointedAt: () => boolean = () => false,
    /** the row height, shared by all lists */
    private readonly look: { dense: boolean } = { dense: false },
  ) {
    this.query = $state.raw(query)
  }

  /** how many rows there are on all pages */
  abstract get matching(): number
  abstract get selectedIndex(): number
  abstract get sorted(): { id: string; descending: boolean }
  abstract get filtered(): boolean
  abstract rowAt: (index: number) => Row | undefined
  abstract select(index: number): void
  abstract sortBy(id: string): void
  abstract filter(filters: Partial<Query>): void
  abstract clearFilters(): void

  /** how many rows the table holds */
  get count(): number {
    return this.matching
  }
  /** how many rows come before those of the table */
  get from(): number {
    return 0
  }
  get rowHeight(): number {
    return this.look.dense ? 24 : 32
  }
  get selectedRow(): Row | undefined {
    const row = this.rowAt(this.selectedIndex)
    return row?.id === this.selected ? row : undefined
  }

  /** Tells which rows are in sight, the last one excluded. */
  sight(_first: number, _last: number) {}

  /** The index of the row after or before the selected one. */
  beside(way: 1 | -1): number {
    return this.selectedIndex < 0 ? 0 : this.selectedIndex + way
  }

  /** Clears the search; if there is none, the filters. */
  clear() {
    if (this.query.text !== '') this.filter({ text: '' } as Partial<Query>)
    else if (this.filtered) this.clearFilters()
  }

  /** Whether rows must stay where they are. They may only move at the top, with nothing selected and nothing pointed at. */
  protected holdsStill(): boolean {
    return this.scrollTop > 0 || this.selected !== '' || this.pointedAt()
  }
}
