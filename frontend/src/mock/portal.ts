// What Settings says of a portal, in the mock: ?portal=ideal (all works), weak (nothing does), new (nothing known yet);
// ?failures=none; ?address=long.
import { Ability, type AbilityRow, Code, type FailureRow, Need, type NeedRow, type PortalPage, Reason, Way } from '../api/rows'

const minute = 60_000
const hour = 60 * minute

const all = [
  Ability.PagesByOffset,
  Ability.PagesOtherwise,
  Ability.CountsMatches,
  Ability.FilterByState,
  Ability.FilterByStates,
  Ability.NewestFirst,
  Ability.FilterByService,
  Ability.FilterByServiceOlder,
  Ability.SomeFields,
  Ability.Unchanged,
  Ability.MissingAsFailure,
  Ability.CancelsOrders,
]
const why: Partial<Record<Ability, Reason>> = {
  [Ability.FilterByService]: Reason.AnsweredNone,
  [Ability.FilterByServiceOlder]: Reason.RejectedIt,
  [Ability.SomeFields]: Reason.RejectedIt,
  [Ability.MissingAsFailure]: Reason.AnsweredRight,
  [Ability.CancelsOrders]: Reason.RejectedIt,
}

export class MockPortal {
  #foundAt: number

  constructor(
    private readonly wants: URLSearchParams,
    private readonly started: number,
  ) {
    this.#foundAt = started - 3 * hour
  }

  findOut() {
    this.#foundAt = Date.now()
  }

  page(services: number): PortalPage {
    const path = this.wants.get('address') === 'long' ? `/${'tenant-0123456789abcdef'.repeat(12)}` : ''
    const base = `https://portal.ironbark.example${path}/tmf-api`
    return {
      profile: 'Ironbark Mobile',
      serviceInventory: `${base}/serviceInventory/v4`,
      serviceOrdering: `${base}/serviceOrdering/v4`,
      usage: `${base}/usage/v4`,
      catalog: `${base}/productCatalogManagement/v4`,
      services,
      orders: services * 4,
      open: 13,
      needs: this.#needs(),
      abilities: all.map((ability) => this.#ability(ability)),
      askedSince: new Date(this.started - 12 * minute).toISOString(),
      asked: 412,
      askedKilobytes: 3140,
      sweepMinutes: this.#is('new') ? 0 : 4,
      failures: this.wants.get('failures') === 'none' ? [] : this.#failures(),
    }
  }

  #is(portal: string): boolean {
    return this.wants.get('portal') === portal
  }

  /** One that filters by state, takes cancellations and does nothing else, unless another one is wanted. */
  #ability(ability: Ability): AbilityRow {
    const row = { ability, known: false, works: false, reason: '' as Reason, at: '' }
    if (this.#is('new')) return row
    if (ability === Ability.FilterByServiceOlder && this.#is('ideal')) return row
    if (ability === Ability.PagesOtherwise && !this.#is('weak')) return row
    const usual = ability === Ability.PagesByOffset || ability === Ability.FilterByState || ability === Ability.CancelsOrders
    const good = this.#is('ideal') || (!this.#is('weak') && usual)
    if (!good && !this.#is('weak') && ability === Ability.FilterByStates) return row
    const works = good !== (ability === Ability.MissingAsFailure)
    const reason = good ? Reason.AnsweredRight : (why[ability] ?? Reason.AnsweredOther)
    return { ability, known: true, works, reason, at: new Date(this.#foundAt).toISOString() }
  }

  #needs(): NeedRow[] {
    const row = (need: Need, way: Way, requests: number, kilobytes: number) => ({ need, way, requests, kilobytes })
    return this.#is('ideal')
      ? [
          row(Need.Open, Way.OpenByStates, 120, 312),
          row(Need.Newest, Way.NewestHeads, 240, 1180),
          row(Need.One, Way.OneByFilter, 0, 0),
          row(Need.Services, Way.SweepServices, 96, 24_600),
          row(Need.Orders, Way.SweepHeadsOnly, 72, 6050),
        ]
      : [
          row(Need.Open, this.#is('weak') ? Way.OpenOneByOne : Way.OpenByState, 720, 3432),
          row(Need.Newest, Way.EndsWhole, 360, 28_600),
          row(Need.One, Way.OneByIDs, 0, 0),
          row(Need.Services, Way.SweepServices, 96, 24_600),
          row(Need.Orders, Way.SweepWhole, 120, 51_700),
        ]
  }

  #failures(): FailureRow[] {
    const at = (ago: number) => new Date(this.started - ago).toISOString()
    const unreachable = 'The portal cannot be reached from this computer. What was read before stays. Commsdesk tries again by itself.'
    return [
      { from: at(74 * hour), until: at(74 * hour), times: 1, code: Code.Busy, text: 'The portal asks for patience. Commsdesk asks more slowly for a while.' },
      { from: at(26 * hour), until: at(25 * hour + 12 * minute), times: 38, code: Code.Unreachable, text: unreachable },
      { from: at(55 * minute), until: at(41 * minute), times: 9, code: Code.Broken, text: 'The portal failed inside. What was read before stays. Commsdesk tries again by itself.' },
    ]
  }
}
