// Subscription requests in the mock: made from their position, with times that are always some time ago. The address says
// what there is: ?requests=412 (60 without it), ?requests=off, ?requestsFirst=1, ?requestsOld=1, ?role=viewer, and of the
// conflicts: ?conflict=sent, ?conflict=gone, ?conflict=away (its request is not on this desk), ?delayed=1;
// window.mockDesk.requests moves it on.
import type { Api } from '../api/api'
import {
  type ActionOf,
  Against,
  Card,
  type ChangeRow,
  type Choice,
  Code,
  DecisionReason,
  type DecisionRow,
  DecisionState,
  type NewDecision,
  type NoteRow,
  type Problem,
  RequestAction,
  RequestMark,
  type RequestPage,
  type RequestRow,
  RequestSort,
  RequestStatus,
  type RequestsPage,
  type RequestsQuery,
  type SavedView,
  type StandRow,
  type WishRow,
} from '../api/rows'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const started = Date.now()
const ago = (ms: number) => new Date(started - ms).toISOString()
const problem = (code: Code, text: string): Problem => ({ code, text, said: '' })

const S = RequestStatus
const A = RequestAction
const R = DecisionReason

const table: Partial<Record<RequestStatus, [RequestAction, RequestStatus][]>> = {
  [S.SubscriptionRequestReceived]: [
    [A.StartContract, S.GeneratingContract],
    [A.Deny, S.Denied],
    [A.Cancel, S.Canceled],
  ],
  [S.GeneratingContract]: [
    [A.ContractReady, S.ContractReadyForReview],
    [A.Cancel, S.Canceled],
  ],
  [S.ContractReadyForReview]: [
    [A.SendToCustomer, S.ContractReadyForReview],
    [A.RecordSignature, S.ContractSigned],
    [A.BackToGenerating, S.GeneratingContract],
    [A.Cancel, S.Canceled],
  ],
  [S.ContractSigned]: [
    [A.StartProvisioning, S.ProvisioningInProgress],
    [A.Cancel, S.Canceled],
  ],
  [S.Active]: [[A.Cancel, S.PendingCancellation]],
  [S.ProvisioningFailed]: [
    [A.RetryProvisioning, S.ProvisioningInProgress],
    [A.Cancel, S.Canceled],
  ],
}
const reasons: Partial<Record<RequestAction, DecisionReason[]>> = {
  [A.Deny]: [R.CreditCheck, R.IncompleteDetails, R.NotAvailable, R.DuplicateRequest, R.TermsNotAccepted, R.Other],
  [A.Cancel]: [
    R.CustomerAsked,
    R.CustomerDoesNotAnswer,
    R.TermsNotAccepted,
    R.NotAvailable,
    R.DuplicateRequest,
    R.Other,
  ],
  [A.AcceptCancellation]: [R.CustomerAsked, R.DuplicateRequest, R.TermsNotAccepted, R.Other],
}
const inProgress = [
  S.GeneratingContract,
  S.ContractReadyForReview,
  S.ContractSigned,
  S.ProvisioningInProgress,
  S.PendingCancellation,
]

