// The service whose page is shown: the portal is asked for it first, and for its place in the list.
import type { Door } from '../door/door'
import { Latest } from './latest'
import type { List } from './list.svelte'
import { Reading } from './reading.svelte'
import type { Neighbours, Problem } from './rows'
import { Usage } from './usage.svelte'

export class Subject {
  readonly reading: Reading
  readonly usage: Usage
  neighbours = $state.raw<Neighbours | null>(null)
  refreshing = $state(false)
  /** why the last Refresh brought nothing; what was read before stays */
  notRefreshed = $state.raw<Problem | null>(null)

  #latest = new Latest()
  #steps: (() => void)[] = [] // asked for before it was known where they lead

  constructor(
    private readonly door: Door,
    private readonly list: List,
  ) {
    this.reading = new Reading(door)
    this.usage = new Usage(door)
  }

  show(id: string) {
    if (id !== this.reading.id) {
      this.neighbours = null
      this.notRefreshed = null
    }
    void this.door.watch(id).catch(() => undefined) // only a hint about what to read first
    void this.reading.want(id)
    this.#place()
  }

  leave() {
    void this.door.watch('').catch(() => undefined)
    void this.reading.want('')
    this.#latest.drop()
    this.#steps = []
    this.neighbours = null
  }

  again() {
    if (this.reading.id === '') return
    void this.reading.again()
    void this.usage.again()
    this.#place()
  }

  async refresh(): Promise<void> {
    const { id } = this.reading
    if (this.refreshing || id === '') return
    this.refreshing = true
    let why: Problem | null = null
    try {
      await this.door.refreshService(id)
    } catch (reason) {
      why = reason as Problem
    }
    this.refreshing = false
    if (this.reading.id !== id) return
    this.notRefreshed = why
    this.again()
  }

  /** Goes to the service before or after this one. Steps asked for faster than the list answers are all taken. */
  step(way: 'previous' | 'next', go: (id: string) => void) {
    if (this.neighbours === null) {
      this.#steps.push(() => this.step(way, go))
      return
    }
    const id = this.neighbours[way]
    if (id === '') this.#steps = []
    else go(id)
  }

  supportText(orderId: string): Promise<string> {
    return this.door.supportText(this.reading.id, orderId)
  }

  #place() {
    const { id } = this.reading
    void this.#latest.ask(
      () => this.door.neighbours(this.list.query, id),
      (neighbours) => {
        this.neighbours = neighbours
        this.list.follow(id, neighbours.position - 1)
        this.#steps.shift()?.()
      },
      () => {
        this.neighbours = null
        this.#steps = []
      },
    )
  }
}
