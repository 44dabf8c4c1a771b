// A decision taken a moment ago that can be undone before it is sent, one at a time.
import type { Api } from '../api/api'
import type { DecisionRow, NewDecision, Problem } from '../api/rows'

const shownFor = 10_000

export class Undo {
  /** what can be taken back, and when that was offered and ends, in this desk's clock */
  offered = $state.raw<{
    requestId: string
    decision: DecisionRow
    /** what waited before it was changed to this one, and is put back; null: nothing waited, and it is withdrawn */
    before: NewDecision | null
    from: number
    until: number
  } | null>(null)
  /** it was taken back, or what waited before was put back: said for a moment */
  undone = $state<'' | 'withdrawn' | 'putBack'>('')

  #offering: ReturnType<typeof setTimeout> | undefined
  #saying: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly api: Api,
    private readonly fault: (problem: Problem) => void,
  ) {}

  offer(requestId: string, decision: DecisionRow, before: NewDecision | null = null) {
    clearTimeout(this.#offering)
    clearTimeout(this.#saying)
    const from = Date.now()
    const held = Date.parse(decision.holdUntil)
    const until = Number.isNaN(held) ? from + shownFor : Math.min(held, from + shownFor)
    this.undone = ''
    this.offered = { requestId, decision, before, from, until }
    this.#offering = setTimeout(() => (this.offered = null), Math.max(0, until - from))
  }

  /** A decision no longer waits: there is nothing left to undo. */
  forget(key: string) {
    if (this.offered?.decision.key !== key) return
    clearTimeout(this.#offering)
    this.offered = null
  }

  async take(): Promise<void> {
    const { offered } = this
    if (offered === null) return
    const { key } = offered.decision
    this.forget(key)
    try {
      if (offered.before === null) await this.api.withdrawDecision(key)
      else await this.api.changeDecision(key, offered.before)
      this.undone = offered.before === null ? 'withdrawn' : 'putBack'
      clearTimeout(this.#saying)
      this.#saying = setTimeout(() => (this.undone = ''), 2500)
    } catch (reason) {
      const problem = reason as Problem
      this.fault({ ...problem, text: `${offered.requestId}: ${problem.text}` })
    }
  }
}
