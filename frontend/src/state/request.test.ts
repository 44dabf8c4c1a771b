// A decision is never lost: not to a second press, not to another page, not to an undo of something else.
import { describe, expect, test, vi } from 'vitest'
import type { Api } from '../api/api'
import { Attempt } from './ask.svelte'
import { Place } from './item.svelte'
import { Request } from './request.svelte'
import { Requests } from './requests.svelte'
import {
  Code,
  DecisionReason,
  type DecisionRow,
  type Neighbours,
  type NewDecision,
  type Problem,
  RequestAction,
  type RequestPage,
} from '../api/rows'
import { Undo } from './undo.svelte'

const settled = () => new Promise((done) => setTimeout(done))
const refused: Problem = { code: Code.Invalid, text: 'The disk is full. Nothing was decided.', said: '' }
const held = (key: string): DecisionRow =>
  ({
    key,
    action: RequestAction.Deny,
    reason: DecisionReason.CreditCheck,
    text: 'Twice.',
    holdUntil: new Date(Date.now() + 8000).toISOString(),
  }) as DecisionRow

/** A desk of requests that does what it is told, when it is told to. */
class Told {
  calls: string[] = []
  decision: DecisionRow | undefined
  wait: Promise<void> = Promise.resolve()
  refuses = false
  faults: Problem[] = []

  #do = async (what: string) => {
    this.calls.push(what)
    await this.wait
    if (this.refuses) throw refused
  }
  api = {
    request: async (id: string) => ({ id, seen: `seen of ${id}`, decision: this.decision }) as RequestPage,
    requestNeighbours: async () => ({ position: 1, matching: 3, previous: '', next: 'SR-2' }),
    watchRequest: async () => undefined,
    decideRequest: (n: NewDecision) => this.#do(`decide ${n.requestId} on ${n.seen}`),
    changeDecision: (key: string, n: NewDecision) => this.#do(`change ${key} to ${n.action}, ${n.reason}, ${n.text}`),
    withdrawDecision: (key: string) => this.#do(`withdraw ${key}`),
    decideAgain: (key: string, seen: string) => this.#do(`again ${key} on ${seen}`),
  } as unknown as Api
  fault = (problem: Problem) => this.faults.push(problem)
  undo = new Undo(this.api, this.fault)
  request = new Request(this.api, new Requests(this.api), this.undo, this.fault)

  async showing(id: string): Promise<this> {
    this.request.show(id)
    await settled()
    return this
  }
}

test('what is pressed while something else is on its way was not done', async () => {
  const attempt = new Attempt()
  let go: () => void = () => undefined
  const first = attempt.run(() => new Promise((done) => (go = done)))
  expect(await attempt.run(async () => undefined)).toBe(false)
  go()
  expect(await first).toBe(true)
  expect(await attempt.run(() => Promise.reject(refused))).toBe(false)
})

test('one that has left the list keeps its neighbours', async () => {
  const answers: Neighbours[] = [
    { position: 4, matching: 9, previous: 'SR-3', next: 'SR-5' },
    { position: 0, matching: 8, previous: '', next: '' },
  ]
  const place = new Place(
    async () => answers.shift() as Neighbours,
    () => undefined,
  )
  place.find('SR-4')
  await settled()
  place.find('SR-4')
  await settled()
  expect(place.neighbours).toEqual({ position: 0, matching: 8, previous: 'SR-3', next: 'SR-5' })
  const went: string[] = []
  place.step('next', (id) => went.push(id))
  expect(went).toEqual(['SR-5'])
})

describe('a decision', () => {
  test('that is refused after one went on is told with its request', async () => {
    const told = await new Told().showing('SR-1')
    told.refuses = true
    let go: () => void = () => undefined
    told.wait = new Promise((done) => (go = done))
    const deciding = told.request.decide(RequestAction.StartContract)
    await told.showing('SR-2')
    go()
    await deciding
    expect(told.faults).toEqual([{ ...refused, text: 'SR-1: The disk is full. Nothing was decided.' }])
    expect(told.undo.offered).toBeNull()
    told.wait = Promise.resolve()
    await expect(told.request.decide(RequestAction.StartContract)).rejects.toEqual(refused) // said where it was pressed
    told.request.leave()
  })

  test('is taken again on what is seen', async () => {
    const told = await new Told().showing('SR-1')
    await told.request.takeAgain('K')
    expect(told.calls).toEqual(['again K on seen of SR-1'])
    told.request.leave()
  })

  test('that is withdrawn is offered no more to be undone', async () => {
    const told = await new Told().showing('SR-1')
    told.decision = held('K')
    await told.request.decide(RequestAction.Deny)
    expect(told.undo.offered?.decision.key).toBe('K')
    await told.request.withdraw('other')
    expect(told.undo.offered).not.toBeNull()
    await told.request.withdraw('K')
    expect(told.undo.offered).toBeNull()
    told.request.leave()
  })

  test('that was changed is put back as it was', async () => {
    const told = await new Told().showing('SR-1')
    told.decision = held('K')
    await told.request.decide(RequestAction.Cancel, DecisionReason.CustomerAsked, '', undefined, held('K'))
    await told.undo.take()
    expect(told.calls).toEqual(['change K to cancel, customerAsked, ', 'change K to deny, creditCheck, Twice.'])
    expect(told.undo.undone).toBe('putBack')
    told.request.leave()
  })

  test('is said to be taken back for a moment, whatever was offered before', async () => {
    vi.useFakeTimers()
    const told = new Told()
    told.undo.offer('SR-1', held('K'))
    await told.undo.take()
    expect(told.undo.undone).toBe('withdrawn')
    vi.advanceTimersByTime(1000)
    told.undo.offer('SR-2', held('L'))
    expect(told.undo.undone).toBe('')
    vi.advanceTimersByTime(2000)
    expect(told.undo.offered?.decision.key).toBe('L')
    vi.useRealTimers()
  })
})
