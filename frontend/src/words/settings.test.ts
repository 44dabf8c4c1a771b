import { describe, expect, test } from 'vitest'
import { size } from '../format/count'
import { Capability, type CapabilityRow, Code, type FailureRow, Purpose, type PortalPage, Reason, Strategy } from '../api/rows'
import {
  capabilityWord,
  askedAgain,
  checkedWithin,
  does,
  doesWord,
  exactStretch,
  held,
  purposeCost,
  purposeWord,
  newestFirst,
  reallyAsked,
  reasonWord,
  shownCapabilities,
  stretch,
  times,
  totalCost,
  strategyWord,
} from './settings'

const now = Date.parse('2026-11-23T23:42:18Z') // 10:42:18 on the 24th in Sydney
const minute = 60_000
const ago = (ms: number) => new Date(now - ms).toISOString()
const row = (fields: Partial<CapabilityRow> = {}): CapabilityRow => ({
  capability: Capability.NewestFirst,
  known: true,
  works: false,
  reason: Reason.AnsweredNone,
  at: ago(minute),
  ...fields,
})
const page = (fields: Partial<PortalPage>) => fields as PortalPage

describe('every value that the program may send has words of its own', () => {
  const different = (words: string[]) => expect(new Set(words).size).toBe(words.length)
  test('purposes', () => {
    for (const purpose of Object.values(Purpose)) expect(purposeWord(purpose)).toMatch(/^[A-Z][a-z]+ /)
    different(Object.values(Purpose).map(purposeWord))
  })
  test('ways', () => {
    for (const strategy of Object.values(Strategy)) expect(strategyWord(strategy)).toMatch(/^[A-Z]\S* .+[^.]$/)
    different(Object.values(Strategy).map(strategyWord))
  })
  test('capabilities', () => {
    for (const capability of Object.values(Capability)) expect(capabilityWord(capability)).toMatch(/^[A-Z][a-z]+ .+[^.]$/)
    different(Object.values(Capability).map(capabilityWord))
  })
  test('reasons, for each capability that is lacking', () => {
    for (const capability of Object.values(Capability))
      for (const reason of Object.values(Reason)) {
        const lacking = row({ capability, reason, works: capability === Capability.MissingAsFailure })
        expect(reasonWord(lacking)).toMatch(/^[A-Z][a-z]+ .+[^.]$/)
      }
    different(Object.values(Reason).map((reason) => reasonWord(row({ capability: Capability.FilterByState, reason }))))
  })
})

describe('a capability', () => {
  test('works, does not, or is not known', () => {
    expect(doesWord(row({ works: true }))).toBe('Works')
    expect(doesWord(row())).toBe('Does not work')
    expect(doesWord(row({ known: false, works: true }))).toBe('Not tested yet')
  })
  test('says why only where it does not', () => {
    expect(reasonWord(row())).toBe('It returned nothing although orders are known')
    expect(reasonWord(row({ works: true, reason: Reason.AnsweredRight }))).toBe('')
    expect(reasonWord(row({ known: false }))).toBe('')
  })
  test('says what else came, in the words of the question', () => {
    const other = (capability: Capability) => reasonWord(row({ capability, reason: Reason.AnsweredOther }))
    expect(other(Capability.FilterByService)).toBe('It returned other orders too')
    expect(other(Capability.NewestFirst)).toBe('It returned the orders in another sequence')
    expect(other(Capability.SomeFields)).toBe('It returned other fields too')
  })
  test('to cancel is lacking where there is no place to ask for it', () => {
    expect(reasonWord(row({ capability: Capability.CancelsOrders, reason: Reason.RejectedIt }))).toBe(
      'It offers no way to do that',
    )
  })
  test('that is a weakness counts the other way round', () => {
    const missing = (works: boolean, reason: Reason) => row({ capability: Capability.MissingAsFailure, works, reason })
    const weak = missing(true, Reason.AnsweredRight)
    const strong = missing(false, Reason.AnsweredOther)
    expect([does(weak), doesWord(weak), reasonWord(weak)]).toEqual([false, 'Does not work', 'It answers with an error'])
    expect([does(strong), doesWord(strong), reasonWord(strong)]).toEqual([true, 'Works', ''])
    expect(does({ ...strong, known: false })).toBe(false)
  })
  test('by the older name is shown only if it was asked for', () => {
    const older = row({ capability: Capability.FilterByServiceOlder })
    expect(shownCapabilities([row(), older])).toHaveLength(2)
    expect(shownCapabilities([row({ known: false }), { ...older, known: false }])).toHaveLength(1)
  })
})

