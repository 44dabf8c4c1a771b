// The API without a program behind it: for tests and for looking at screens in a browser. The address says what to
// show, such as ?mock&services=100000&sync=offline; window.mockDesk changes it while it runs. With ?late=400
// every call takes up to so many milliseconds, as on a busy machine.
import type { Api } from '../api/api'
import {
  Code,
  type Choice,
  type Header,
  type Link,
  type NewProfile,
  Place,
  type Problem,
  Screen,
  type ServiceRow,
  type ServicesQuery,
  Signal,
  type Sort,
  Step,
  SyncStatus,
} from '../api/rows'
import { MockOrders } from './orders'
import { MockPortal } from './portal'
import { MockPromises } from './promises'
import { MockRequests } from './requests'
import { MockUsage } from './usage'
import { type Known, stuck, World } from './world'

const problem = (code: Code, text: string, said = ''): Problem => ({ code, text, said })
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))

export function mockApi(wants: URLSearchParams): Api {
  return new MockDesk(wants).api
}

class MockDesk {
  readonly #world: World
  readonly #listeners = new Map<Signal, Set<() => void>>()
  readonly #started = Date.now()
  #rows: { known: Known; row: ServiceRow }[]
  #step: Step
  #sync: SyncStatus
  #copied = 4820
  #link: Link = { number: 0, screen: Screen.Services, id: '', tab: '', find: '', order: '' }
  readonly copies: string[] = []
  readonly asked: string[] = []
  slow = 0
  #answered: { question: string; rows: ServiceRow[] } | undefined
  failRefresh = false
  failFindOut = false
  readonly portal: MockPortal
  readonly orders: MockOrders
  readonly promises: MockPromises
  readonly requests: MockRequests
  readonly usage: MockUsage