const customers = [
  ['Haddad Logistics', 'noor@haddad.example'],
  ['Corella Early Learning', 'it@corella.example'],
  ['Okafor Transport', 'ops@okafor.example'],
  ['Sable Ridge Wines', 'jun@ridge.example'],
  ['Brightwater Dental', 'ana@bright.example'],
  ['Kestrel Joinery', 'mia@kestrel.example'],
  ['Donnelly Surveying', 'it@donnelly.example'],
  ['Tidewater Surf School', 'lea@tidewater.example'],
  ['Mulcahy Rural', 'gm@mulcahy.example'],
  ['Pardalote Books', 'it@pardalote.example'],
  ['Lindqvist Design', 'hr@lindqvist.example'],
  ['Yusuf Catering', 'amina@yusuf.example'],
  ['Petrov Electrical', 'ivo@petrov.example'],
  ['Abernathy Law', 'it@abernathy.example'],
] as const
const offers = [
  ['Business Mobile', 'Team 20'],
  ['Voice and SMS', 'Starter'],
  ['Fleet Data', 'Fleet 50'],
  ['Business Mobile', 'Team 10'],
  ['Business Mobile', 'Team 30'],
  ['Private APN', 'APN Plus'],
  ['Asset Tracking', 'Track 200'],
] as const
/** The statuses of the first ones; all sixteen are among them, one that is not given and one that nobody knows. */
const first: string[] = [
  S.SubscriptionRequestReceived,
  S.Validating,
  S.SubscriptionRequestReceived,
  S.SubscriptionRequestReceived,
  S.GeneratingContract,
  S.ContractReadyForReview,
  S.ContractSigned,
  S.ProvisioningInProgress,
  S.ProvisioningFailed,
  S.Active,
  S.Activating,
  S.PendingCancellation,
  S.Denied,
  S.ActivationFailed,
  S.Canceled,
  S.Draft,
  S.Expired,
  S.Decommissioning,
  '',
  S.ContractSigned,
  S.GeneratingContract,
  S.GeneratingContract,
  'Under Legal Review',
  S.ContractReadyForReview,
  S.SubscriptionRequestReceived,
]
/** The stories, by their place. */
const at = { waiting: 2, asks: 3, conflict: 4, refused: 19, unsure: 20, searching: 21, again: 23, sending: 24 }

type Known = RequestRow & { version: number; quantity: string; read: boolean; changedAt: string; wish?: WishRow }

export class MockRequests {
  #rows: Known[]
  #decisions = new Map<string, DecisionRow>()
  #past = new Map<string, ChangeRow[]>()
  #notes = new Map<string, NoteRow[]>()
  #kept = new Set<string>()
  #views: SavedView[] = []
  #made = 0
  #away: Known | undefined // of a decision whose request is not here any more
  readonly asked: string[] = []
  fail = ''