describe('what it costs', () => {
  const rows = [
    { purpose: Purpose.Open, strategy: Strategy.OpenByStates, requests: 120, kilobytes: 312 },
    { purpose: Purpose.One, strategy: Strategy.OneByFilter, requests: 0, kilobytes: 0 },
    { purpose: Purpose.Orders, strategy: Strategy.SweepWhole, requests: 1200, kilobytes: 51_700 },
  ]
  test('is told for each purpose but one service, and together', () => {
    expect(rows.map(purposeCost)).toEqual([
      { questions: '120', data: '312 KB' },
      null,
      { questions: '1,200', data: '52 MB' },
    ])
    expect(totalCost(rows)).toEqual({ questions: '1,320', data: '52 MB' })
  })
  test('is told as it really was', () => {
    const asked = { asked: 412, askedKilobytes: 3140 }
    expect(reallyAsked(page({ ...asked, askedSince: ago(12 * minute) }), now)).toBe(
      'Since 10:30 this desk sent 412 queries and read 3.1 MB.',
    )
    expect(reallyAsked(page({ ...asked, asked: 1, askedSince: ago(60 * minute) }), now)).toBe(
      'In the last hour this desk sent 1 query and read 3.1 MB.',
    )
    expect(reallyAsked(page({ ...asked, askedSince: '' }), now)).toBe('')
  })
  test('brings everything once within a time, if that is known', () => {
    expect(checkedWithin(4)).toBe('Everything is checked once within 4 min.')
    expect(checkedWithin(75)).toBe('Everything is checked once within 1 h 15 min.')
    expect(checkedWithin(0)).toMatch(/not known yet\.$/)
  })
  test.each([
    [0, '0 KB'],
    [999, '999 KB'],
    [1000, '1.0 MB'],
    [1249, '1.2 MB'],
    [9949, '9.9 MB'],
    [9951, '10 MB'],
    [999_499, '999 MB'],
    [999_500, '1.0 GB'],
    [1_260_000, '1.3 GB'],
  ])('%i kilobytes are %s', (kilobytes, words) => expect(size(kilobytes)).toBe(words))
})

describe('a failure', () => {
  const failure = (from: number, until: number): FailureRow => ({
    from: ago(from),
    until: ago(until),
    times: 2,
    code: Code.Busy,
    text: '',
  })
  test('lasted from one time to another', () => {
    expect(stretch(failure(47 * minute, 30 * minute), now)).toBe('Today 09:55 to 10:12')
    expect(stretch(failure(47 * minute, 47 * minute), now)).toBe('Today 09:55')
    expect(stretch(failure(1440 * minute, 10 * minute), now)).toBe('Mon 10:42 to today 10:32')
    expect(stretch(failure(60 * 1440 * minute, 60 * 1440 * minute - minute), now)).toBe('25 Sep')
  })
  test('is told exactly, too', () => {
    expect(exactStretch(failure(47 * minute, 30 * minute))).toBe('2026-11-23 22:55:18 to 23:12:18 UTC')
    expect(exactStretch(failure(47 * minute, 47 * minute))).toBe('2026-11-23 22:55:18 UTC')
    expect(exactStretch(failure(1440 * minute, 10 * minute))).toBe('2026-11-22 23:42:18 to 2026-11-23 23:32:18 UTC')
  })
  test('is counted', () => expect([times(1), times(2), times(1200)]).toEqual(['once', '2 times', '1,200 times']))
  test('comes newest first', () => {
    const [old, young] = [failure(60, 50), failure(40, 30)]
    expect(newestFirst([old, young])).toEqual([young, old])
  })
})

test('the portal holds so much', () =>
  expect(held(page({ services: 1204, orders: 4816, open: 37 }))).toBe('1,204 services, 4,816 orders, 37 open'))
test('what was asked again is still to be answered', () =>
  expect(askedAgain(ago(0))).toBe('Test started at 10:42:18. The results are not in yet.'))
