// The window's state: what step it is at, the header, and the screens' own state. It pulls, then listens: a signal only
// says that it is time to ask again.
import type { Api } from '../api/api'
import { AllOrders, LoneOrder } from './all-orders.svelte'
import { Clipboard } from './clipboard.svelte'
import { Latest, Reading } from './ask.svelte'
import { Look } from './look.svelte'
import { Ordering } from './orders.svelte'
import { Portal } from './portal.svelte'
import { Submissions } from './submissions.svelte'
import { Request } from './request.svelte'
import { Requests } from './requests.svelte'
import { Service } from './service.svelte'
import { Services } from './services.svelte'
import { type Header, type NewProfile, type OpenDecisions, type Problem, Screen, type ServicePage, Topic, type Start, Step, SyncStatus } from '../api/rows'
import { Typed } from './typed'
import { Undo } from './undo.svelte'
import { Router } from './router.svelte'

/** Without any signal the header and the rows in sight are still asked for again this often: an age and a limit are
 * passed by time alone. */
const patrol = 30_000

/** Every age in the window counts with it, once a second. */
class Clock {
  now = $state(Date.now())
  #timer = setInterval(() => (this.now = Date.now()), 1000)

  stop() {
    clearInterval(this.#timer)
  }
}

/** Whether something is being typed or answered that would be lost if another screen were shown. */
const unkept = (): boolean =>
  document.querySelector('dialog[open]') !== null ||
  [...document.querySelectorAll('textarea')].some(({ value }) => value !== '')

/** A refresh of existing data shows only when it takes longer than this, so that the header does not blink every 30 s. */
const calmly = 800

/** Whether the data is older than it should be, so that each row tells its own age. */
export const showsAge = (status: SyncStatus): boolean =>
  status === SyncStatus.Offline || status === SyncStatus.Stale || status === SyncStatus.Refused || status === SyncStatus.Unsure

/** The state of the screens, created anew with every desk that is opened. */
function screensOf(api: Api, look: Look, fault: (problem: Problem) => void) {
  const services = new Services(api, undefined, look)
  const requests = new Requests(api, undefined, look)
  const allOrders = new AllOrders(api, undefined, look)
  const undo = new Undo(api, fault)
  return {
    services,
    service: new Service(api, services),
    /** the service of the selected row, beside the list */
    peek: new Reading<ServicePage>((id) => api.service(id)),
    requests,
    request: new Request(api, requests, undo, fault),
    undo,
    allOrders,
    order: new LoneOrder(api, allOrders),
    submissions: new Submissions(api),
    ordering: new Ordering(api),
    typed: new Typed(),
    portal: new Portal(api),
  }
}

export class Desk {
  readonly clock = new Clock()
  readonly router = new Router()
  readonly clipboard: Clipboard
  readonly look: Look
  #screens: ReturnType<typeof screensOf>
  start = $state.raw<Start | null>(null)
  header = $state.raw<Header | null>(null)
  decisions = $state.raw<OpenDecisions>({ waiting: [], returned: [] })
  /** something that was asked for and did not work, until it is dismissed */
  fault = $state.raw<Problem | null>(null)
  /** a link waits until the person finishes what they are typing */
  linkWaits = $state(false)
  /** counts the desks that were opened: each gets new screens */
  opened = $state(0)

  #fails = (problem: Problem) => {
    this.fault = problem
  }
  #seen = $state.raw<string[]>([])
  #shown = 0 // the number of the link that was shown last
  #starts = new Latest()
  #headers = new Latest()
  #counts = new Latest()
  #later: ReturnType<typeof setTimeout> | undefined
  #again: ReturnType<typeof setTimeout> | undefined // a link waits
  #stop: (() => void)[] = []

