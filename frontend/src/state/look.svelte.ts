// How somebody wants the window to look. It is remembered on this computer, whatever portal is open.
import type { Api } from '../api/api'
import type { Problem } from '../api/rows'

export class Look {
  /** the rows of every list are low */
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
