import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Api } from '../api/api'
import { OrderForm } from './order.svelte'
import {
  Code,
  type Concern,
  type Draft,
  type DraftCheck,
  Field,
  Kind,
  Level,
  type Placing,
  type Problem,
  SubmissionState,
} from '../api/rows'

let placed: { draft: Draft; read: string[] }[]
let kept: Draft[]
let dropped: number
let concerns: Concern[]
let will: string[]
let answer: (() => Promise<Partial<Placing>>) | undefined
let checks: { draft: Draft; answer: (check: DraftCheck) => void }[]
let slow: boolean // checks wait for the test
let form: OrderForm
let restored: { draft: Partial<Draft>; at: string }

const warning = (id: string) => ({ id, level: Level.Warned, orderId: 'ORD1', serviceId: 's', stuck: false, text: '' }) as Concern
const problem: Problem = { code: Code.Unreachable, text: 'No.', said: '' }

const checkOf = (draft: Draft) =>
  ({
    mistakes: draft.simNumber === '' ? [{ field: Field.SimNumber, text: 'Missing.' }] : [],
    level: concerns[0]?.level ?? Level.Allowed,
    concerns,
    consequences: will.map((text) => ({ text, grave: true })),
    irreversible: will.length > 0,
    checkedAt: '',
  }) as unknown as DraftCheck

const api = {
  draft: async () => restored,
  checkDraft: (draft: Draft) =>
    slow ? new Promise<DraftCheck>((done) => checks.push({ draft, answer: done })) : Promise.resolve(checkOf(draft)),
  keepDraft: async (draft: Draft) => {
    kept.push(draft)
    return '2026-11-22T00:00:00Z'
  },
  dropDraft: async () => {
    dropped++
  },
  place: async (draft: Draft, read: string[]) => {
    placed.push({ draft, read })
    const base = { blocked: false, state: SubmissionState.Placed, orderId: 'ORD9', mistakes: [], concerns: [], beside: [] }
    return { ...base, ...(await answer?.()) }
  },
} as unknown as Api

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms)

async function filled(): Promise<OrderForm> {
  form = new OrderForm(api, Kind.SimSwap, 's', '', () => undefined)
  form.open()
  await settle()
  form.set({ simNumber: '0610023941175' })
  await settle(600)
  return form
}

beforeEach(() => {
  vi.useFakeTimers()
  restored = { draft: {}, at: '' }
  placed = []
  kept = []
  dropped = 0
  concerns = []
  will = []
  answer = undefined
  checks = []
  slow = false
})
afterEach(() => {
  form.leave()
  vi.useRealTimers()
})

test('however often it is placed, it is sent once', async () => {
  await filled()
  answer = () => new Promise((done) => setTimeout(() => done({}), 100))
  const all = [form.place(), form.place(), form.place()]
  await settle(50)
  void form.place()
  await settle(100)
  await Promise.all(all)
  void form.place()
  await settle()
  expect(placed.length).toBe(1)
  expect(form.outcome).toEqual({ came: 'placed', orderId: 'ORD9', beside: [] })
})

test.each([SubmissionState.Unsure, SubmissionState.Sending, SubmissionState.Closed, '' as SubmissionState])(
  'what may have reached the portal (%s) cannot be sent again',
  async (state) => {
    await filled()
    answer = async () => ({ state })
    await form.place()
    await form.place()
    expect([placed.length, form.outcome?.came, form.draft.simNumber]).toEqual([1, 'unsure', ''])
  },
)

test.each([SubmissionState.Refused, SubmissionState.NotSent])('what did not (%s) keeps its draft', async (state) => {
  await filled()
  answer = async () => ({ state, problem })
  await form.place()
  expect([form.outcome?.came, form.draft.simNumber]).toEqual([state === SubmissionState.Refused ? 'refused' : 'notSent', '0610023941175'])
})

test('a call that fails says why and keeps the draft', async () => {
  await filled()
  answer = () => Promise.reject(problem)
  await form.place()
  expect([form.outcome, form.busy, form.draft.simNumber]).toEqual([{ came: 'failed', problem }, false, '0610023941175'])
})

test('a mistake is told once its field was left or placing was tried', async () => {
  await filled()
  form.set({ simNumber: '' })
  await settle(200)
  expect(form.mistake(Field.SimNumber)).toBe('')
  form.touch(Field.SimNumber)
  expect(form.mistake(Field.SimNumber)).toBe('Missing.')
  await form.place()
  expect(placed.length).toBe(0)
})

