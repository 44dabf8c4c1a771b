// A believable desk in the mock: services with their orders, made from their position, so that every run shows the same.
import {
  type Clock,
  type Event,
  Kind,
  type Order,
  RemarkKind,
  type ServicePage,
  type ServiceRow,
  ServiceState,
  SIMType,
  type Stage,
  Status,
} from '../api/rows'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const people = [
  'Noor Haddad',
  'Harriet Lowe',
  'Marcus Tran',
  'Aroha Ngata',
  'Dominic Feretti',
  'Mei-Lin Zhao',
  'Ruth Abernathy',
  'Lachlan Price',
  'Tamsin Clarke',
  'Ivo Petrov',
  'Jun Watanabe',
  'Petra Lindqvist',
  'Hugh Donnelly',
  'Amina Yusuf',
  'Gwen Mulcahy',
  'Elias Brandt',
]
const firms = [
  'Kestrel Joinery Pty Ltd',
  'Brightwater Dental',
  'Wattle & Sons Plumbing',
  'Saltbush Café',
  'Okafor Transport',
  'Corella Early Learning',
  'Sable Ridge Wines',
  'Tidewater Surf School',
  'Pardalote Books',
]
const plans20 = ['Everyday 25', 'Everyday 60', 'Everyday 120', 'Business 80', 'Business 200', 'Data SIM 80']
const plans10 = ['Classic 12', 'Classic 30', 'Classic 70']

/** A number between 0 and 1 that depends on its place only. */
function chance(place: number, salt: number): number {
  let x = Math.imul(place + 1, 2654435761) ^ Math.imul(salt + 1, 40503)
  x = Math.imul(x ^ (x >>> 15), 2246822519)
  x = Math.imul(x ^ (x >>> 13), 3266489917)
  return ((x ^ (x >>> 16)) >>> 0) / 4294967296
}
const pick = <T>(list: T[], place: number, salt: number): T => list[Math.floor(chance(place, salt) * list.length)] as T
const iso = (at: number) => new Date(at).toISOString()

export type Known = {
  index: number
  id: string
  number: string
  customer: string
  plan: string
  platform: string
  state: ServiceState
  stateWord: string
  sim: SIMType
  simNumber: string
  lastActivity: number
}

/** What is special about the first services; all others had a quiet year. */
type Story =
  | 'port'
  | 'fresh'
  | 'stuck'
  | 'running'
  | 'waiting'
  | 'held'
  | 'parts'
  | 'unknown'
  | 'notGiven'
  | 'failed'
  | 'many'
  | 'long'
  | 'atLeast'
  | 'stuckPort'
  | 'partial'
const stories: Story[] = [
  'port',
  'fresh',
  'stuck',
  'running',
  'parts',
  'unknown',
  'waiting',
  'held',
  'failed',
  'notGiven',
  'many',
  'long',
  'atLeast',
  'stuckPort',
  'partial',
]

type Told = Omit<Event, 'placedHereBy' | 'nextStep'>

export class World {
  readonly services: Known[]
  readonly began = Date.now()

  constructor(count: number) {
    this.services = Array.from({ length: count }, (_, index) => this.#service(index))
  }

  #service(index: number): Known {
    const old = chance(index, 1) < 0.3 && index > 3
    const firm = chance(index, 2) < 0.5
    const plain = String(491_570_006 + index * 37)
    const odds = chance(index, 5)
    const state =
      index < stories.length || odds < 0.93
        ? ServiceState.Active
        : odds < 0.95
          ? ServiceState.Suspended
          : odds < 0.98
            ? ServiceState.Ended
            : odds < 0.99
              ? ServiceState.Activating
              : ServiceState.Unknown
    const words: Record<string, string> = {
      active: 'active',
      suspended: 'inactive',
      ended: 'terminated',
      activating: 'designed',
      unknown: 'barred',
    }
    return {
      index,
      id: `svc-${String(index + 1).padStart(6, '0')}`,
      number: `0${plain.slice(0, 3)} ${plain.slice(3, 6)} ${plain.slice(6)}`,
      customer: firm ? pick(firms, index, 3) : pick(people, index, 3),
      plan: old ? pick(plans10, index, 4) : pick(plans20, index, 4),
      platform: old ? '1.0' : '2.0',
      state,
      stateWord: words[state] ?? state,
      sim: chance(index, 6) < 0.5 ? SIMType.Esim : SIMType.Physical,
      simNumber: `06100${String(17_730_284 + index * 13).padStart(8, '0')}`,
      lastActivity: this.began - (index + 1) * 70 * second - Math.floor(index ** 1.35 * second),
    }
  }

