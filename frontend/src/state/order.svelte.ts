// The form of one action: what is typed, what is wrong with it, what blocks it, and its outcome. It is checked
// and kept while a person types, and placed once, however often the button is pressed.
import type { Api } from '../api/api'
import { Latest } from './ask.svelte'
import {
  type Billing, type Concern, type Detail, type Draft, type DraftCheck, Field, Kind, Level, type NumberOrigin, type OrderProgress, type Placing,
  type Problem, type SIMType, SubmissionState,
} from '../api/rows'

/** Typing is checked when it pauses, and kept when it pauses longer. */
const checkAfter = 150
const keepAfter = 500
/** The guard shows ages, and limits pass with time alone. */
const patrol = 5000

/** The outcome of placing an order. */
export type Outcome =
  | { came: 'placed'; orderId: string; asked: Detail[]; beside: Concern[] }
  | { came: 'unsure'; orderId: string; problem: Problem | null }
  | { came: 'refused' | 'notSent' | 'failed'; problem: Problem | null }
  | { came: 'blocked' }
  | { came: 'changed' }

/** Why an order cannot be placed now. A field is one whose mistake is told beside the button. */
type Stop = 'unchecked' | 'blocked' | 'unread' | 'sent' | Field

/** The fields without which there is nothing to place: the button waits for them. Any other mistake is shown at its field. */
const awaited: Partial<Record<Kind, Field>> = {
  [Kind.CancelService]: Field.TypedNumber,
  [Kind.FeatureUpdate]: Field.Features,
  [Kind.ChangePlan]: Field.Plan,
  [Kind.TravelPack]: Field.Pack,
}

/** The fields that hold a number or a day. */
type Typed = 'simNumber' | 'typedNumber' | 'portNumber' | 'accountNumber' | 'startOn' | 'bornOn' | 'authorisedOn'

const blank = (kind: Kind, serviceId: string, orderId: string): Draft => ({
  kind, serviceId, orderId, note: '', features: [], startOn: '', typedNumber: '', customer: '',
  simType: '' as SIMType, simNumber: '', planId: '', planName: '', packId: '', packName: '',
  origin: '' as NumberOrigin, portNumber: '', losingProvider: '', billing: '' as Billing, accountNumber: '', bornOn: '', authorisedOn: '',
})

/** Where a draft holds what a field asks, if not under the field's own name. */
const places: Partial<Record<Field, keyof Draft>> = {
  [Field.Plan]: 'planId',
  [Field.Pack]: 'packId',
  [Field.Number]: 'portNumber',
}

function holds(draft: Draft, field: Field): boolean {
  const value = draft[places[field] ?? (field as keyof Draft)] as string | unknown[] | undefined
  return value !== undefined && value.length > 0
}

/** The number typed again confirms the intent now, so it is never kept. */
const keepable = (draft: Draft): Draft => ({ ...draft, typedNumber: '' }) as Draft
const same = (a: Draft, b: Draft) => JSON.stringify(a) === JSON.stringify(b)
const graves = (check: DraftCheck | null) =>
  JSON.stringify(check?.consequences.filter(({ grave }) => grave).map(({ text }) => text) ?? [])

export class OrderForm {
  draft: Draft
  loaded = $state(false)
  /** when the draft was kept last; empty: it is not kept */
  keptAt = $state('')
  notKept = $state.raw<Problem | null>(null)
  check = $state.raw<DraftCheck | null>(null)
  /** why it could not be read or checked */
  problem = $state.raw<Problem | null>(null)
  busy = $state(false)
  outcome = $state.raw<Outcome | null>(null)
  /** the progress of the placed order; null: not known yet */
  progress = $state.raw<OrderProgress | null>(null)
  /** somebody tried to place it, so every mistake is shown */
  tried = $state(false)

