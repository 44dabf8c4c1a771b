import { describe, expect, test } from 'vitest'
import {
  type ActionOf,
  Against,
  Card,
  DecisionReason,
  type DecisionRow,
  DecisionState,
  RequestAction,
  RequestSort,
  RequestStatus,
  type SnapshotRow,
  Status,
} from '../api/rows'
import {
  cardWords,
  changeLine,
  changeWord,
  chipWord,
  conflictSent,
  conflictTitle,
  decisionBadge,
  decisionConsequences,
  decisionLacks,
  decisionLine,
  decisionWhy,
  differences,
  documentsSum,
  dueLine,
  freshRows,
  leadsTo,
  orderWords,
  othersNote,
  pagesAround,
  reasonAndText,
  reasonWord,
  requestActionName,
  requestColumn,
  requestMeaning,
  requests,
  requestStatusWord,
  rowChip,
  soughtWords,
  span,
  sumsAge,
  toastSpoken,
  toastWords,
  waitingText,
  cancellationWords,
  whyWords,
  quotedWhy,
  productState,
  contractState,
} from './requests'

const now = Date.parse('2026-11-24T10:42:18+11:00')
const minute = 60_000
const ago = (ms: number) => new Date(now - ms).toISOString()

const snapshot: SnapshotRow = {
  gone: false,
  status: RequestStatus.SubscriptionRequestReceived,
  stateWord: '',
  means: Status.NotGiven,
  asks: false,
  version: '4',
  contract: '',
  offering: 'Business Mobile',
  package: 'Team 20',
  quantity: '18 lines',
  changedAt: '',
  changedBy: '',
  why: '',
}
const decision: DecisionRow = {
  key: 'k',
  action: RequestAction.Deny,
  to: RequestStatus.Denied,
  reason: DecisionReason.CreditCheck,
  text: '',
  at: ago(40 * minute),
  by: 'Priya Raman',
  state: DecisionState.Waiting,
  holdUntil: '',
  said: '',
  on: snapshot,
  left: false,
  against: '' as Against,
  delayed: '',
  kept: '',
  againOff: '',
  scans: 0,
  settle: false,
  settleAt: '',
}
const deny: ActionOf = {
  action: RequestAction.Deny,
  word: '',
  to: RequestStatus.Denied,
  off: '',
  reasons: [DecisionReason.CreditCheck, DecisionReason.Other],
}

describe('the words of a request', () => {
  test('every status is the portal’s label, and has a meaning', () => {
    for (const status of Object.values(RequestStatus)) {
      expect(requestStatusWord(status, 'inProgress', Status.InProgress)).toBe(status)
      expect(requestMeaning(status)).not.toBe(requestMeaning('Under Legal Review' as RequestStatus))
    }
    expect(Object.values(RequestStatus)).toHaveLength(16)
  })
  test('one without a label shows what TMF’s word means, and one nobody knows stays verbatim', () => {
    const without = (word: string, means: Status) => requestStatusWord('' as RequestStatus, word, means)
    expect(without('acknowledged', Status.Acknowledged)).toBe('Acknowledged, status not given')
    expect(without('held', Status.Held)).toBe('On hold “held”, status not given')
    expect(without('waitingForGodot', Status.Unknown)).toBe('“waitingForGodot”, status not given')
    expect(without('', Status.NotGiven)).toBe('Status not given')
    expect(requestStatusWord('Under Legal Review' as RequestStatus, '', Status.NotGiven)).toBe('Under Legal Review')
  })
  test('a word of the portal’s gets its label and stays beside it; one nobody knows stays verbatim', () => {
    expect(whyWords('customerAsked: the customer gave notice')).toBe('The customer asked “customerAsked”: the customer gave notice')
    expect(whyWords('CREDIT_CHECK')).toBe('Credit check not passed “CREDIT_CHECK”')
    expect(whyWords('other: No such street.')).toBe('Other: No such street.')
    for (const why of ['', 'Credit check repeated, passed.', 'moved: to Perth', 'other people asked']) expect(whyWords(why)).toBe(why)
    expect(quotedWhy('customerAsked')).toBe('The customer asked “customerAsked”')
    expect(quotedWhy('Too slow')).toBe('“Too slow”')
    expect(productState('pendingActive')).toBe('Being activated “pendingActive”')
    expect(productState('aborted ')).toBe('Not completed “aborted”')
    expect(productState('active')).toBe('Active')
    expect(productState('underReview')).toBe('underReview')
    expect(contractState('in process')).toBe('In process')
    expect(contractState('pendingUpdate')).toBe('Being changed “pendingUpdate”')
    expect(contractState('notarised')).toBe('notarised')
  })
  test('every action, reason, card and column has words', () => {
    for (const action of Object.values(RequestAction)) expect(requestActionName(action)).toMatch(/^[A-Z]/)
    for (const reason of Object.values(DecisionReason)) expect(reasonWord(reason)).toMatch(/^[A-Z].* ?/)
    for (const card of Object.values(Card)) expect(cardWords[card].word).not.toBe('')
    for (const sort of Object.values(RequestSort)) expect(requestColumn(sort)).toMatch(/^[A-Z]/)
    expect(requestActionName('' as RequestAction, 'assignAgent')).toBe('“assignAgent”')
    expect(leadsTo(RequestStatus.Denied)).toBe('→ Denied')
    expect(leadsTo('' as RequestStatus)).toBe('')
  })
  test('nothing begs, apologises, rejoices or spells Canceled otherwise', () => {
    const all = JSON.stringify(requests) + decisionConsequences(deny, 'Draft').join(' ')
    expect(all).not.toMatch(/please|oops|sorry|successful|!|[Cc]ancelled/)
  })
})

