import { describe, expect, test } from 'vitest'
import { inSight, reveal, withAround } from './windowing'

describe('only the rows in sight exist', () => {
  test('at the top', () => expect(inSight(0, 600, 32, 100_000)).toEqual({ first: 0, last: 19 }))
  test('in the middle', () => expect(inSight(1_600_000, 600, 32, 100_000)).toEqual({ first: 50_000, last: 50_019 }))
  test('at the end', () => expect(inSight(3_199_400, 600, 32, 100_000)).toEqual({ first: 99_981, last: 100_000 }))
  test('in an empty list', () => expect(inSight(0, 600, 32, 0)).toEqual({ first: 0, last: 0 }))
  test('and a few around them', () => expect(withAround({ first: 3, last: 19 }, 8, 22)).toEqual({ first: 0, last: 22 }))
})

describe('a row is brought into sight with the least movement', () => {
  test('it is there', () => expect(reveal(5, 100, 600, 32)).toBe(100))
  test('it is above', () => expect(reveal(2, 100, 600, 32)).toBe(64))
  test('it is below', () => expect(reveal(40, 100, 600, 32)).toBe(41 * 32 - 600))
})
