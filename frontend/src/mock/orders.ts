// What can be ordered, and what became of it, without a program behind it: by what is open on the service, or as the
// address asks: ?guard=allowed|warned|blocked|stuck, ?answer=placed|refused|notSent|unsure|blocked|beside|throws,
// ?answerAfter=300 (milliseconds), ?offer=none, ?checks=fail. window.mockDesk.orders changes it while it runs.
import type { Api } from '../api/api'
import {
  type ActionRow,
  Code,
  type Concern,
  type Draft,
  type DraftCheck,
  Kind,
  Level,
  type Placing,
  type Problem,
  type PromiseRow,
  PromiseState,
  type ServicePage,
} from '../api/rows'
import { consequences } from './consequences'
import { mistakes } from './mistakes'
import { features, packs, plans } from './offer'

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))
const words: Partial<Record<Kind, string>> = { [Kind.SimSwap]: 'SIM swap', [Kind.NumberPort]: 'Number port', [Kind.ChangePlan]: 'Plan change' }

export class MockOrders {
  readonly placed: string[] = []
  readonly read: string[][] = []
  kept = 0
  guard: string
  answer: string
  checks: string
  placedAt: number[] = []
  #drafts = new Map<string, { draft: Draft; at: string }>()

  constructor(
    private readonly wants: URLSearchParams,
    private readonly service: (id: string) => ServicePage,
  ) {
    this.guard = wants.get('guard') ?? ''
    this.answer = wants.get('answer') ?? 'placed'
    this.checks = wants.get('checks') ?? ''
  }

  #key = (d: Draft) => [d.kind, d.serviceId, d.orderId].join('\n')
  #of = (serviceId: string) => (serviceId === '' ? null : this.service(serviceId))

