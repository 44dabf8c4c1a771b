// What can be ordered, and what became of it, without a program behind it: canned, by what the address asks for.
import type { Door } from '../door'
import { Level } from '../rows'

export class MemoryOrders {
  readonly placed: string[] = []

  constructor(private readonly wants: URLSearchParams) {}

  readonly door: Pick<
    Door,
    'orders' | 'draft' | 'keepDraft' | 'dropDraft' | 'checkDraft' | 'place'
  > = {
    orders: async () => ({
      off: this.wants.get('keeps') === 'no' ? 'Nothing is kept on this computer, so no order can be placed from it.' : '',
      actions: [],
      plans: [],
      packs: [],
      features: [],
      offerReadAt: '',
      offerProblem: undefined,
      simDigits: 13,
      today: '2026-11-22',
    }),
    draft: async (kind, serviceId, orderId) => ({ draft: { kind, serviceId, orderId } as never, at: '' }),
    keepDraft: async () => new Date().toISOString(),
    dropDraft: async () => undefined,
    checkDraft: async () => ({
      mistakes: [],
      level: Level.Allowed,
      concerns: [],
      consequences: [],
      irreversible: false,
      checkedAt: new Date().toISOString(),
    }),
    place: async () => {
      throw new Error('not yet')
    },
  }
}
