// The look of the window. It is remembered on this computer, for every portal.
import type { Api } from '../api/api'
import type { Problem } from '../api/rows'

export class Look {
  /** every list has dense rows */
  dense = $state(false)

  constructor(
    private readonly api: Pick<Api, 'look' | 'keepLook'>,
    private readonly fault: (problem: Problem) => void,
  ) {
    api.look().then(({ dense }) => (this.dense = dense), fault)
  }

  setDense(dense: boolean) {
    this.dense = dense
    this.api.keepLook({ dense }).catch(this.fault)
  }
}