  constructor(private readonly wants: URLSearchParams) {
    this.#world = new World(Number(wants.get('services') ?? 1284))
    this.portal = new MockPortal(wants, this.#started)
    this.orders = new MockOrders(wants, (id) => this.#world.page(this.#known(id), this.#started, this.#readAt()))
    this.promises = new MockPromises(wants, () => this.#ring(Signal.CacheChanged))
    this.requests = new MockRequests(wants, () => this.#ring(Signal.CacheChanged))
    this.usage = new MockUsage(wants)
    this.api = this.#watched({
      ...this.#own,
      ...this.orders.api,
      ...this.promises.api,
      ...this.requests.api,
      ...this.usage.api,
    })
    this.#step = (wants.get('step') as Step) ?? Step.Open
    this.#sync = (wants.get('sync') as SyncStatus) ?? SyncStatus.Fresh
    this.#rows = this.#world.services.map((known) => ({
      known,
      row: this.#world.row(known, this.#read(known), this.#started),
    }))
    Object.assign(window, { mockDesk: this })
  }

  #read(known: Known): number {
    return this.#readAt() - (known.index % 7) * 20_000
  }
  #readAt(): number {
    const old: Partial<Record<SyncStatus, number>> = {
      offline: 11_520_000,
      stale: 240_000,
      refused: 1_080_000,
      unsure: 1_080_000,
    }
    return this.#started - (old[this.#sync] ?? 12_000)
  }
  #ring(signal: Signal) {
    for (const listener of this.#listeners.get(signal) ?? []) listener()
  }
  #go(step: Step) {
    this.#step = step
    this.#ring(Signal.DeskChanged)
  }

  /** Changes the sync status, as the portal would. */
  setSync(status: SyncStatus) {
    const first = this.#sync === SyncStatus.FirstCopy
    this.#sync = status
    if (first) this.#ring(Signal.CacheChanged)
    this.#ring(Signal.FreshnessChanged)
  }
  /** Gives a link, as a second start of the program does. */
  give(link: Partial<Link>) {
    const number = this.#link.number + 1
    this.#link = { screen: Screen.Services, id: '', tab: '', find: '', order: '', ...link, number }
    this.#ring(Signal.LinkGiven)
  }
  /** Answers what the portal was asked again about itself. */
  findOut() {
    this.portal.findOut()
    this.#ring(Signal.FreshnessChanged)
  }
  /** Gives services far down the list new activity, so that they come to the top. */
  touch(n: number) {
    const last = this.#rows.slice(-n)
    for (const { known, row } of last) {
      known.lastActivity = Date.now()
      row.lastActivity = new Date(known.lastActivity).toISOString()
    }
    this.#answered = undefined
    this.#ring(Signal.CacheChanged)
  }

  // The same question is asked for every page; a hundred thousand rows are sorted once for it.
  #matching(q: ServicesQuery): ServiceRow[] {
    const question = JSON.stringify({ ...q, offset: 0, limit: 0 })
    if (this.#answered?.question !== question) this.#answered = { question, rows: this.#sorted(q) }
    return this.#answered.rows
  }

  #sorted(q: ServicesQuery): ServiceRow[] {
    const words = q.text
      .toLowerCase()
      .replaceAll(/(\d)\s+(?=\d)/g, '$1')
      .split(/\s+/)
      .filter((w) => w !== '')
    const now = Date.now()
    const out: ServiceRow[] = []
    for (const { known, row } of this.#rows) {
      if ((q.state as string) !== '' && row.state !== q.state) continue
      if (q.platform !== '' && row.platform !== q.platform) continue
      if (q.plan !== '' && row.plan !== q.plan) continue
      if (q.open && row.open === 0) continue
      if (q.stuck && (row.top === undefined || !stuck(row.top.clock, now))) continue
      const seen = `${row.number.replaceAll(' ', '')} ${row.customer} ${row.plan}`.toLowerCase()
      const hidden = `${known.simNumber} ${row.top?.orderId ?? ''}`.toLowerCase()
      if (!words.every((w) => seen.includes(w) || hidden.includes(w))) continue
      const found = words.find((w) => !seen.includes(w))
      out.push(
        found === undefined
          ? row
          : { ...row, found: known.simNumber.includes(found) ? known.simNumber : (row.top?.orderId ?? '') },
      )
    }
    const key: Record<Sort, (r: ServiceRow) => string | number> = {
      number: (r) => r.number,
      customer: (r) => r.customer,
      plan: (r) => r.plan,
      platform: (r) => r.platform,
      state: (r) => r.state,
      openOrders: (r) =>
        r.top === undefined ? 0 : stuck(r.top.clock, now) ? 2e15 - Date.parse(r.top.clock.since) / 1e3 : 1,
      lastActivity: (r) => r.lastActivity,
    }
    const by = key[q.sort]
    const sign = q.descending ? -1 : 1
    return out.sort((a, b) => {
      const x = by(a)
      const y = by(b)
      return x < y ? -sign : x > y ? sign : a.id < b.id ? -1 : 1
    })
  }

  #choices(of: (row: ServiceRow) => string): Choice[] {
    const counts = new Map<string, number>()
    for (const { row } of this.#rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1)
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, count]) => ({ value, count }))
  }

  #known(id: string): Known {
    const found = this.#rows.find(({ known }) => known.id === id)
    if (found === undefined)
      throw problem(Code.NotFound, 'This service is not on this desk. Go back to Services and look for its number.')
    return found.known
  }

  #header(): Header {
    const status = this.#sync
    const why: Partial<Record<SyncStatus, Problem>> = {
      offline: problem(Code.Unreachable, 'The portal cannot be reached from this computer.'),
      refused: problem(
        Code.Denied,
        'The portal refused to answer. Ask your administrator whether the account may read service orders.',
        'Account is not entitled to serviceOrdering.',
      ),
      unsure: problem(
        Code.Unconfirmed,
        'The portal answered with an empty list where 1,284 services were known. Nothing was deleted here.',
      ),
      stale: problem(Code.Busy, 'The portal asks for patience. It answers slowly.'),
    }
    const place = (this.wants.get('place') as Place) ?? Place.Production
    return {
      profile: place === Place.Test ? 'Ironbark staging' : 'Ironbark Mobile',
      place,
      freshness: {
        weather: status,
        readAt: status === SyncStatus.FirstCopy ? '' : new Date(this.#readAt()).toISOString(),
        since: why[status] === undefined ? '' : new Date(this.#readAt() + 30_000).toISOString(),
        nextTry:
          status === SyncStatus.FirstCopy || status === SyncStatus.Refreshing
            ? ''
            : new Date(
                this.#started +
                  18_000 +
                  30_000 * Math.max(0, Math.ceil((Date.now() - this.#started - 18_000) / 30_000)),
              ).toISOString(),
        problem: why[status],
        copied: this.#copied,
        expected: 12_400,
        unreadable: Number(this.wants.get('unreadable') ?? 0),
        sweepMinutes: 4,
        skewMillis: 0,
      },
      support: { name: 'Ironbark wholesale desk', phone: '1800 160 401', email: 'support@ironbark.example', link: '' },
      keepsData: this.wants.get('keeps') !== 'no',
      notices: this.wants.has('notice')
        ? [problem(Code.Damaged, 'The copy on this computer was damaged and is being read again.')]
        : [],
      doubt:
        this.wants.has('doubt') && !this.asked.includes('looked')
          ? problem(
              Code.Damaged,
              'An order that was sent from this desk may be missing here, and which one is not known. No order leaves this desk until somebody has looked.',
            )
          : undefined,
      version: '0.1.0',
    }
  }

  /** How many calls are not answered yet. */
  asking = 0
  readonly #held = new Map<keyof Api, { until: Promise<void>; go: () => void }>()
  /** Keeps back the answers to the calls of a name, until they are let go. */
  hold(name: keyof Api) {
    let go = () => {}
    const until = new Promise<void>((done) => {
      go = done
    })
    this.#held.set(name, { until, go })
  }
  letGo(name: keyof Api) {
    this.#held.get(name)?.go()
    this.#held.delete(name)
  }
  #watched(api: Api): Api {
    const late = Number(this.wants.get('late') ?? 0)
    const calls = Object.entries(api) as [keyof Api, (...args: unknown[]) => unknown][]
    const watched = calls.map(([name, call]) => {
      if (name === 'listen') return [name, call]
      return [
        name,
        async (...args: unknown[]) => {
          this.asking++
          try {
            if (late > 0) await wait((Math.random() * late) / 2)
            return await call(...args)
          } finally {
            await this.#held.get(name)?.until
            if (late > 0) await wait((Math.random() * late) / 2)
            this.asking--
          }
        },
      ]
    })
    return Object.fromEntries(watched)
  }

  readonly api: Api
  readonly #own: Omit<
    Api,
    | keyof MockOrders['api']
    | keyof MockPromises['api']
    | keyof MockRequests['api']
    | keyof MockUsage['api']
  > = {
    start: async () => ({
      step: this.#step,
      profile: 'Ironbark Mobile',
      config: '/home/desk/.config/commsdesk/profiles.json',
      problem:
        this.#step === Step.Failed
          ? problem(Code.Invalid, 'Line 4 of the configuration is not JSON. Correct it and start Commsdesk again.')
          : undefined,
    }),
    openDemo: async () => this.#go(Step.Open),
    connect: async (profile: NewProfile) => {
      await wait(50)
      if (profile.name === '') throw problem(Code.Invalid, 'Give the profile a name.')
      if (!/^http:\/\/(localhost|127\.0\.0\.1)/.test(profile.serviceInventory))
        throw problem(
          Code.Invalid,
          'The address of Service Inventory must begin with http://localhost or http://127.0.0.1.',
        )
      this.#go(Step.Open)
    },
    unlock: async (passphrase) => {
      if (passphrase !== 'open') throw problem(Code.Locked, 'This passphrase does not open the data.')
      this.#go(Step.Open)
    },
    protect: async () => this.#go(Step.Open),
    keepNothing: async () => this.#go(Step.Open),
    header: async () => this.#header(),
    looked: async () => {
      this.asked.push('looked')
      this.#ring(Signal.CacheChanged)
    },
    link: async (seen) => (this.#link.number > seen ? this.#link : { ...this.#link, number: 0 }),
    refresh: async () => {
      this.asked.push('refresh')
      this.#ring(Signal.FreshnessChanged)
    },
    copy: async (text) => {
      this.copies.push(text)
    },
    quit: async () => {
      this.asked.push('quit')
    },
    services: async (q) => {
      if (this.slow > 0) await wait(this.slow)
      const first = this.#sync === SyncStatus.FirstCopy
      const matching = first ? [] : this.#matching(q)
      const now = Date.now()
      return {
        revision: 1,
        offset: q.offset,
        matching: matching.length,
        total: first ? 0 : this.#rows.length,
        open: this.#rows.filter(({ row }) => row.open > 0).length,
        stuck: this.#rows.filter(({ row }) => row.top !== undefined && stuck(row.top.clock, now)).length,
        rows: matching.slice(q.offset, q.offset + q.limit).map((row) => ({ ...row })),
        states: this.#choices((r) => r.state),
        platforms: this.#choices((r) => r.platform),
        plans: this.#choices((r) => r.plan),
      }
    },
    neighbours: async (q, id) => {
      const matching = this.#matching(q)
      const at = matching.findIndex((row) => row.id === id)
      return {
        position: at + 1,
        matching: matching.length,
        previous: matching[at - 1]?.id ?? '',
        next: at < 0 ? '' : (matching[at + 1]?.id ?? ''),
      }
    },
    service: async (id) => {
      const known = this.#known(id)
      return this.promises.onto(this.#world.page(known, this.#read(known), this.#readAt()))
    },
    watch: async (id) => {
      this.asked.push(`watch ${id}`)
    },
    refreshService: async (id) => {
      this.asked.push(`refresh ${id}`)
      await wait(300)
      if (this.failRefresh)
        throw problem(Code.Unreachable, 'The portal did not answer within a minute. What was read before stays.')
    },
    supportText: async (serviceId, orderId) => `Order ID: ${orderId}\nService: ${this.#known(serviceId).number}\n`,
    portal: async () => {
      if (this.slow > 0) await wait(this.slow)
      return this.portal.page(this.#rows.length)
    },
    findOutAgain: async () => {
      this.asked.push('find out again')
      await wait(300)
      if (this.failFindOut)
        throw problem(Code.Unreachable, 'The portal cannot be asked now. What was found out before stays.')
      this.#ring(Signal.FreshnessChanged)
    },
    listen: (signal, ring) => {
      const set = this.#listeners.get(signal) ?? new Set()
      this.#listeners.set(signal, set.add(ring))
      return () => set.delete(ring)
    },
  }
}