  #concerns(d: Draft, page: ServicePage | null): Concern[] {
    const open = page?.events.filter((event) => event.open) ?? []
    const { guard } = this
    if (guard === 'allowed' || (guard === '' && open.length === 0)) return []
    const first = open[0]
    const orderId = first?.order.orderId ?? 'ORD00003927848'
    const kind = first?.order.kind ?? Kind.SimSwap
    const name = `${words[kind] ?? 'Feature update'} ${orderId}`
    const stuck = guard === 'stuck' || (guard === '' && first !== undefined && first.clock.stuckAt < new Date().toISOString())
    const blocks = guard === 'blocked' || guard === 'stuck' || (guard === '' && (kind === d.kind || d.kind === Kind.CancelService))
    const why = blocks
      ? 'A second one can delay or cancel the first and leave the service unusable. Wait until it is Complete.'
      : 'The two can interfere. If this can wait, wait until the first is Complete.'
    const past = stuck ? ' It is past the limit of 30 minutes: contact support and quote the Order ID before doing anything else.' : ''
    const one = {
      id: `${guard} ${orderId} ${stuck}`,
      level: blocks ? Level.Blocked : Level.Warned,
      orderId,
      serviceId: page?.id ?? '',
      stuck,
      text: `${name} has been In Progress for 47 minutes, at BPCN. ${why}${past}`,
    }
    if (guard !== 'two') return [one]
    return [one, { ...one, id: 'two 2', orderId: 'ORD00003920011', stuck: false, text: `Number port ORD00003920011 has been In Progress for 2 hours. ${why}` }]
  }

  #check(d: Draft): DraftCheck {
    const page = this.#of(d.serviceId)
    const concerns = this.#concerns(d, page)
    const will = consequences(d, page)
    return {
      mistakes: mistakes(d, page),
      level: concerns[0]?.level ?? Level.Allowed,
      concerns,
      consequences: will,
      irreversible: will.some(({ grave }) => grave),
      checkedAt: new Date(Date.now() - 12_000).toISOString(),
    } as unknown as DraftCheck
  }

  #actions(serviceId: string): ActionRow[] {
    const page = this.#of(serviceId)
    const kinds =
      page === null
        ? [Kind.Activation, Kind.NumberPort]
        : [Kind.SimSwap, Kind.ChangePlan, Kind.CancelService, Kind.FeatureUpdate, Kind.TravelPack, Kind.NumberPort]
    return kinds.map((kind) => {
      const draft = { kind, serviceId, orderId: '' } as Draft
      const concern = this.#concerns(draft, page)[0]
      return {
        kind,
        off: this.#off(kind, page),
        level: concern?.level ?? Level.Allowed,
        orderId: concern?.orderId ?? '',
        text: concern?.text ?? '',
        draftAt: this.#drafts.get(this.#key(draft))?.at ?? '',
      }
    })
  }

  #off(kind: Kind, page: ServicePage | null): string {
    if (this.wants.get('offer') === 'none' && (kind === Kind.ChangePlan || kind === Kind.Activation))
      return 'No plans are known: this profile has no catalog. Change the plan in the portal, or add a catalog to the profile.'
    if (kind === Kind.TravelPack && page?.platform === '2.0')
      return 'On platform 2.0 travel packs are ordered by SMS from the customer’s phone. Ask the customer to send the SMS.'
    if (kind === Kind.SimSwap && page?.state !== 'active')
      return `A SIM swap is only for an active service; the portal gives this one as “${page?.stateWord}”. Wait until it is active, or ask support.`
    return ''
  }

  async #place(d: Draft, read: string[]): Promise<Placing> {
    this.placed.push(d.kind)
    this.read.push(read)
    this.placedAt.push(Date.now())
    await wait(Number(this.wants.get('answerAfter') ?? 20))
    const problem = (code: Code, text: string, said = ''): Problem => ({ code, text, said })
    const answer = { blocked: false, state: '', orderId: '', problem: undefined, mistakes: [], concerns: [], beside: [] }
    const made = (fields: Partial<Placing>) => ({ ...answer, ...fields }) as unknown as Placing
    switch (this.answer) {
      case 'refused':
        return made({
          state: PromiseState.Refused,
          problem: problem(Code.Denied, 'The portal refused the order. Nothing was changed. Correct what it names, then place it again.', 'The SIM is already assigned to another service.'),
        })
      case 'notSent':
        return made({
          state: PromiseState.NotSent,
          problem: problem(Code.Unreachable, 'The portal could not be reached. Nothing was sent. Try again when it answers.'),
        })
      case 'unsure':
        this.#drafts.delete(this.#key(d))
        return made({
          state: PromiseState.Unsure,
          problem: problem(Code.Unreachable, 'The portal’s answer was lost. It is not known whether it has the order. Do not place it again: it is being looked up.'),
        })
      case 'blocked':
        this.guard = 'blocked'
        return made({ blocked: true, concerns: this.#concerns(d, this.#of(d.serviceId)) })
      case 'throws':
        throw problem(Code.Unreachable, 'The portal cannot be reached, so what is open cannot be read. Nothing was sent. Try again when it answers.')
      default:
        this.#drafts.delete(this.#key(d))
        return made({
          state: PromiseState.Placed,
          orderId: 'ORD00003927999',
          beside: this.answer === 'beside' ? [{ id: 'b', level: Level.Blocked, orderId: 'ORD00003920011', serviceId: d.serviceId, stuck: false, text: 'SIM swap ORD00003920011 was placed by Tom Ellery at the same moment. Ask support which of the two should go on.' }] : [],
        })
    }
  }

  readonly api: Pick<
    Api,
    'orders' | 'draft' | 'keepDraft' | 'dropDraft' | 'checkDraft' | 'place' | 'waiting' | 'resolve' | 'closeHere' | 'reopenHere'
  > = {
    orders: async (serviceId) => ({
      off: this.wants.get('keeps') === 'no' ? 'Nothing is kept on this computer, so no order can be placed from it.' : '',
      actions: this.#actions(serviceId),
      plans: this.wants.get('offer') === 'none' ? [] : plans(this.#of(serviceId)),
      packs,
      features: features(this.#of(serviceId)),
      offerReadAt: new Date().toISOString(),
      offerProblem: undefined,
      simDigits: 13,
      today: '2026-11-22',
    }) as never,
    draft: async (kind, serviceId, orderId) => {
      const draft = { kind, serviceId, orderId } as Draft
      return (this.#drafts.get(this.#key(draft)) ?? { draft, at: '' }) as never
    },
    keepDraft: async (draft) => {
      this.kept++
      const at = new Date().toISOString()
      this.#drafts.set(this.#key(draft), { draft, at })
      return at
    },
    dropDraft: async (draft) => {
      this.#drafts.delete(this.#key(draft))
    },
    checkDraft: async (draft) => {
      if (this.checks === 'fail')
        throw { code: Code.Damaged, text: 'What is kept on this computer could not be read. Nothing was sent. Start Commsdesk again.', said: '' }
      return this.#check(draft)
    },
    place: (draft, read) => this.#place(draft, read),
    waiting: async (): Promise<PromiseRow[]> => [],
    resolve: async () => undefined,
    closeHere: async () => undefined,
    reopenHere: async () => undefined,
  }
}
