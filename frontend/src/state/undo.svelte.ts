// What was decided a moment ago and can be taken back before it is sent. One at a time: the program holds it that long.
import type { Door } from '../door/door'
import type { DecisionRow, Problem } from './rows'

const shownFor = 10_000

export class Undo {
  /** what can be taken back, and when that was offered and ends, in this desk's clock */
  offered = $state.raw<{ requestId: string; decision: DecisionRow; from: number; until: number } | null>(null)
  /** it was taken back: said for a moment */
  undone = $state(false)

  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly door: Door,
    private readonly fault: (problem: Problem) => void,
  ) {}

  offer(requestId: string, decision: DecisionRow) {
    clearTimeout(this.#timer)
    const from = Date.now()
    const held = Date.parse(decision.holdUntil)
    const until = Number.isNaN(held) ? from + shownFor : Math.min(held, from + shownFor)
    this.undone = false
    this.offered = { requestId, decision, from, until }
    this.#timer = setTimeout(
      () => {
        this.offered = null
      },
      Math.max(0, until - from),
    )
  }

  async take(): Promise<void> {
    const { offered } = this
    if (offered === null) return
    clearTimeout(this.#timer)
    this.offered = null
    try {
      await this.door.withdrawDecision(offered.decision.key)
      this.undone = true
      this.#timer = setTimeout(() => {
        this.undone = false
      }, 2500)
    } catch (reason) {
      this.fault(reason as Problem)
    }
  }
}
