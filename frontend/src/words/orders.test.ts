import { describe, expect, test } from 'vitest'
import { type ActionRow, type AllowanceRow, type Concern, Field, Kind, Level, type Order, UsageKind } from '../api/rows'
import { actionLine, allowance, around, dayBack, digitsOf, draftSaved, guardTitle, notSent, price, stopWords } from './orders'

const concern = (fields: Partial<Concern> = {}) => ({ id: '', level: Level.Blocked, orderId: 'ORD1', serviceId: '', stuck: false, text: '', ...fields }) as Concern
const open = [{ orderId: 'ORD1', kind: Kind.SimSwap, kindWord: 'SIM Swap' }, { orderId: 'ORD2', kind: Kind.Activation, kindWord: '' }, { orderId: 'ORD3', kind: Kind.Unknown, kindWord: 'Eartag' }] as Order[]
const row = (fields: Partial<ActionRow>) => ({ kind: Kind.SimSwap, off: '', level: Level.Blocked, orderId: 'ORD1', text: '', draftAt: '', ...fields }) as ActionRow

describe('the guard', () => {
  test.each([
    [Level.Blocked, [concern()], 'Blocked: a SIM swap is open'],
    [Level.Warned, [concern({ orderId: 'ORD2' })], 'Check the warnings first: an activation is open'],
    [Level.Warned, [concern({ orderId: 'ORD3' })], 'Check the warnings first: an Eartag is open'],
    [Level.Blocked, [concern({ orderId: 'ORD8' })], 'Blocked: an order is open'],
    [Level.Blocked, [concern({ orderId: '' })], 'Blocked: an order is being sent'],
    [Level.Blocked, [concern({ id: 'incomplete', orderId: '' }), concern()], 'Blocked: not all orders are known yet'],
    [Level.Blocked, [concern(), concern()], 'Blocked: 2 orders are open'],
    ['new' as Level, [concern()], 'Blocked: a SIM swap is open'],
    [Level.Allowed, [], 'Ready to send'],
  ])('%s', (level, concerns, title) => expect(guardTitle(level, concerns, open)).toBe(title))

  test('in the list of actions', () => {
    expect(actionLine(row({}), open)).toBe('Blocked: a SIM swap is open')
    expect(actionLine(row({ level: Level.Warned }), open)).toBe('Warning: a SIM swap is open')
    expect(actionLine(row({ off: 'This service has ended.' }), open)).toBe('This service has ended.')
  })
})

test('the button says why it is off', () => {
  expect(stopWords('blocked', [concern()])).toBe('Unavailable while ORD1 is open.')
  expect(stopWords('blocked', [concern({ orderId: '' })])).toBe('Unavailable while an order is being sent.')
  expect(stopWords('blocked', [concern({ id: 'incomplete', orderId: '' })])).toBe('Unavailable until the portal is read completely.')
  expect(stopWords('unread', [concern()])).toBe('Read the warning to continue.')
  expect(stopWords(Field.TypedNumber, [])).toBe('Type the number again to continue.')
  expect(draftSaved('')).toBe('')
})

test('an Order ID in a sentence can be a link', () => {
  expect(around('SIM swap ORD1 has been open.', 'ORD1')).toEqual({ before: 'SIM swap ', id: 'ORD1', after: ' has been open.' })
  expect(around('Nothing.', 'ORD1')).toEqual({ before: 'Nothing.', id: '', after: '' })
  expect(around('Nothing.', '').id).toBe('')
})

test('that nothing was sent is said once', () => {
  expect(notSent('The portal cannot be reached.')).toBe('Nothing was sent. The portal cannot be reached.')
  expect(notSent('It is late. Nothing was sent.')).toBe('It is late. Nothing was sent.')
})

test.each([
  ['38.00', 'AUD', '$38'],
  ['75.5', 'AUD', '$75.50'],
  ['38', '', '38'],
  ['38', 'no such', 'no such 38'],
  ['on request', 'AUD', 'AUD on request'],
])('a price of %s %s', (amount, currency, words) => expect(price(amount, currency)).toBe(words))

test.each([
  [{ kind: UsageKind.Data, amount: '60', unit: 'GB', unlimited: false }, '60 GB data'],
  [{ kind: UsageKind.Voice, amount: '', unit: '', unlimited: true }, 'unlimited calls'],
  [{ kind: UsageKind.Sms, amount: '500', unit: 'SMS', unlimited: false }, '500 SMS'],
])('an allowance', (row, words) => expect(allowance(row as AllowanceRow)).toBe(words))

test('a day is read back', () => {
  expect(dayBack('2026-11-22', 'hint')).toBe('Sunday 22 November 2026')
  for (const wrong of ['', '22 November', '2026-13-01', '2026-02-30']) expect(dayBack(wrong, 'hint')).toBe('hint')
  expect(digitsOf('0610 0239-4', '13')).toBe('9 of 13')
})
