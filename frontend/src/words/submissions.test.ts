import { describe, expect, test } from 'vitest'
import { Kind, Level, type Order, type SubmissionRow, SubmissionState } from '../api/rows'
import { lookedFor, makingLine, submissionLine, submissionNews, soughtText, soughtTitle } from './submissions'

const now = Date.parse('2026-11-24T10:42:18+11:00')
const concern = {
  id: 'b',
  level: Level.Blocked,
  orderId: 'ORD00003920011',
  serviceId: '',
  stuck: false,
  text: 'Number Port ORD00003920011 is for the same number.',
}
const row = (fields: Partial<SubmissionRow> = {}): SubmissionRow => ({
  key: 'k',
  kind: Kind.SimSwap,
  serviceId: 's',
  state: SubmissionState.Unsure,
  orderId: '',
  named: '',
  by: 'Ada',
  at: '2026-11-23T23:41:00Z',
  asked: [],
  closable: false,
  searches: 0,
  decideAt: '2026-11-23T23:56:00Z',
  decidable: false,
  candidates: [],
  beside: [],
  ...fields,
})

describe('how often it was searched, and from when a person can decide', () => {
  test.each([
    [row(), 'Not searched yet. You can decide from 10:56, after three searches.'],
    [row({ searches: 2 }), 'Searched twice. You can decide from 10:56, after three searches.'],
    [row({ searches: 5 }), 'Searched 5 times. You can decide from 10:56.'],
    [
      row({ searches: 1, decideAt: '2026-11-23T23:30:00Z' }),
      'Searched once. You can decide after three searches.',
    ],
    [
      row({ searches: 3, decidable: true }),
      'Searched three times. Look in the portal or ask support, then record the outcome here.',
    ],
  ])('%#', (row, words) => expect(lookedFor(row, now)).toBe(words))
})

test('an answer that named another order is told with its id', () => {
  const named = row({ named: 'ORD1' })
  expect([soughtTitle(named), soughtTitle(row()), soughtTitle(row({ named: 'ORD1', decidable: true }))]).toEqual([
    'The portal returned another order',
    'The answer was lost',
    'A decision is needed',
  ])
  expect(soughtText(named)).toMatch(/^It answered with ORD1, which is another order\. .* Do not place it again\.$/)
})

test('what was asked is one line', () => {
  expect(
    submissionLine([
      { name: 'Plan', value: 'Everyday 60', was: '' },
      { name: 'Voicemail', value: 'on', was: 'off' },
    ]),
  ).toBe('Everyday 60, Voicemail, off to on')
  expect(makingLine(row({ kind: Kind.NumberPort, beside: [concern] }))).toBe(
    'Number Port: another order is open too',
  )
  expect(
    makingLine(row({ kind: Kind.Activation, asked: [{ name: 'Customer', value: 'Harriet Lowe', was: '' }] })),
  ).toBe('Activation for Harriet Lowe: outcome unknown, checking')
  expect(makingLine(row({ kind: Kind.NumberPort }))).toBe('Number Port: outcome unknown, checking')
})

describe('what is spoken', () => {
  const placed = row({ state: SubmissionState.Placed, orderId: 'ORD1' })
  test.each<[SubmissionRow[], SubmissionRow[], Partial<Order>[], string]>([
    [[row()], [row({ searches: 2 })], [], ''],
    [[row({ state: SubmissionState.Sending })], [row()], [], 'SIM Swap: outcome unknown. Commsdesk is searching for it.'],
    [[row()], [placed], [], 'SIM Swap placed, ORD1.'],
    [[placed], [], [{ orderId: 'ORD1', kind: Kind.SimSwap }], 'SIM Swap placed, ORD1.'],
    [[row()], [], [], 'SIM Swap is no longer pending.'],
    [[], [row({ state: SubmissionState.Sending })], [], 'SIM Swap is being sent.'],
  ])('%#', (before, after, orders, words) => expect(submissionNews(before, after, orders as Order[])).toBe(words))
})