  story(s: Known): Story | undefined {
    return stories[s.index]
  }

  row(s: Known, readAt: number, now: number): ServiceRow {
    const open = this.events(s).filter((event) => event.open)
    const first = open.sort((a, b) => Number(stuck(b.clock, now)) - Number(stuck(a.clock, now)))[0]
    return {
      id: s.id,
      number: s.number,
      customer: s.customer,
      plan: s.plan,
      platform: s.platform,
      state: s.state,
      stateWord: s.stateWord,
      open: open.length,
      top:
        first === undefined
          ? undefined
          : {
              orderId: first.order.orderId,
              kind: first.order.kind,
              kindWord: first.order.kindWord,
              status: first.order.status,
              statusWord: first.order.statusWord,
              clock: first.clock,
              closedHere: false,
            },
      lastActivity: iso(s.lastActivity),
      readAt: iso(readAt),
      found: '',
    }
  }

  page(s: Known, readAt: number, updatedAt: number): ServicePage {
    const since = this.began - (120 + Math.floor(chance(s.index, 7) * 900)) * day
    return {
      id: s.id,
      number: s.number,
      numberPlain: s.number.replaceAll(' ', ''),
      customer: s.customer,
      plan: s.plan,
      platform: s.platform,
      state: s.state,
      stateWord: s.stateWord,
      simType: s.sim,
      simNumber: s.simNumber,
      activeSince: iso(since),
      endedAt: s.state === ServiceState.Ended ? iso(s.lastActivity) : '',
      features: ['Voicemail', 'Caller ID', 'Call forwarding', 'International calls', 'Roaming'].map((name, i) => ({
        name,
        on: chance(s.index, 20 + i) < 0.5,
      })),
      cycleFrom: iso(this.began - 25 * day).slice(0, 10),
      cycleTo: iso(this.began + 5 * day).slice(0, 10),
      changeDay: s.platform === '2.0' ? '2026-11-27' : '',
      readAt: iso(readAt),
      updatedAt: iso(updatedAt),
      events: this.events(s).map((event) => ({ placedHereBy: '', nextStep: '', ...closable(event) })),
      promises: [],
      cancelOrdersOff: '',
    }
  }

  events(s: Known): Told[] {
    const story = this.story(s)
    const past = story === 'many' ? 1000 : story === undefined ? 1 + Math.floor(chance(s.index, 8) * 4) : 4
    const events: Told[] = story === undefined ? [] : [this.#told(story, s)]
    for (let i = 0; i < past; i++) events.push(this.#finished(s, i))
    return events
  }

  #id(s: Known, n: number): string {
    return `ORD${String(3_927_848 + s.index * 1009 - n).padStart(11, '0')}`
  }

  #order(s: Known, n: number, fields: Partial<Order>): Order {
    return {
      orderId: this.#id(s, n),
      kind: Kind.FeatureUpdate,
      kindWord: 'Feature Update',
      status: Status.InProgress,
      statusWord: 'inProgress',
      open: true,
      summary: '',
      asked: [],
      placedBy: 'Tom Ellery',
      placedAt: iso(this.began),
      endedAt: '',
      trail: [],
      says: [],
      closable: false,
      ...fields,
    }
  }

