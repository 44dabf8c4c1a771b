import { describe, expect, test } from 'vitest'
import { UsageKind, type UsageRow } from '../api/rows'
import { amount, cycleOf, dayOfCycle, metered } from './usage'

const now = Date.parse('2026-11-24T10:42:18+11:00')
const cycle = { from: '2026-10-28', to: '2026-11-27' }
const row = (fields: Partial<UsageRow> = {}): UsageRow => ({
  kind: UsageKind.Data,
  used: '39.6',
  allowance: '60',
  unlimited: false,
  unit: 'GB',
  thousandth: 660,
  ...cycle,
  measuredAt: '2026-11-23T19:00:00Z',
  ...fields,
})

describe('an amount', () => {
  test.each([
    ['39.6', 'GB', '39.6 GB'],
    ['1240', 'min', '1,240 min'],
    ['218', 'minutes', '218 min'],
    ['94', 'SMS', '94'],
    ['94', '', '94'],
    ['a lot', 'GB', 'a lot GB'],
    ['“1.024 GB”', '', '“1.024 GB”'],
  ])('%s %s is %s', (value, unit, words) => expect(amount(value, unit)).toBe(words))
})

describe('the cycle', () => {
  test('has a day of today', () => {
    expect(dayOfCycle(cycle, now)).toBe('day 28 of 31')
    expect(dayOfCycle({ from: '2026-11-24', to: '2026-11-27' }, now)).toBe('day 1 of 4')
  })
  test('that is over or to come is said to be', () => {
    expect(dayOfCycle({ from: '2026-09-28', to: '2026-10-27' }, now)).toBe('this cycle has ended')
    expect(dayOfCycle({ from: '2026-11-28', to: '2026-12-27' }, now)).toBe('begins in 4 d')
    expect(dayOfCycle({ from: '', to: '' }, now)).toBe('')
  })
  test('is that of the rows, else that of the service', () => {
    expect(cycleOf([row({ from: '' }), row()], { from: '', to: '' })).toMatchObject(cycle)
    expect(cycleOf([], cycle)).toEqual(cycle)
  })
})

describe('a bar', () => {
  test('says how much is left, and where this pace leads', () => {
    const said = metered(row(), cycle, now)
    expect(said).toMatchObject({ used: '39.6 GB', of: 'of 60 GB', part: 66, over: 0 })
    expect(said.note).toBe('66 % used, 20.4 GB left. At this pace 45 GB by 27 November.')
    expect(said.day).toBeGreaterThan(87)
    expect(said.day).toBeLessThan(91)
  })
  test('shows what is over the allowance beside what is within it', () => {
    const said = metered(row({ used: '75', thousandth: 1250 }), cycle, now)
    expect(said).toMatchObject({ note: '125 % used, 15 GB over.', part: 80, over: 20, day: -1 })
  })
  test('is not there without an allowance', () => {
    expect(metered(row({ unlimited: true, allowance: '', thousandth: -1 }), cycle, now)).toMatchObject({
      of: 'unlimited',
      part: -1,
    })
    expect(metered(row({ allowance: '', thousandth: -1 }), cycle, now)).toMatchObject({
      of: 'allowance not given',
      part: -1,
    })
  })
  test('of another cycle names it', () =>
    expect(metered(row({ from: '2026-11-02', to: '2026-12-01' }), cycle, now).note).toMatch(
      /^2 November to 1 December: 66 % used/,
    ))
  test('foretells nothing at the start, at the end, and without a cycle', () => {
    expect(metered(row({ from: '2026-11-23', to: '2026-12-22' }), cycle, now).note).not.toContain('pace')
    expect(metered(row({ from: '2026-09-28', to: '2026-10-27' }), cycle, now).note).not.toContain('pace')
    expect(metered(row({ from: '', to: '' }), cycle, now)).toMatchObject({ note: '66 % used, 20.4 GB left.', day: -1 })
  })
})
