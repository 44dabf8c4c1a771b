import { describe, expect, test } from 'vitest'
import { age, roughAge, spokenAge } from './age'
import { count, percent, plural } from './count'
import { calendarDay, clockTime, daysUntil, exact, longDay, recent, shortDay, stageTime, when } from './time'

const minute = 60_000
const hour = 60 * minute
const now = Date.parse('2026-11-24T10:42:18+11:00')

describe('an age is short and never rounded up', () => {
  test.each([
    [-5, '0 s'],
    [12_900, '12 s'],
    [59_999, '59 s'],
    [47 * minute, '47 min'],
    [70 * minute, '1 h 10 min'],
    [4 * hour, '4 h'],
    [3 * hour + 12 * minute, '3 h 12 min'],
    [49 * hour, '2 d'],
  ])('%i ms is %s', (ms, words) => expect(age(ms)).toBe(words))

  test('in a column with one unit', () => expect(roughAge(5 * hour + 50 * minute)).toBe('5 h'))
  test('in a sentence with words', () => {
    expect(spokenAge(47 * minute)).toBe('47 minutes')
    expect(spokenAge(hour)).toBe('1 hour')
    expect(spokenAge(70 * minute)).toBe('1 hour 10 minutes')
    expect(spokenAge(72 * hour)).toBe('3 days')
  })
})

describe('a count', () => {
  test('has thousands and its word', () => {
    expect(count(12400)).toBe('12,400')
    expect(plural(1, 'part')).toBe('1 part')
    expect(plural(3, 'part')).toBe('3 parts')
  })
  test('in percent is done only when it is done', () => {
    expect(percent(4820, 12400)).toBe(38)
    expect(percent(12399, 12400)).toBe(99)
    expect(percent(12400, 12400)).toBe(100)
    expect(percent(5, 0)).toBe(0)
  })
})

describe('a time is local in the window', () => {
  test.each([
    ['2026-11-23T22:55:02Z', 'Today 09:55'],
    ['2026-11-23T05:20:11Z', 'Mon 16:20'],
    ['2026-11-12T01:00:00Z', '12 Nov'],
    ['2026-09-27T01:00:00Z', '27 Sep'],
    ['2025-07-02T01:00:00Z', '2 Jul 2025'],
  ])('%s is %s', (time, words) => expect(when(time, now)).toBe(words))

  test('in a column it is an age today and a day before', () => {
    expect(recent('2026-11-23T23:42:06Z', now)).toBe('12 s ago')
    expect(recent('2026-11-23T18:42:06Z', now)).toBe('5 h ago')
    expect(recent('2026-11-22T05:48:00Z', now)).toBe('Sun 16:48')
  })
  test('of a stage names the day when it is another one', () => {
    expect(clockTime('2026-11-23T22:55:02Z')).toBe('09:55:02')
    expect(stageTime('2026-11-23T22:55:02Z', '2026-11-23T22:54:00Z', now)).toBe('09:55:02')
    expect(stageTime('2026-11-24T22:55:02Z', '2026-11-23T22:54:00Z', now)).toBe('25 Nov 09:55')
  })
  test('is at hand exactly, in UTC', () => {
    expect(exact('2026-11-23T23:42:06.123Z')).toBe('2026-11-23 23:42:06 UTC')
    expect(exact('')).toBe('')
  })
  test('has months in full and short', () => {
    expect(longDay('2026-07-01T20:00:00Z')).toBe('2 July 2026')
    expect(shortDay('2026-06-30T00:00:00Z', now)).toBe('30 Jun')
  })
  test('a calendar day belongs to no zone', () => {
    expect(calendarDay('2026-11-27')).toBe('27 November')
    expect(daysUntil('2026-11-27', now)).toBe(3)
    expect(daysUntil('2026-11-24', now)).toBe(0)
  })
})
