import { expect, test } from 'vitest'
import { type DayOrder, dayOrder, readDay } from './day'

test.each<[string, DayOrder, string]>([
  ['2026-11-30', '', '2026-11-30'],
  [' 2026/1/5 ', 'day', '2026-01-05'],
  ['30/11/2026', 'day', '2026-11-30'],
  ['30.11.2026', 'day', '2026-11-30'],
  ['30 - 11 - 2026', 'day', '2026-11-30'],
  ['11/30/2026', 'month', '2026-11-30'],
  ['3/4/2026', 'day', '2026-04-03'],
  ['3/4/2026', 'month', '2026-03-04'],
  ['3/4/2026', '', ''],
  ['30/11/2026', 'month', '2026-11-30'], // it can be read in one way only
  ['30/11/2026', '', '2026-11-30'],
  ['4/4/2026', '', '2026-04-04'],
  ['30/02/2026', 'day', ''],
  ['31/11/2026', 'day', ''],
  ['30/11/26', 'day', ''], // no century is guessed
  ['2026-02-30', 'day', ''],
  ['30112026', 'day', ''],
  ['tomorrow', 'day', ''],
  ['', 'day', ''],
])('%s in the order “%s” is %s', (text, order, want) => expect(readDay(text, order)).toBe(want))

test.each<[string, DayOrder]>([
  ['en-AU', 'day'],
  ['en-GB', 'day'],
  ['de-DE', 'day'],
  ['en-US', 'month'],
  ['ar-EG', 'day'],
  ['en', ''],
  ['ja-JP', ''],
  ['', ''],
  ['no language', ''],
])('%s writes first: “%s”', (tag, want) => expect(dayOrder(tag)).toBe(want))