  #touched = $state.raw<Field[]>([])
  #read = $state.raw<string[]>([])
  #begin: Partial<Draft> = {}
  #first: Draft // as it is before anything is typed
  #checked = $state.raw<Draft | null>(null)
  #unkept = false
  #keeping: Promise<void> = Promise.resolve()
  #checks = new Latest()
  #loads = new Latest()
  #progresses = new Latest()
  #checkLater: ReturnType<typeof setTimeout> | undefined
  #keepLater: ReturnType<typeof setTimeout> | undefined
  #walk: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly api: Api,
    readonly kind: Kind,
    readonly serviceId: string,
    readonly orderId: string,
    /** something was kept, dropped or placed: what is shown beside the forms may differ now */
    private readonly changed: () => void,
  ) {
    this.#first = blank(kind, serviceId, orderId)
    this.draft = $state.raw(this.#first)
  }

  /** Shows the form: what was kept of it, or an empty one. What an empty one begins with may be told. */
  open(begin: Partial<Draft> = {}) {
    this.#begin = begin
    clearInterval(this.#walk)
    this.#walk = setInterval(() => this.again(), patrol)
    if (this.loaded) {
      this.again()
      return
    }
    void this.#loads.ask(
      () => this.api.draft(this.kind, this.serviceId, this.orderId),
      ({ draft, at }) => {
        this.#first = { ...blank(this.kind, this.serviceId, this.orderId), ...this.#begin } as Draft
        this.draft = at === '' ? this.#first : keepable({ ...this.#first, ...draft } as Draft)
        if (at !== '') this.#touched = Object.values(Field).filter((field) => holds(this.draft, field))
        this.keptAt = at
        this.loaded = true
        this.problem = null
        void this.#ask()
      },
      (problem) => (this.problem = problem),
    )
  }

  /** Shows the kept draft in place of an outcome. */
  reopen() {
    this.loaded = false
    this.outcome = null
    this.tried = false
    this.progress = null
    this.open(this.#begin)
  }

  /** Leaves the form; its draft is kept. */
  leave() {
    clearInterval(this.#walk)
    clearTimeout(this.#checkLater)
    this.#loads.drop()
    this.#progresses.drop()
    void this.keep()
  }

  set(changes: Partial<Draft>) {
    if (this.busy || !this.loaded) return
    this.draft = { ...this.draft, ...changes } as Draft
    this.outcome = null
    this.#unkept = true
    clearTimeout(this.#checkLater)
    this.#checkLater = setTimeout(() => void this.#ask(), checkAfter)
    clearTimeout(this.#keepLater)
    this.#keepLater = setTimeout(() => void this.keep(), keepAfter)
  }

  /** Records that a person left a number or date field, and cleans what was typed there. */
  async left(field: Field, name: Typed, read?: (text: string) => string): Promise<void> {
    if (this.draft[name] === '') return
    this.touch(field)
    await this.#clean(name, read)
  }

  /** Cleans a field: no invisible marks, and plain digits, hyphens and spaces. */
  async #clean(name: Typed, read: (text: string) => string = (text) => text): Promise<void> {
    const was = this.draft[name]
    try {
      const now = read(await this.api.clean(was))
      if (now !== was && this.draft[name] === was) this.set({ [name]: now })
    } catch {
      // it is checked as it stands
    }
  }

  /** Records that a person left a field. */
  touch(field: Field) {
    if (!this.#touched.includes(field)) this.#touched = [...this.#touched, field]
  }

  /** What to correct in a field, once it may be shown. */
  mistake(field: Field): string {
    if (!this.tried && !this.#touched.includes(field)) return ''
    return this.check?.mistakes.find((mistake) => mistake.field === field)?.text ?? ''
  }

  /** Reports whether nothing has been entered. */
  get empty(): boolean {
    return same(this.draft, this.#first)
  }

  /** Reports whether the last check found no mistake and no conflict. */
  get ready(): boolean {
    return this.check?.level === Level.Allowed && this.check.mistakes.length === 0
  }

  /** Reports whether the check shown is about an older draft. */
  get checking(): boolean {
    return this.#checked !== this.draft
  }

  get warnings(): Concern[] {
    return this.check?.concerns.filter(({ level }) => level === Level.Warned) ?? []
  }

  hasRead(id: string): boolean {
    return this.#read.includes(id)
  }

  read(id: string, yes: boolean) {
    this.#read = yes ? [...this.#read, id] : this.#read.filter((other) => other !== id)
  }

  /** Why the button is off; null: it is not, although there may be mistakes. */
  get stop(): Stop | null {
    if (this.sent) return 'sent'
    if (this.check === null || this.problem !== null) return 'unchecked'
    if (this.check.level !== Level.Allowed && this.check.level !== Level.Warned) return 'blocked'
    const field = awaited[this.kind]
    if (field !== undefined && this.#awaits(field)) return field
    return this.warnings.some(({ id }) => !this.hasRead(id)) ? 'unread' : null
  }

  // The number that is typed again has to be right, not only there.
  #awaits(field: Field): boolean {
    const wrong = this.check?.mistakes.some((mistake) => mistake.field === field) ?? false
    return wrong && (field === Field.TypedNumber || !holds(this.draft, field))
  }

  /** What was typed has become an order, or may have: the form is empty and nothing is sent until it is begun anew. */
  get sent(): boolean {
    return this.outcome?.came === 'placed' || this.outcome?.came === 'unsure'
  }

  get #found(): boolean {
    return this.outcome?.came === 'blocked'
  }

  /** Checks again with what is known now, and reads the progress of the placed order. */
  again() {
    if (!this.loaded || this.busy) return
    void this.#ask()
    this.#follow()
  }

  #follow() {
    if (this.outcome?.came !== 'placed' || this.outcome.orderId === '') return
    const { orderId } = this.outcome
    // If it cannot be read, what was read before stays.
    void this.#progresses.ask(() => this.api.orderProgress(orderId), (progress) => (this.progress = progress), () => undefined)
  }

  /** Keeps the draft now, and after whatever is being kept. */
  keep(): Promise<void> {
    clearTimeout(this.#keepLater)
    if (!this.#unkept) return this.#keeping
    this.#unkept = false
    const draft = keepable(this.draft)
    this.#keeping = this.#keeping
      .then(async () => (same(draft, this.#first) ? this.api.dropDraft(draft).then(() => '') : this.api.keepDraft(draft)))
      .then(
        (at) => {
          const first = (this.keptAt === '') !== (at === '')
          this.keptAt = at
          this.notKept = null
          if (first) this.changed()
        },
        (reason) => {
          this.#unkept = true
          this.notKept = reason as Problem
        },
      )
    return this.#keeping
  }

  /** Forgets what was typed, here and on the disk. */
  drop(): Promise<void> {
    if (this.busy) return this.#keeping
    this.begin()
    this.#unkept = true
    return this.keep()
  }

  /** After a refusal: shows the form as it was typed, to be changed and placed again. */
  resume() {
    if (!this.sent) this.outcome = null
  }

  /** An empty form. */
  begin() {
    this.draft = this.#first
    this.outcome = null
    this.progress = null
    this.tried = false
    this.#touched = []
    this.#read = []
    this.#unkept = false
    clearTimeout(this.#checkLater)
    clearTimeout(this.#keepLater)
    void this.#ask()
  }

  /** Places it. While it is being sent, pressing again changes nothing. */
  async place(): Promise<void> {
    if (this.busy || this.sent || !this.loaded) return
    this.busy = true // before the first await
    this.tried = true
    this.outcome = null
    try {
      if (await this.#ready()) this.#take(await this.#send())
    } catch (reason) {
      this.outcome = { came: 'failed', problem: reason as Problem }
    }
    this.busy = false
    this.changed()
    // The conflict just found in the portal stays shown until the next check.
    if (!this.#found) void this.#ask()
  }

  /** What is sent has been checked as it stands, and what cannot be undone has been seen. */
  async #ready(): Promise<boolean> {
    clearTimeout(this.#checkLater)
    if (this.checking || this.problem !== null) {
      const seen = graves(this.check)
      await this.#ask()
      if (!this.checking && graves(this.check) !== seen) {
        this.outcome = { came: 'changed' }
        return false
      }
    }
    return !this.checking && this.stop === null && this.check?.mistakes.length === 0
  }

  async #send(): Promise<Placing> {
    await this.keep()
    return this.api.place(
      this.draft,
      this.warnings.map(({ id }) => id).filter((id) => this.hasRead(id)),
    )
  }

  #take(placing: Placing) {
    const { blocked, state, orderId, asked, beside, mistakes, concerns } = placing
    const problem = placing.problem ?? null
    if (blocked) {
      if (this.check !== null) {
        const level = strictest(concerns, mistakes.length > 0 ? this.check.level : Level.Blocked)
        this.check = { ...this.check, mistakes, concerns, level } as DraftCheck
      }
      this.outcome = { came: 'blocked' }
    } else if (state === SubmissionState.Refused) this.outcome = { came: 'refused', problem }
    else if (state === SubmissionState.NotSent) this.outcome = { came: 'notSent', problem }
    else {
      // Whatever is neither of these may have reached the portal.
      this.begin()
      this.keptAt = ''
      this.outcome =
        state === SubmissionState.Placed ? { came: 'placed', orderId, asked, beside } : { came: 'unsure', orderId, problem }
      this.#follow()
    }
  }

  async #ask(): Promise<void> {
    const { draft } = this
    await this.#checks.ask(
      () => this.api.checkDraft(draft),
      (check) => {
        this.#checked = draft
        this.check = check
        this.problem = null
      },
      (problem) => {
        this.#checked = draft
        this.problem = problem
      },
    )
  }
}

function strictest(concerns: Concern[], otherwise: Level): Level {
  if (concerns.some(({ level }) => level !== Level.Warned && level !== Level.Allowed)) return Level.Blocked
  return concerns.some(({ level }) => level === Level.Warned) ? Level.Warned : otherwise
}
