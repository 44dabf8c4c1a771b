import { describe, expect, test } from 'vitest'
import {
  type Clock,
  type Freshness,
  Kind,
  type OpenOrder,
  type Order,
  Place,
  PlacedHow,
  ServiceState,
  Sort,
  Status,
  SyncStatus,
} from '../api/rows'
import { factAndRest, freshnessLines, placeLine, unreadable, windowTitle } from './frame'
import { askedLine, limitHere, stuckSentence, stuckTitle } from './service'
import { listSentence, nothingListed, openOrderWords, strip } from './services'
import { kindWord, stateBeside, stateWord, statusBeside, statusMeaning, statusWord } from './status'

const now = Date.parse('2026-11-23T23:42:18Z')
const ago = (ms: number) => new Date(now - ms).toISOString()
const minute = 60_000
const clock = (fields: Partial<Clock> = {}): Clock => ({
  since: ago(47 * minute),
  atLeast: false,
  limitMinutes: 30,
  until: '',
  stuckAt: ago(17 * minute),
  ...fields,
})
const open = (fields: Partial<OpenOrder> = {}): OpenOrder => ({
  orderId: 'ORD1',
  kind: Kind.SimSwap,
  kindWord: 'SIM Swap',
  status: Status.InProgress,
  statusWord: 'inProgress',
  clock: clock(),
  closedHere: false,
  ...fields,
})
const order = (fields: Partial<Order> = {}): Order => ({
  orderId: 'ORD1',
  kind: Kind.SimSwap,
  kindWord: 'SIM Swap',
  status: Status.InProgress,
  statusWord: 'inProgress',
  open: true,
  summary: '',
  asked: [],
  placedBy: '',
  placedAt: '',
  placedHow: PlacedHow.Given,
  endedAt: '',
  trail: [],
  says: [],
  closable: false,
  ...fields,
})
const freshness = (fields: Partial<Freshness>): Freshness => ({
  status: SyncStatus.Fresh,
  readAt: ago(12_000),
  since: '',
  nextTry: new Date(now + 18_000).toISOString(),
  copied: 0,
  expected: 0,
  unreadable: 0,
  sweepMinutes: 0,
  skewMillis: 0,
  ...fields,
})

describe('the header says how old what you see is', () => {
  test.each([
    [freshness({}), 'Updated 12 s ago', 'next try in 18 s'],
    [
      freshness({ status: SyncStatus.FirstCopy, copied: 4820, expected: 12400, readAt: '' }),
      'First copy, 38 %',
      '4,820 of 12,400',
    ],
    [freshness({ status: SyncStatus.FirstCopy, copied: 20, readAt: '' }), 'First copy', '20 read so far'],
    [freshness({ status: SyncStatus.Refreshing, readAt: ago(31_000), nextTry: '' }), 'Refreshing now', 'updated 31 s ago'],
    [freshness({ status: SyncStatus.Stale, readAt: ago(4 * minute) }), '4 min old', 'portal slow, try in 18 s'],
    [freshness({ status: SyncStatus.Offline, readAt: ago(192 * minute) }), 'Offline, 3 h 12 min old', 'next try in 18 s'],
    [freshness({ status: SyncStatus.Offline, readAt: '', nextTry: '' }), 'Offline, nothing read', 'trying now'],
    [freshness({ status: SyncStatus.Refused, readAt: ago(18 * minute) }), '18 min old', 'portal refused'],
    [freshness({ status: SyncStatus.Unsure, readAt: ago(18 * minute) }), '18 min old', 'fewer records'],
  ])('%#', (f, fact, next) => expect(freshnessLines(f, now)).toEqual({ fact, next }))

  test('and what could not be read', () => {
    expect(unreadable(0)).toBe('')
    expect(unreadable(1)).toBe('1 record could not be read.')
    expect(unreadable(3)).toBe('3 records could not be read.')
  })
  test('the demo says that nothing leaves', () =>
    expect(placeLine(Place.Demo, 'Demo')).toBe('nothing leaves this desk'))
  test('the title names program, place and screen, never a customer', () => {
    expect(windowTitle(Place.Production, 'Services')).toBe('Commsdesk · Production · Services')
    expect(windowTitle(null, '')).toBe('Commsdesk')
  })
})

describe('an open order in the list', () => {
  test.each([
    [open({ clock: clock({ stuckAt: '' }) }), 'SIM Swap, 47 min', false],
    [open({ closedHere: true }), 'SIM Swap closed here', false],
    [open(), 'SIM Swap stuck, 47 min', true],
    [open({ clock: clock({ atLeast: true }) }), 'SIM Swap stuck, at least 47 min', true],
    [
      open({ kind: Kind.ChangePlan, clock: clock({ until: '2026-11-27T13:00:00Z', stuckAt: '2026-11-27T13:30:00Z' }) }),
      'Change Plan on 27 Nov',
      false,
    ],
    [
      open({ kind: Kind.CancelService, status: Status.Held, clock: clock({ stuckAt: '' }) }),
      'Cancel Service on hold',
      false,
    ],
    [
      open({ kind: Kind.Unknown, kindWord: 'Voicemail reset', clock: clock({ since: '', stuckAt: '' }) }),
      'Voicemail reset',
      false,
    ],
  ])('%#', (o, words, stuck) => expect(openOrderWords(o, now)).toMatchObject({ words, stuck }))
})