test('a warning has to be read, and a new one anew', async () => {
  await filled()
  concerns = [warning('a')]
  await settle(5000)
  expect(form.stop).toBe('unread')
  await form.place()
  expect(placed.length).toBe(0)
  form.read('a', true)
  expect(form.stop).toBeNull()
  concerns = [warning('a'), warning('b')]
  await settle(5000)
  expect(form.stop).toBe('unread')
  form.read('b', true)
  form.read('a', false)
  form.read('a', true)
  concerns = [warning('b')] // one is over: that it was read is not told
  await settle(5000)
  await form.place()
  expect(placed[0]?.read).toEqual(['b'])
})

test('a late answer about an older draft is dropped', async () => {
  await filled()
  slow = true
  form.set({ simNumber: '1' })
  await settle(200)
  form.set({ simNumber: '12' })
  await settle(200)
  const [older, newer] = checks
  newer?.answer({ ...checkOf(newer.draft), checkedAt: 'newer' } as DraftCheck)
  await settle()
  older?.answer({ ...checkOf(older.draft), checkedAt: 'older' } as DraftCheck)
  await settle()
  expect(form.check?.checkedAt).toBe('newer')
})

test('until a draft is checked, what is shown is said to be of an older one', async () => {
  await filled()
  expect(form.checking).toBe(false)
  slow = true
  form.set({ simNumber: '0610023941176' })
  expect(form.checking).toBe(true)
  await settle(200)
  expect(form.checking).toBe(true)
  checks[0]?.answer(checkOf(form.draft))
  await settle()
  expect(form.checking).toBe(false)
})

test('what cannot be undone is shown before it is sent', async () => {
  await filled()
  will = ['The E-SIM is issued once.']
  form.set({ simNumber: '0610023941176' })
  await form.place()
  expect([placed.length, form.outcome?.came]).toEqual([0, 'changed'])
  await form.place()
  expect(placed.length).toBe(1)
})

test('nothing is typed into what is on its way', async () => {
  await filled()
  answer = () => new Promise((done) => setTimeout(() => done({ state: SubmissionState.Refused }), 100))
  void form.place()
  form.set({ simNumber: '9' })
  await settle(200)
  expect([placed[0]?.draft.simNumber, form.draft.simNumber]).toEqual(['0610023941175', '0610023941175'])
})

test('a draft is kept when typing pauses and when one leaves, and only if something was typed', async () => {
  await filled()
  expect(kept.length).toBe(1)
  form.set({ note: 'a' })
  form.set({ note: 'ab' })
  form.leave()
  await settle()
  expect(kept.map(({ note }) => note)).toEqual(['', 'ab'])
  const other = new OrderForm(api, Kind.ChangePlan, 's', '', () => undefined)
  other.open({ startOn: '2026-11-22' })
  await settle()
  other.leave()
  await settle()
  expect(kept.length).toBe(2)
})

test('what is typed and taken out again is no draft', async () => {
  await filled()
  form.set({ simNumber: '' })
  await settle(600)
  expect([dropped, form.keptAt]).toEqual([1, ''])
})

test('the number that was typed again is never kept', async () => {
  form = new OrderForm(api, Kind.CancelService, 's', '', () => undefined)
  form.open()
  await settle()
  form.set({ typedNumber: '0491570156', note: 'Asked by phone.' })
  await settle(600)
  expect(kept.map(({ typedNumber, note }) => [typedNumber, note])).toEqual([['', 'Asked by phone.']])
})

test('a draft that comes back tells at once what is wrong with what it holds', async () => {
  restored = { draft: { planId: 'gone' }, at: '2026-11-22T00:00:00Z' }
  form = new OrderForm({ ...api, checkDraft: async () => vanished } as unknown as Api, Kind.ChangePlan, 's', '', () => undefined)
  form.open()
  await settle()
  expect([form.draft.planId, form.mistake(Field.Plan), form.mistake(Field.SimNumber)]).toEqual(['gone', 'No longer on offer.', ''])
  expect(form.stop).toBeNull() // something was chosen: the mistake stands at its field
  await form.place()
  expect(placed.length).toBe(0)
  form.set({ planId: '' })
  expect(form.stop).toBe(Field.Plan)
})
const vanished = {
  mistakes: [
    { field: Field.Plan, text: 'No longer on offer.' },
    { field: Field.SimNumber, text: 'Missing.' },
  ],
  level: Level.Allowed,
  concerns: [],
  consequences: [],
} as unknown as DraftCheck
