import { expect, test } from 'vitest'
import { Typed } from './typed'

test('what was typed is kept for its subject until it is sent', () => {
  const typed = new Typed()
  expect(typed.of('close ORD1')).toEqual({})
  typed.keep('close ORD1', { why: 'Support said' })
  typed.keep('close ORD1', { why: 'Support said so.' })
  expect([typed.of('close ORD1').why, typed.of('close ORD2').why]).toEqual(['Support said so.', undefined])
  typed.sent('close ORD1')
  expect(typed.of('close ORD1')).toEqual({})
})