  constructor(private readonly api: Api) {
    this.look = new Look(api, this.#fails)
    this.#screens = $state.raw(screensOf(api, this.look, this.#fails))
    this.clipboard = new Clipboard(api, this.#fails)
    this.#stop = [
      api.listen(Topic.DeskChanged, () => this.#begin()),
      api.listen(Topic.CacheChanged, () => this.#changed()),
      api.listen(Topic.FreshnessChanged, () => this.#fresher()),
      api.listen(Topic.LinkGiven, () => this.#follow()),
    ]
    const walk = setInterval(() => this.#walk(), patrol)
    this.#stop.push(() => clearInterval(walk))
    this.#begin()
  }

  get services() { return this.#screens.services }
  get service() { return this.#screens.service }
  get peek() { return this.#screens.peek }
  get requests() { return this.#screens.requests }
  get request() { return this.#screens.request }
  get undo() { return this.#screens.undo }
  get allOrders() { return this.#screens.allOrders }
  get order() { return this.#screens.order }
  get submissions() { return this.#screens.submissions }
  get ordering() { return this.#screens.ordering }
  get typed() { return this.#screens.typed }
  get portal() { return this.#screens.portal }

  /** now, in the portal's clock */
  get portalNow(): number {
    return this.clock.now + (this.header?.freshness.skewMillis ?? 0)
  }

  get notices(): Problem[] {
    return this.header?.notices.filter((notice) => !this.#seen.includes(notice.text)) ?? []
  }

  dismiss(notice: Problem) {
    this.#seen = [...this.#seen, notice.text]
  }

  /** Opens a link of the support contact outside this window: a call, a mail, a page. */
  reach = (link: string) => void this.api.reach(link).catch(this.#fails)

  /** Shows the orders that match a text, or the order itself if only one matches. */
  findOrder = (text: string) => {
    const { at } = this.router
    void this.allOrders.lookFor(text).then((row) => {
      if (this.router.at !== at) return // somebody went on meanwhile
      if (row === undefined) this.router.toOrders()
      else this.router.toOrder(row.id, row.serviceId)
    }, this.#fails)
  }

  looked = (why: string) => this.api.looked(why)
  openDemo = () => this.api.openDemo()
  connect = (profile: NewProfile) => this.api.connect(profile)
  unlock = (passphrase: string) => this.api.unlock(passphrase)
  protect = (passphrase: string) => this.api.protect(passphrase)
  keepNothing = () => this.api.keepNothing()
  quit = () => void this.api.quit()

  refresh = () => void this.api.refresh().catch(this.#fails)
  refreshRequests = () => void this.api.refreshRequests().catch(this.#fails)

  stop() {
    for (const stop of this.#stop) stop()
    clearTimeout(this.#later)
    clearTimeout(this.#again)
    this.clock.stop()
    this.router.stop()
  }

  #begin() {
    void this.#starts.ask(
      this.api.start,
      (start) => {
        if (start.step === Step.Open) {
          this.#screens = screensOf(this.api, this.look, this.#fails)
          this.#seen = []
          this.header = null
          this.decisions = { waiting: [], returned: [] }
          this.opened++
          this.#pullHeader()
        }
        this.start = start
        this.#follow()
      },
      (problem) => (this.start = { step: Step.Failed, profile: '', problem, config: '' }),
    )
  }

  /** Shows what a link leads to, if one was given. It shows, and does nothing else. */
  #follow() {
    if (this.start?.step !== Step.Open) return
    this.api.link(this.#shown).then(
      (link) => {
        if (link.number <= this.#shown) return
        this.linkWaits = unkept()
        clearTimeout(this.#again)
        if (this.linkWaits) {
          this.#again = setTimeout(() => this.#follow(), 1000)
          return
        }
        this.#shown = link.number
        this.fault = link.problem ?? null
        if (link.problem) return
        if (link.screen === Screen.Services && link.id === '') this.services.lookFor(link.find)
        this.router.toLink(link)
      },
      this.#fails,
    )
  }

  /** Updates the lists that have been shown. */
  #lists() {
    void this.services.changed()
    if (this.allOrders.totals !== null) void this.allOrders.changed()
  }

  #changed() {
    this.#fresher()
    this.#lists()
    void this.peek.again()
    void this.submissions.again()
  }

  #walk() {
    if (this.start?.step !== Step.Open) return
    this.#pullHeader()
    this.#lists()
    void this.portal.again()
    void this.submissions.again()
    this.requests.again()
    this.request.again()
  }

  #fresher() {
    this.#follow() // it may have waited for the first copy
    this.#pullHeader()
    this.service.again()
    this.order.again()
    void this.portal.again()
    this.ordering.again()
    this.requests.again()
    this.request.again()
  }

  #pullHeader() {
    // If it cannot be counted, the list of requests says why.
    void this.#counts.ask(this.api.openDecisions, (open) => (this.decisions = open), () => undefined)
    void this.#headers.ask(
      this.api.header,
      (header) => {
        clearTimeout(this.#later)
        const before = this.header?.freshness.status
        if (header.freshness.status === SyncStatus.Refreshing && before === SyncStatus.Fresh) {
          this.#later = setTimeout(() => this.#takeHeader(header), calmly)
        } else {
          this.#takeHeader(header)
        }
      },
      this.#fails,
    )
  }

  #takeHeader(header: Header) {
    this.header = header
    // Each row tells its own age now; the ages moved although the rows did not.
    if (showsAge(header.freshness.status)) void this.services.changed()
  }
}