describe('the list', () => {
  test('says how much of it is shown', () => {
    expect(span(0, 50, 412)).toBe('1 to 50 of 412')
    expect(span(400, 12, 1412)).toBe('401 to 412 of 1,412')
    expect(span(0, 0, 0)).toBe('0 of 0')
    expect(othersNote(49)).toBe('49 in other statuses')
    expect(othersNote(1)).toBe('1 in another status')
    expect(orderWords(RequestSort.OrderDate, false)).toBe('Newest first')
    expect(orderWords(RequestSort.RequestCustomer, true)).toBe('By customer')
    expect(orderWords(RequestSort.InitiatedBy, false)).toBe('By initiator, descending')
    expect(freshRows(1)).toBe('1 new. Show it')
    expect(freshRows(2)).toBe('2 new. Show them')
  })
  test.each([
    [1, 1, [1]],
    [1, 9, [1, 2, 3, 0, 9]],
    [5, 9, [1, 0, 4, 5, 6, 0, 9]],
    [9, 9, [1, 0, 8, 9]],
  ])('page %i of %i offers %j', (at, last, pages) => expect(pagesAround(at, last)).toEqual(pages))
})

describe('a decision', () => {
  test('says what will happen, and what cannot be undone', () => {
    const lines = decisionConsequences(deny, RequestStatus.SubscriptionRequestReceived)
    expect(lines[0]).toBe('The request goes from Subscription Request Received to Denied.')
    expect(lines.at(-1)).toBe('Once sent, it cannot be undone from here: Denied has no more actions.')
    expect(decisionConsequences({ ...deny, to: RequestStatus.PendingCancellation }, 'Active')).toHaveLength(2)
  })
  test('needs a reason, and words for “Other”', () => {
    expect(decisionLacks([], '', '')).toBe('')
    expect(decisionLacks(deny.reasons, '', 'why')).toBe('Choose a reason.')
    expect(decisionLacks(deny.reasons, DecisionReason.Other, ' ')).toBe('Enter an explanation.')
    expect(decisionLacks(deny.reasons, DecisionReason.CreditCheck, '')).toBe('')
  })
  test('is told in one line, with its reason', () => {
    expect(decisionLine(decision)).toBe('Deny the request → Denied. Credit check not passed.')
    expect(decisionLine({ ...decision, text: 'Twice.' })).toBe(
      'Deny the request → Denied. Credit check not passed. Twice.',
    )
    expect(decisionWhy(decision)).toBe(', credit check not passed')
    expect(toastWords('SR-1', decision, 5400)).toBe('SR-1: Deny will be sent in 6 s')
    expect(toastSpoken('SR-1', decision)).toBe('SR-1: Deny, waiting to be sent')
  })
  test.each([
    [DecisionState.Waiting, 'Deny, waiting to be sent', 'Waiting to be sent'],
    [DecisionState.Sending, 'Deny, being sent', 'Being sent'],
    [DecisionState.Refused, 'Deny, refused', 'Refused'],
    [DecisionState.Unsure, 'Deny, outcome unknown', 'Outcome unknown'],
    [DecisionState.Conflict, 'Conflict', 'Conflict'],
    [DecisionState.Later, 'Conflict, later', 'Conflict, later'],
  ])('that is %s', (state, full, short) => {
    expect(chipWord({ action: RequestAction.Deny, state })).toBe(full)
    expect(rowChip({ action: RequestAction.Deny, state })).toBe(short)
  })
  test('in conflict is to be decided again', () => {
    expect(decisionBadge({ ...decision, state: DecisionState.Conflict })).toBe('Conflict, decide again')
    const here = { action: RequestAction.Deny, state: DecisionState.Dropped }
    const change = { at: '', by: '', from: RequestStatus.Draft, to: RequestStatus.Denied, why: '', here }
    expect(changeWord({ ...change, reason: '' as DecisionReason })).toBe('Deny, dropped')
  })
  test.each([
    [Against.Changed, false, 'It changed before your decision was sent', 'Nothing has been sent.'],
    [
      Against.Changed,
      true,
      'It changed before your decision was carried out',
      'Your decision was sent, but the portal did not carry it out.',
    ],
    [
      Against.SentUnknown,
      true,
      'It changed after your decision was sent',
      'Your decision was sent. It is unknown whether it was carried out before the request changed.',
    ],
    [
      Against.SentUnknown,
      false,
      'It is unknown whether your decision was sent',
      'It may already have been sent and carried out.',
    ],
    [Against.Gone, false, 'No longer in the portal', 'Nothing has been sent.'],
    [Against.Role, false, 'Your role no longer allows this decision', 'Nothing has been sent.'],
    [Against.NotOffered, false, 'The request no longer offers this', 'Nothing has been sent.'],
    [Against.OtherPortal, false, 'It was decided on another portal', 'Nothing has been sent.'],
  ])('against which %s speaks, sent %s', (against, left, title, sent) => {
    const back = { ...decision, state: DecisionState.Conflict, against, left }
    expect(conflictTitle(back)).toBe(title)
    expect(conflictSent(back)).toBe(sent)
    expect(conflictTitle({ ...back, state: DecisionState.Later })).toBe(
      `Kept for later: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    )
  })
  test('that waits for long says since when the portal cannot be asked', () => {
    expect(waitingText(decision, now)).toMatch(/^It is sent once/)
    expect(waitingText({ ...decision, kept: 'The portal is busy.' }, now)).toMatch(
      /^It could not be sent when last tried\. The portal is busy\. It is sent once/,
    )
    expect(waitingText({ ...decision, delayed: ago(20 * minute) }, now)).toMatch(
      /^The portal has been unreachable since \d\d:\d\d\. It is sent once/,
    )
  })
  test('on a request that is gone compares its status, and nothing that is not known', () => {
    const gone = { ...snapshot, gone: true, status: '' as RequestStatus, version: '', package: '', offering: '' }
    expect(differences(snapshot, gone)).toEqual([
      {
        name: 'Status',
        status: true,
        on: RequestStatus.SubscriptionRequestReceived,
        now: 'No longer in the portal',
        differs: true,
      },
    ])
  })
  test('on a request that differs in its version alone shows that', () => {
    expect(differences(snapshot, { ...snapshot, version: '5' }).at(-1)).toMatchObject({
      name: 'Version',
      on: '4',
      now: '5',
      differs: true,
    })
    expect(differences(snapshot, { ...snapshot, version: '5', package: 'Team 30' }).map((row) => row.name)).not.toContain(
      'Version',
    )
  })
  test('marks what differs between then and now', () => {
    const rows = differences(snapshot, {
      ...snapshot,
      status: RequestStatus.GeneratingContract,
      package: 'Team 30',
      asks: true,
    })
    expect(rows.filter((row) => row.differs).map((row) => row.name)).toEqual(['Status', 'Package', 'Customer'])
    expect(rows.find((row) => row.name === 'Package')).toMatchObject({
      on: 'Team 20, 18 lines',
      now: 'Team 30, 18 lines',
    })
    expect(rows.find((row) => row.name === 'Contract')).toBeUndefined()
  })
  test('of unknown outcome says how often it was checked, and from when the outcome can be recorded', () => {
    expect(soughtWords({ ...decision, scans: 1, settleAt: ago(-11 * minute) }, now)).toMatch(
      /^Checked once\. You can record the outcome from \d\d:\d\d, in 11 minutes\./,
    )
    expect(soughtWords({ ...decision, scans: 4, settle: true }, now)).toBe(
      'Checked 4 times. You can record the outcome now.',
    )
  })
})

test('what is not told is not made up', () => {
  expect(cancellationWords('', '', '', now)).toBe('The portal gives no details.')
  expect(cancellationWords('', '', 'We ordered it twice.', now)).toBe('“We ordered it twice.”')
  expect(changeLine('Ana Ruiz', '', '', now)).toBe('Ana Ruiz, time not given')
  expect(changeLine('', '', 'seen by this desk', now)).toBe('time not given, seen by this desk')
  expect(requestMeaning('' as RequestStatus)).toBe('The portal does not give the status.')
  expect(reasonAndText('' as DecisionReason, 'As agreed')).toBe('As agreed')
  expect(reasonAndText(DecisionReason.CreditCheck, '')).toBe('Credit check not passed')
  expect(reasonAndText(DecisionReason.CreditCheck, 'Twice.')).toBe('Credit check not passed. Twice.')
})

test('the age of the sums is told where the header’s is another', () => {
  expect(sumsAge(ago(10_000), ago(5000), now)).toBe('')
  expect(sumsAge('', ago(5000), now)).toBe('')
  expect(sumsAge(ago(25 * minute), ago(5000), now)).toBe('Requests read 25 min ago')
})

test('a cancellation request, an order and documents in words', () => {
  expect(cancellationWords('Jun Watanabe', ago(2 * minute), 'We ordered it twice.', now)).toBe(
    'Jun Watanabe, Today 10:40: “We ordered it twice.”',
  )
  expect(dueLine('2026-11-23T02:00:00Z', 'ana@bright.example')).toBe('ordered 23 November 2026 by ana@bright.example')
  expect(documentsSum(3, '2.1 MB')).toBe('3 documents, 2.1 MB')
  expect(documentsSum(0, '')).toBe('No documents')
})
