// Something a person sends and waits for: busy until it is answered, and the reason when it was refused.
import type { Problem } from './rows'

export class Attempt {
  busy = $state(false)
  problem = $state.raw<Problem | null>(null)

  async run(call: () => Promise<void>): Promise<void> {
    if (this.busy) return
    this.busy = true
    this.problem = null
    try {
      await call()
    } catch (reason) {
      this.problem = reason as Problem
    }
    this.busy = false
  }
}