  constructor(
    private readonly wants: URLSearchParams,
    private readonly ring: () => void,
  ) {
    const wanted = wants.get('requests') ?? '60'
    this.#rows = Array.from({ length: wanted === 'off' ? 0 : Number(wanted) }, (_, i) => this.#known(i))
    this.#tell(at.waiting, A.Deny, S.Denied, {
      reason: R.CreditCheck,
      text: 'The score is below the line.',
      at: ago(40 * minute),
      kept: wants.has('delayed') ? 'The portal is busy. Nothing was changed.' : '',
      delayed: wants.has('delayed') ? ago(35 * minute) : '',
    })
    this.#tell(at.conflict, A.Deny, S.Denied, {
      state: DecisionState.Conflict,
      reason: R.CreditCheck,
      at: ago(15 * hour),
      on: this.#stand(at.conflict, {
        status: S.SubscriptionRequestReceived,
        version: '4',
        package: 'Team 20',
        quantity: '18 lines',
        changedAt: ago(16 * hour),
        changedBy: 'Ana Ruiz',
        why: '',
      }),
      now: this.#stand(at.conflict, {
        version: '6',
        quantity: '26 lines',
        changedBy: 'Jonas Weber',
        why: 'Credit check repeated, passed.',
      }),
      againOff: 'Deny is not offered while Generating Contract.',
    })
    const sent = wants.get('conflict') === 'sent'
    const gone = wants.get('conflict') === 'gone'
    this.#tell(at.again, A.Cancel, S.Canceled, {
      state: DecisionState.Conflict,
      left: sent,
      against: sent ? Against.SentUnknown : gone ? Against.Gone : Against.Changed,
      againOff: gone ? 'Off: the portal does not show this request any more.' : '',
      reason: R.CustomerDoesNotAnswer,
      at: ago(3 * hour),
      on: this.#stand(at.again, {
        status: S.GeneratingContract,
        version: '2',
        changedAt: ago(9 * hour),
        changedBy: 'Ana Ruiz',
      }),
      now: gone
        ? this.#stand(-1, {
            gone: true,
            status: '' as RequestStatus,
            version: '',
            contract: '',
            changedAt: '',
            changedBy: '',
          })
        : this.#stand(at.again, { version: '3', changedBy: 'Jonas Weber' }),
    })
    if (wants.get('conflict') === 'away') {
      this.#away = this.#row(at.again)
      this.#rows = this.#rows.filter((row) => row !== this.#away)
    }
    this.#tell(at.refused, A.StartProvisioning, S.ProvisioningInProgress, {
      state: DecisionState.Refused,
      at: ago(20 * minute),
      said: 'Provisioning is closed for this customer until the deposit is paid.',
    })
    this.#tell(at.unsure, A.ContractReady, S.ContractReadyForReview, {
      state: DecisionState.Unsure,
      at: ago(40 * minute),
      scans: 4,
      settle: true,
      settleAt: ago(25 * minute),
    })
    this.#tell(at.searching, A.ContractReady, S.ContractReadyForReview, {
      state: DecisionState.Unsure,
      at: ago(4 * minute),
      scans: 1,
      settleAt: ago(-11 * minute),
    })
    this.#tell(at.sending, A.StartContract, S.GeneratingContract, { state: DecisionState.Sending, at: ago(5000) })
  }

  #known(i: number): Known {
    const [customer, initiatedBy] = customers[
      (i * 5 + (i > 20 ? i : 0)) % customers.length
    ] as (typeof customers)[number]
    const [offering, pack] = offers[(i * 3) % offers.length] as (typeof offers)[number]
    const story = i < customers.length ? customers[i] : undefined
    const old = [
      S.Active,
      S.Active,
      S.Active,
      S.GeneratingContract,
      S.Active,
      S.Expired,
      S.SubscriptionRequestReceived,
    ][i % 7] as RequestStatus
    const status = (i < first.length ? first[i] : old) as RequestStatus
    return {
      id: `SR-${104431 - i * 2}`,
      initiatedBy: story?.[1] ?? initiatedBy,
      customer: story?.[0] ?? customer,
      offering,
      package: i === at.conflict ? 'Team 30' : pack,
      orderedAt: ago(i * 7 * hour + 20 * minute),
      status,
      stateWord: (status as string) === '' ? 'acknowledged' : 'inProgress',
      gone: false,
      asks: i === at.asks,
      unread: i < 7 && i !== 4,
      version: 3,
      quantity: `${10 + (i % 5) * 4} lines`,
      read: false,
      changedAt: ago(i * hour + 12_000),
      wish: i === at.asks ? { at: ago(2 * hour), by: 'Jun Watanabe', why: 'We ordered it twice.' } : undefined,
    }
  }

  #row(i: number): Known | undefined {
    return this.#rows[i]
  }

  #stand(i: number, more: Partial<StandRow>): StandRow {
    const row = this.#row(i)
    return {
      status: row?.status ?? S.Draft,
      stateWord: row?.stateWord ?? '',
      version: String(row?.version ?? 1),
      contract: '3',
      offering: row?.offering ?? '',
      package: row?.package ?? '',
      quantity: row?.quantity ?? '',
      gone: false,
      changedAt: ago(12 * hour),
      changedBy: 'Ana Ruiz',
      why: '',
      ...more,
    }
  }

  #tell(i: number, action: RequestAction, to: RequestStatus, more: Partial<DecisionRow>) {
    const row = this.#row(i)
    if (row === undefined) return
    this.#decisions.set(row.id, this.#decision(row, action, to, more))
    row.decision = { action, state: more.state ?? DecisionState.Waiting }
  }

  #decision(row: Known, action: RequestAction, to: RequestStatus, more: Partial<DecisionRow>): DecisionRow {
    this.#made++
    return {
      key: `decision-${this.#made}`,
      action,
      to,
      reason: '' as DecisionReason,
      text: '',
      at: new Date().toISOString(),
      by: 'Priya Raman',
      state: DecisionState.Waiting,
      holdUntil: '',
      said: '',
      on: this.#stand(this.#rows.indexOf(row), {}),
      left: false,
      against: (more.state === DecisionState.Conflict ? Against.Changed : '') as Against,
      delayed: '',
      kept: '',
      againOff: '',
      scans: 0,
      settle: false,
      settleAt: '',
      ...more,
    }
  }

  // ---- what the tests turn

  /** New requests arrive on top. */
  arrive(n: number) {
    for (let i = 0; i < n; i++) {
      const row = this.#known(0)
      this.#rows.unshift({
        ...row,
        id: `SR-2000${i}`,
        orderedAt: new Date().toISOString(),
        status: S.SubscriptionRequestReceived,
        unread: true,
      })
    }
    this.ring()
  }
  /** The portal moves a request on. */
  move(id: string, status: RequestStatus) {
    const row = this.#of(id)
    row.status = status
    row.version++
    this.ring()
  }

  /** It leaves the portal. */
  lose(id: string) {
    this.#rows = this.#rows.filter((row) => row.id !== id)
    this.ring()
  }

  // ---- the list

  #of(id: string): Known {
    const row = this.#rows.find((one) => one.id === id) ?? (this.#away?.id === id ? this.#away : undefined)
    if (row === undefined)
      throw problem(Code.NotFound, 'This request is not on this desk. Go back to Requests and look for its Order ID.')
    return row
  }

  #marked(row: Known, mark: RequestMark): boolean {
    const state = row.decision?.state
    switch (mark) {
      case RequestMark.Waiting:
        return state === DecisionState.Waiting || state === DecisionState.Sending
      case RequestMark.Conflict:
        return state !== undefined && state !== DecisionState.Waiting && state !== DecisionState.Sending
      case RequestMark.Asks:
        return row.asks
      default:
        return row.unread
    }
  }

  #onCard(row: Known, card: Card): boolean {
    if (card === Card.Requested) return row.status === S.SubscriptionRequestReceived
    if (card === Card.InProgress) return inProgress.includes(row.status)
    return card === Card.Active ? row.status === S.Active : true
  }

  #matching(q: RequestsQuery): Known[] {
    const words = q.text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '')
    const is = (wanted: string, value: string) => wanted === '' || wanted === value
    const key: Record<RequestSort, (row: Known) => string> = {
      requestId: (row) => row.id,
      initiatedBy: (row) => row.initiatedBy,
      requestCustomer: (row) => row.customer,
      offering: (row) => row.offering,
      package: (row) => row.package,
      orderDate: (row) => row.orderedAt,
      requestStatus: (row) => row.status,
    }
    const by = key[(q.sort as string) === '' ? RequestSort.OrderDate : q.sort]
    const sign = q.ascending ? 1 : -1
    return this.#rows
      .filter((row) => {
        const seen = [row.id, row.initiatedBy, row.customer, row.offering, row.package, row.status]
          .join(' ')
          .toLowerCase()
        const date = row.orderedAt.slice(0, 10)
        return (
          words.every((word) => seen.includes(word)) &&
          this.#onCard(row, q.card) &&
          (q.statuses.length === 0 || q.statuses.includes(row.status)) &&
          is(q.customer, row.customer) &&
          is(q.offering, row.offering) &&
          is(q.package, row.package) &&
          is(q.initiator, row.initiatedBy) &&
          (q.from === '' || date >= q.from) &&
          (q.to === '' || date <= q.to) &&
          ((q.mark as string) === '' || this.#marked(row, q.mark))
        )
      })
      .sort((a, b) => (by(a) < by(b) ? -sign : by(a) > by(b) ? sign : a.id < b.id ? 1 : -1))
  }

  #choices(of: (row: Known) => string): Choice[] {
    const counts = new Map<string, number>()
    for (const row of this.#rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1)
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, count]) => ({ value, count }))
  }

  #page(q: RequestsQuery): RequestsPage {
    const off = this.wants.get('requests') === 'off'
    const firstCopy = this.wants.has('requestsFirst')
    const away = q.mark === RequestMark.Conflict && this.#away !== undefined ? [{ ...this.#away, gone: true }] : []
    const matching = firstCopy ? [] : [...away, ...this.#matching(q)]
    const on = (card: Card) => this.#rows.filter((row) => this.#onCard(row, card)).length
    const marked = (mark: RequestMark) =>
      [...this.#rows, ...(this.#away === undefined ? [] : [this.#away])].filter((row) => this.#marked(row, mark)).length
    return {
      off: off
        ? 'This profile has no address of a portal for subscription requests. Add product_ordering to its [profile.api] in the configuration, and start Commsdesk again.'
        : '',
      matching: matching.length,
      total: firstCopy ? 0 : this.#rows.length,
      requested: on(Card.Requested),
      inProgress: on(Card.InProgress),
      active: on(Card.Active),
      others: this.#rows.length - on(Card.Requested) - on(Card.InProgress) - on(Card.Active),
      waiting: marked(RequestMark.Waiting),
      conflicts: marked(RequestMark.Conflict),
      asks: marked(RequestMark.Asks),
      unread: marked(RequestMark.Unread),
      rows: matching.slice(q.offset, q.offset + q.limit).map((row) => ({ ...row })),
      statuses: this.#choices((row) => row.status),
      customers: this.#choices((row) => row.customer),
      offerings: this.#choices((row) => row.offering),
      packages: this.#choices((row) => row.package),
      initiators: this.#choices((row) => row.initiatedBy),
      views: this.#views.map((view) => ({ ...view })),
      firstCopy,
      readAt: ago(this.wants.has('requestsOld') ? 25 * minute : 12_000),
    }
  }

  // ---- one request

  #actions(row: Known): ActionOf[] {
    const open = [
      S.SubscriptionRequestReceived,
      S.GeneratingContract,
      S.ContractReadyForReview,
      S.ContractSigned,
    ].includes(row.status)
    let steps = table[row.status] ?? []
    if (row.asks && open) {
      steps = [
        [A.AcceptCancellation, S.Canceled],
        [A.RevertToInProgress, S.GeneratingContract],
        [A.RevertToSubmitted, S.SubscriptionRequestReceived],
        ...steps.filter(([action]) => action !== A.Cancel),
      ]
    }
    const role = this.wants.get('role')
    const state = row.decision?.state
    const off =
      role === 'viewer'
        ? 'Not available to your role, which may only view requests.'
        : role === 'none'
          ? 'Unavailable until the profile has a role. Add one to the configuration, such as role = "deliveryTeam".'
          : state === undefined
            ? ''
            : state === DecisionState.Waiting
              ? 'Unavailable while a decision is waiting to be sent. Change or withdraw it.'
              : state === DecisionState.Conflict || state === DecisionState.Later
                ? 'Unavailable until the conflict is settled.'
                : 'Off while a decision is open.'
    const list: ActionOf[] = steps.map(([action, to]) => ({
      action,
      word: '',
      to,
      off,
      reasons: reasons[action] ?? [],
    }))
    if (row.status === S.ContractSigned && state === undefined)
      list.push({
        action: '' as RequestAction,
        word: 'assignAgent',
        to: '' as RequestStatus,
        off: 'Not available here: Commsdesk does not know this action. Use the portal for it.',
        reasons: [],
      })
    return list
  }

  #history(row: Known): ChangeRow[] {
    const change = (to: string, ms: number, by: string, why = '', from = ''): ChangeRow => ({
      at: new Date(Date.parse(row.orderedAt) + ms).toISOString(),
      by,
      from: from as RequestStatus,
      to: to as RequestStatus,
      why,
      reason: '' as DecisionReason,
    })
    const before = [change(S.Draft, -2 * day, 'Ana Ruiz'), change(S.Validating, -5 * minute, 'Portal')]
    if (row.status !== S.Draft && row.status !== S.Validating)
      before.push(change(S.SubscriptionRequestReceived, 0, 'Ana Ruiz', 'Team 20, 18 lines'))
    if (![S.Draft, S.Validating, S.SubscriptionRequestReceived].includes(row.status) && (row.status as string) !== '')
      before.push({ ...change(row.status, 0, 'Jonas Weber', 'Credit check repeated, passed.'), at: row.changedAt })
    const open = this.#decisions.get(row.id)
    const here: ChangeRow[] =
      open === undefined
        ? []
        : [
            {
              at: open.at,
              by: open.by,
              from: open.on.status,
              to: open.to,
              why: open.text,
              reason: open.reason,
              here: { action: open.action, state: open.state },
            },
          ]
    return [...before, ...here, ...(this.#past.get(row.id) ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1))
  }

  #show(id: string): RequestPage {
    const row = this.#of(id)
    const i = this.#rows.indexOf(row)
    const documents = (version: number) =>
      [`Contract, version ${version}.pdf`, 'Price list.pdf'].slice(0, version === 3 ? 2 : 1).map((name, n) => {
        const document = `${row.id}-${version}-${n}`
        return {
          id: document,
          name,
          type: 'application/pdf',
          size: 340_000 + n * 810_000,
          kept: this.#kept.has(document),
        }
      })
    const contract = [
      S.GeneratingContract,
      S.ContractReadyForReview,
      S.ContractSigned,
      S.ProvisioningInProgress,
      S.ProvisioningFailed,
      S.Active,
    ].includes(row.status)
    return {
      id: row.id,
      gone: row === this.#away,
      status: row.status,
      stateWord: row.stateWord,
      customer: row.customer,
      initiatedBy: row.initiatedBy,
      offering: row.offering,
      package: row.package,
      quantity: row.quantity,
      orderedAt: row.orderedAt,
      summary: 'New numbers for the second depot.',
      version: String(row.version),
      answers: [
        { name: 'Lines', value: row.quantity.replace(' lines', ', of which 4 data only'), was: '' },
        { name: 'Platform', value: '2.0', was: '' },
        { name: 'Numbers', value: '11 new, 15 ported in', was: '' },
        { name: 'Losing provider', value: 'Bluegum Telecom', was: '' },
        { name: 'SIMs', value: '22 E-SIM, 4 physical', was: '' },
        { name: 'Start', value: 'as soon as signed', was: '' },
      ],
      contract: contract
        ? [3, 2, 1].map((version) => ({
            id: `${row.id}-${version}`,
            version: String(version),
            name: `${row.package}, ${row.quantity}`,
            stateWord: version === 3 ? 'inProcess' : 'replaced',
            at: ago((4 - version) * 9 * hour),
            missing: false,
            documents: documents(version),
          }))
        : [],
      products: row.status === S.Active ? [{ id: 'PRD-8801', name: `${row.package} bundle`, stateWord: 'active' }] : [],
      services:
        row.status === S.Active
          ? [
              { id: 'svc-000003', number: '0491 570 080' },
              { id: 'svc-099999', number: '' },
            ]
          : [],
      orderIds: row.status === S.Active ? ['ORD00003927848'] : [],
      history: this.#history(row),
      historyGiven: i % 5 !== 1,
      notes: [
        ...(this.#notes.get(row.id) ?? []),
        ...(i < 30
          ? [{ id: '', at: ago(20 * hour), by: 'Grace Adeyemi', text: 'Reception needs two numbers kept together.' }]
          : []),
      ],
      wish: row.wish,
      actions: this.#actions(row),
      actionsGiven: row.status === S.ContractSigned,
      decision: this.#decisions.get(row.id),
      unread: row.unread,
      readAt: ago(12_000),
      seen: `${row.version}`,
    }
  }

  #byKey(key: string): [string, DecisionRow] {
    const found = [...this.#decisions].find(([, decision]) => decision.key === key)
    if (found === undefined)
      throw problem(
        Code.NotFound,
        'This decision is no longer open. Nothing was changed. Check the request again.',
      )
    return found
  }

  #end(key: string, state: DecisionState, why = '') {
    const [id, decision] = this.#byKey(key)
    this.#decisions.delete(id)
    this.#of(id).decision = undefined
    const past: ChangeRow = {
      at: decision.at,
      by: decision.by,
      from: decision.on.status,
      to: decision.to,
      why: [decision.text, why].filter((part) => part !== '').join(' · '),
      reason: decision.reason,
      here: { action: decision.action, state },
    }
    this.#past.set(id, [...(this.#past.get(id) ?? []), past])
    return { id, decision }
  }

  #take(n: NewDecision) {
    const row = this.#of(n.requestId)
    if (n.seen !== String(row.version))
      throw problem(Code.Invalid, 'The request has changed meanwhile. Nothing was decided. Look at it again.')
    const offer = this.#actions({ ...row, decision: undefined }).find(({ action }) => action === n.action)
    if (offer === undefined || offer.off !== '')
      throw problem(Code.Invalid, `${offer?.off ?? 'This is not offered now.'} Nothing was decided.`)
    const decision = this.#decision(row, n.action, offer.to, {
      reason: n.reason,
      text: n.text,
      holdUntil: new Date(Date.now() + 10_000).toISOString(),
    })
    this.#decisions.set(row.id, decision)
    row.decision = { action: n.action, state: DecisionState.Waiting }
  }

  /** Says what was asked, refuses if the test wants that, does it and rings. */
  async #do(what: string, act: () => void): Promise<void> {
    this.asked.push(what)
    if (this.fail !== '') throw problem(Code.Unreachable, this.fail)
    act()
    this.ring()
  }

  readonly api = {
    requests: async (q) => this.#page(q),
    requestNeighbours: async (q, id) => {
      const all = this.#matching(q)
      const here = all.findIndex((row) => row.id === id)
      return {
        position: here + 1,
        matching: all.length,
        previous: all[here - 1]?.id ?? '',
        next: here < 0 ? '' : (all[here + 1]?.id ?? ''),
      }
    },
    request: async (id) => this.#show(id),
    watchRequest: async () => undefined,
    waitingDecisions: async () =>
      [...this.#decisions.values()].filter(
        ({ state }) => state === DecisionState.Waiting || state === DecisionState.Sending,
      ).length,
    refreshRequests: async () => {
      this.asked.push('refresh')
    },
    decideRequest: (n) =>
      this.#do(`decide ${n.requestId} ${n.action} ${n.reason} ${n.text}`.trim(), () => this.#take(n)),
    changeDecision: (key, n) =>
      this.#do(`change ${key} ${n.action} ${n.reason}`, () => {
        this.#byKey(key)
        this.#take(n)
      }),
    withdrawDecision: (key) => this.#do(`withdraw ${key}`, () => this.#end(key, DecisionState.Withdrawn)),
    decideAgain: (key, seen) =>
      this.#do(`again ${key}`, () => {
        const [id, decision] = this.#byKey(key)
        if (seen !== String(this.#of(id).version))
          throw problem(Code.Invalid, 'The request has changed meanwhile. Nothing was decided. Look at it again.')
        this.#decisions.set(id, {
          ...decision,
          state: DecisionState.Waiting,
          on: decision.now ?? decision.on,
          now: undefined,
        })
        this.#of(id).decision = { action: decision.action, state: DecisionState.Waiting }
      }),
    keepForLater: (key) =>
      this.#do(`later ${key}`, () => {
        const [id, decision] = this.#byKey(key)
        this.#decisions.set(id, { ...decision, state: DecisionState.Later })
        this.#of(id).decision = { action: decision.action, state: DecisionState.Later }
      }),
    dropDecision: (key, note) => this.#do(`drop ${key} ${note}`, () => this.#end(key, DecisionState.Dropped, note)),
    settleDecision: (key, applied, why) =>
      this.#do(`settle ${key} ${applied} ${why}`, () => {
        const { id, decision } = this.#end(key, applied ? DecisionState.Applied : DecisionState.Dropped, why)
        if (applied) this.#of(id).status = decision.to
      }),
    addNote: (id, text) =>
      this.#do(`note ${id} ${text}`, () => {
        const note = { id: `note-${++this.#made}`, at: new Date().toISOString(), by: 'Priya Raman', text }
        this.#notes.set(id, [note, ...(this.#notes.get(id) ?? [])])
      }),
    dropNote: (note) =>
      this.#do(`drop note ${note}`, () => {
        for (const [id, notes] of this.#notes)
          this.#notes.set(
            id,
            notes.filter((one) => one.id !== note),
          )
      }),
    markRead: (id, read) =>
      this.#do(`read ${id} ${read}`, () => {
        this.#of(id).unread = !read
      }),
    saveView: (view) =>
      this.#do(`view ${view.name}`, () => {
        this.#views = [...this.#views.filter(({ name }) => name !== view.name), view]
      }),
    dropView: (name) =>
      this.#do(`drop view ${name}`, () => {
        this.#views = this.#views.filter((view) => view.name !== name)
      }),
    openDocument: (id, document) => this.#do(`open ${id} ${document}`, () => this.#kept.add(document)),
    saveDocument: (id, document) => this.#do(`save ${id} ${document}`, () => this.#kept.add(document)),
    keepDocuments: (id) =>
      this.#do(`keep ${id}`, () => {
        for (const { documents } of this.#show(id).contract)
          for (const { id: document } of documents) this.#kept.add(document)
      }),
  } satisfies Partial<Api>
}
