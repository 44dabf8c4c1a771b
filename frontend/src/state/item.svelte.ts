// One item of a list, shown on its own page: what is read of it, its place in the list, and the way to its neighbours.
import type { Api } from '../api/api'
import { Latest, Reading } from './ask.svelte'
import type { Neighbours } from '../api/rows'

export class Place {
  neighbours = $state.raw<Neighbours | null>(null)

  #latest = new Latest()
  #steps: (() => void)[] = [] // asked for before it was known where they lead

  constructor(
    private readonly ask: (id: string) => Promise<Neighbours>,
    private readonly found: (id: string, neighbours: Neighbours) => void,
  ) {}

  find(id: string) {
    void this.#latest.ask(
      () => this.ask(id),
      (neighbours) => {
        const was = this.neighbours
        // One that has left the list keeps the neighbours it had: the way goes on from where it was.
        const left = neighbours.position < 1 && was !== null && (was.previous !== '' || was.next !== '')
        this.neighbours = left ? { ...neighbours, previous: was.previous, next: was.next } : neighbours
        this.found(id, neighbours)
        this.#steps.shift()?.()
      },
      () => {
        this.neighbours = null
        this.#steps = []
      },
    )
  }

  /** Goes to the one before or after. Steps asked for faster than the list answers are all taken. */
  step(way: 'previous' | 'next', go: (id: string) => void) {
    if (this.neighbours === null) {
      this.#steps.push(() => this.step(way, go))
      return
    }
    const id = this.neighbours[way]
    if (id === '') this.#steps = []
    else go(id)
  }

  /** Another one is shown, and its place is not known yet. */
  forget() {
    this.neighbours = null
  }

  leave() {
    this.#latest.drop()
    this.#steps = []
    this.neighbours = null
  }
}

export class Item<Page> {
  readonly reading: Reading<Page>
  readonly place: Place

  constructor(
    read: (id: string) => Promise<Page>,
    neighbours: (id: string) => Promise<Neighbours>,
    /** tells the program what is looked at, or empty: it reads that first */
    private readonly watch: Api['watch'],
    follow: (id: string, position: number) => void,
  ) {
    this.reading = new Reading(read)
    this.place = new Place(neighbours, (id, { position }) => follow(id, position))
  }

  show(id: string) {
    if (id !== this.reading.id) this.place.forget()
    void this.watch(id).catch(() => undefined) // only a hint
    void this.reading.show(id)
    this.place.find(id)
  }

  leave() {
    void this.watch('').catch(() => undefined)
    this.reading.forget()
    this.place.leave()
  }

  again() {
    if (this.reading.id === '') return
    void this.reading.again()
    this.place.find(this.reading.id)
  }
}