  #finished(s: Known, n: number): Told {
    const kinds: [Kind, string, string][] = [
      [Kind.FeatureUpdate, 'Feature Update', 'Voicemail, off to on'],
      [Kind.ChangePlan, 'Change Plan', `Everyday 25 to ${s.plan}`],
      [Kind.NumberPort, 'Number Port', 'From Bluegum Telecom'],
      [Kind.Activation, 'Activation', `${s.plan}, E-SIM`],
    ]
    const [kind, kindWord, summary] = kinds[n % 4] as [Kind, string, string]
    const at = s.lastActivity - (this.story(s) === undefined ? 0 : 12 * day) - n * 47 * day
    const took = [41 * second, 6 * minute, 2 * hour + 41 * minute, 9 * minute][n % 4] as number
    const order = this.#order(s, n + 1, {
      kind,
      kindWord,
      summary,
      status: Status.Complete,
      statusWord: 'completed',
      open: false,
      placedAt: iso(at - took),
      endedAt: iso(at),
      trail: trail(at - took, [
        [0, 'Received by the portal', ''],
        [7 * second, 'Request validated', 'VAL_OK'],
        [took, 'Confirmed by carrier', 'CNF_OK'],
      ]),
    })
    return { order, parts: [], open: false, clock: noClock }
  }

  #told(story: Story, s: Known): Told {
    const ago = (ms: number) => this.began - ms
    const swap = {
      kind: Kind.SimSwap,
      kindWord: 'SIM Swap',
      summary: 'E-SIM to physical SIM',
      asked: [{ name: 'SIM number', value: '0610023941175', was: '' }],
    }
    switch (story) {
      case 'stuck': {
        const at = ago(47 * minute)
        return one(
          this.#order(s, 0, {
            ...swap,
            placedAt: iso(at),
            trail: trail(at, [
              [2 * second, 'Received by the portal', ''],
              [9 * second, 'Request validated', 'VAL_OK'],
              [31 * second, 'SIM reserved', 'SIM_RSV'],
              [64 * second, 'Sent to carrier', 'PCN_CON'],
              [160 * second, 'Awaiting carrier confirmation', 'BPCN'],
            ]),
          }),
          clock(at, 30),
        )
      }
      case 'port': {
        const at = ago(70 * minute)
        return one(
          this.#order(s, 0, {
            kind: Kind.NumberPort,
            kindWord: 'Number Port',
            summary: 'From Bluegum Telecom',
            placedAt: iso(at),
            trail: trail(at, [
              [0, 'Received by the portal', ''],
              [20 * second, 'Sent to the losing provider', 'PCN_CON'],
            ]),
          }),
          clock(at, 180),
        )
      }
      case 'stuckPort': {
        const at = ago(4 * hour)
        return one(
          this.#order(s, 0, {
            kind: Kind.NumberPort,
            kindWord: 'Number Port',
            summary: 'From Bluegum Telecom',
            placedAt: iso(at),
            trail: trail(at, [[0, 'Received by the portal', '']]),
            says: [
              { kind: RemarkKind.Alert, at: iso(at + hour), code: '', text: 'The losing provider has not answered.' },
            ],
          }),
          clock(at, 180),
        )
      }
      case 'fresh':
        return one(
          this.#order(s, 0, {
            status: Status.Acknowledged,
            statusWord: 'acknowledged',
            summary: 'Roaming, off to on',
            placedAt: iso(ago(minute)),
            trail: [],
          }),
          clock(ago(minute), 30),
        )
      case 'running':
        return one(
          this.#order(s, 0, {
            summary: '',
            asked: [{ name: 'Voicemail', value: 'on', was: 'off' }],
            placedAt: iso(ago(6 * minute)),
            trail: trail(ago(6 * minute), [[0, 'Received by the portal', '']]),
          }),
          clock(ago(6 * minute), 30),
        )
      case 'atLeast':
        return one(
          this.#order(s, 0, { status: Status.InProgress, placedAt: iso(ago(52 * minute)), placedBy: '', trail: [] }),
          { ...clock(ago(52 * minute), 30), atLeast: true },
        )
      case 'unknown':
        return one(
          this.#order(s, 0, {
            ...swap,
            status: Status.Unknown,
            statusWord: 'assigned',
            placedAt: iso(ago(14 * minute)),
            trail: trail(ago(14 * minute), [[0, 'Received by the portal', '']]),
          }),
          clock(ago(14 * minute), 30),
        )
      case 'notGiven':
        return one(
          this.#order(s, 0, { ...swap, status: Status.NotGiven, statusWord: '', placedAt: iso(ago(2 * minute)) }),
          clock(ago(2 * minute), 30),
        )
      case 'held':
        return one(
          this.#order(s, 0, {
            kind: Kind.CancelService,
            kindWord: 'Cancel Service',
            status: Status.Held,
            statusWord: 'held',
            placedAt: iso(ago(3 * day)),
            says: [
              {
                kind: RemarkKind.Note,
                at: iso(ago(3 * day)),
                code: '',
                text: 'Waiting for the customer to return the form.',
              },
            ],
          }),
          { ...clock(ago(3 * day), 30), stuckAt: '' },
        )
      case 'waiting': {
        const until =
          Date.parse('2026-11-27T13:00:00Z') > this.began ? Date.parse('2026-11-27T13:00:00Z') : this.began + 5 * day
        return one(
          this.#order(s, 0, {
            kind: Kind.ChangePlan,
            kindWord: 'Change Plan',
            status: Status.Acknowledged,
            statusWord: 'acknowledged',
            asked: [{ name: 'Plan', value: 'Everyday 120', was: s.plan }],
            placedAt: iso(ago(2 * day)),
          }),
          { ...clock(ago(2 * day), 30), until: iso(until), stuckAt: iso(until + 30 * minute) },
        )
      }
      case 'failed':
        return {
          ...one(
            this.#order(s, 0, {
              status: Status.Failed,
              statusWord: 'failed',
              open: false,
              summary: 'International roaming, off to on',
              placedAt: iso(ago(26 * hour)),
              endedAt: iso(ago(26 * hour) + 38 * second),
              trail: trail(ago(26 * hour), [
                [0, 'Received by the portal', ''],
                [4 * second, 'Request validated', 'VAL_OK'],
                [38 * second, 'Rejected by carrier', 'FTR_REJ'],
              ]),
              says: [{ kind: RemarkKind.Error, at: '', code: 'E-4021', text: 'Roaming is barred on this account.' }],
            }),
            noClock,
          ),
          open: false,
        }
      case 'partial':
        return {
          ...one(
            this.#order(s, 0, {
              status: Status.Partial,
              statusWord: 'partial',
              open: false,
              summary: 'Voicemail and roaming',
              placedAt: iso(ago(5 * hour)),
              endedAt: iso(ago(5 * hour) + minute),
              trail: [],
            }),
            noClock,
          ),
          open: false,
        }
      case 'parts': {
        const at = ago(9 * minute)
        const part = (n: number, status: Status, word: string, text: string, code: string) =>
          this.#order(s, 500 + n, {
            ...swap,
            summary: text,
            asked: [],
            status,
            statusWord: word,
            open: status !== Status.Complete,
            placedAt: iso(at + n * 20 * second),
            endedAt: status === Status.Complete ? iso(at + n * minute) : '',
            trail: trail(at + n * 20 * second, [[0, text, code]]),
          })
        return {
          order: this.#order(s, 0, {
            ...swap,
            placedAt: iso(at),
            trail: trail(at, [
              [0, 'Received by the portal', ''],
              [8 * second, 'Split over three systems', 'ORC_SPL'],
            ]),
          }),
          parts: [
            part(1, Status.Complete, 'completed', 'Number inventory', 'NI_OK'),
            part(2, Status.InProgress, 'inProgress', 'SIM platform', 'PCN_CON'),
            part(3, Status.Acknowledged, 'acknowledged', 'Billing', ''),
          ],
          open: true,
          clock: clock(at, 30),
        }
      }
      case 'long': {
        const at = ago(25 * minute)
        return one(
          this.#order(s, 0, {
            ...swap,
            placedAt: iso(at),
            trail: trail(
              at,
              Array.from(
                { length: 140 },
                (_, i) =>
                  [i * 8 * second, `Carrier stage ${i + 1}`, i % 3 === 0 ? `STG_${i}` : ''] as [number, string, string],
              ),
            ),
          }),
          clock(at, 30),
        )
      }
      default:
        return one(
          this.#order(s, 0, {
            summary: 'Caller ID, on to off',
            placedAt: iso(ago(3 * minute)),
            trail: trail(ago(3 * minute), [[0, 'Received by the portal', '']]),
          }),
          clock(ago(3 * minute), 30),
        )
    }
  }
}

const noClock: Clock = { since: '', atLeast: false, limitMinutes: 0, until: '', stuckAt: '' }
const clock = (since: number, limit: number): Clock => ({
  since: iso(since),
  atLeast: false,
  limitMinutes: limit,
  until: '',
  stuckAt: iso(since + limit * minute),
})
const trail = (from: number, steps: [number, string, string][]): Stage[] =>
  steps.map(([after, text, code]) => ({ at: iso(from + after), text, code, more: '' }))
const one = (order: Order, at: Clock): Told => ({ order, parts: [], open: true, clock: at })
/** What is past its limit may be declared closed here. */
function closable(event: Told): Told {
  event.order.closable = event.order.open && stuck(event.clock, Date.now())
  return event
}
export const stuck = (c: Clock, now: number): boolean => c.stuckAt !== '' && now > Date.parse(c.stuckAt)
