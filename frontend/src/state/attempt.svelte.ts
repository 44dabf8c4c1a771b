// Something a person sends and waits for: busy until it is answered, and the reason when it was refused.
import type { Problem } from '../api/rows'

export class Attempt {
  busy = $state(false)
  problem = $state.raw<Problem | null>(null)

  /** Whether it was done. It was not if it was refused, nor if what was sent before is not answered yet. */
  async run(call: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.problem = null
    try {
      await call()
    } catch (reason) {
      this.problem = reason as Problem
    }
    this.busy = false
    return this.problem === null
  }
}