describe('a stuck order', () => {
  test('says how long, its limit, and what to do', () => {
    expect(stuckSentence(order(), clock(), now)).toBe(
      'In Progress for 47 minutes. Standard requests finish within 30. Do not place it again: quote the Order ID.',
    )
  })
  test('calls every limit but the portal’s own a limit here', () => {
    expect(
      stuckSentence(order({ kind: Kind.NumberPort }), clock({ since: ago(240 * minute), limitMinutes: 180 }), now),
    ).toBe(
      'In Progress for 4 hours. The limit here is 3 h for a number port. Do not place it again: quote the Order ID.',
    )
    expect(limitHere(45)).toBe('45 min')
  })
  test('admits what it does not know', () => {
    expect(stuckTitle('SIM Swap', order(), clock({ atLeast: true }), now)).toBe(
      'SIM Swap has been In Progress for at least 47 minutes',
    )
  })
})

describe('words of the portal', () => {
  test('that are unknown are quoted', () => {
    expect(statusWord(Status.Unknown, 'assigned')).toBe('“assigned”')
    expect(statusWord(Status.NotGiven, '')).toBe('Status not given')
    expect(stateWord(ServiceState.Unknown, 'barred')).toBe('“barred”')
    expect(stateBeside(ServiceState.Unknown, 'barred')).toBe('“barred”')
    expect(stateBeside(ServiceState.Suspended, 'inactive')).toBe('Suspended “inactive”')
    expect(stateBeside(ServiceState.Active, 'active')).toBe('Active')
    expect(statusBeside(Status.Cancelling, 'assessingCancellation')).toBe('Being cancelled “assessingCancellation”')
    expect(statusBeside(Status.Complete, 'completed')).toBe('Complete')
    expect(statusBeside(Status.Cancelled, 'canceled')).toBe('Cancelled')
    expect(statusBeside(Status.InProgress, 'BEING_WORKED_ON')).toBe('In Progress “BEING_WORKED_ON”')
    expect(kindWord(Kind.Unknown, 'Voicemail reset')).toBe('Voicemail reset')
  })
  test('have a meaning, each', () => {
    for (const status of Object.values(Status)) expect(statusMeaning(status)).toMatch(/\.$/)
  })
  test('stand in for a missing description', () =>
    expect(askedLine([{ name: 'Plan', value: 'Everyday 60', was: 'Everyday 25' }])).toBe(
      'Plan Everyday 25 to Everyday 60',
    ))
})

describe('the list', () => {
  const query = {
    text: '',
    state: '' as ServiceState,
    platform: '',
    plan: '',
    open: false,
    stuck: false,
    sort: Sort.LastActivity,
    descending: true,
    offset: 0,
    limit: 100,
  }
  test('says how many and in which order', () => {
    expect(listSentence(query, 1284, 1284)).toBe('1,284 services, newest activity first')
    expect(listSentence({ ...query, sort: Sort.Customer, descending: false }, 9, 1284)).toBe(
      '9 of 1,284 services, by customer, A to Z',
    )
  })
  test('says what was not found', () => expect(nothingListed(' 0491 570 99 ', { total: 1284, letterO: false }, null, now).title).toBe('No service matches “0491 570 99”'))
  test('names the letter O in a number', () => {
    expect(nothingListed('O491 570 156', { total: 9, letterO: true }, null, now).text).toContain('the letter O')
    expect(nothingListed('0491 570 156', { total: 9, letterO: false }, null, now).text).not.toContain('the letter O')
  })
  test('has a strip only when it cannot be brought up to date', () => {
    expect(strip(freshness({}), now)).toBeNull()
    expect(strip(freshness({ status: SyncStatus.Stale }), now)).toBeNull()
    expect(strip(freshness({ status: SyncStatus.Offline, since: '2026-11-23T20:30:00Z' }), now)?.title).toBe(
      'Offline since 07:30',
    )
  })
})

test('a problem is a fact, and what to do', () => {
  expect(factAndRest('The file /etc/a.toml has an error on line 4: no name. Nothing was opened. Correct it.')).toEqual({
    fact: 'The file /etc/a.toml has an error on line 4: no name.',
    rest: 'Nothing was opened. Correct it.',
  })
  expect(factAndRest('Nothing works')).toEqual({ fact: 'Nothing works', rest: '' })
})
