// What Settings says of the portal, and asking it again what it can do.
import type { Api } from '../api/api'
import { Attempt, Reading } from './ask.svelte'
import { Capability, type PortalPage } from '../api/rows'

export class Portal extends Reading<PortalPage> {
  readonly asking = new Attempt()
  /** when the portal was asked again what it can do, until the first answer is here; else empty */
  asked = $state('')

  #before = '' // the newest finding when it was asked

  constructor(private readonly api: Api) {
    super(() => api.portal())
  }

  override async show(): Promise<void> {
    this.asking.problem = null
    await super.show()
  }

  protected override take(page: PortalPage) {
    super.take(page)
    if (this.asked !== '' && newest(page) !== this.#before) this.asked = ''
  }

  async findOutAgain(): Promise<void> {
    const { page } = this
    if (page === null || this.asking.busy) return
    await this.asking.run(async () => {
      await this.api.findOutAgain()
      this.#before = newest(page)
      this.asked = new Date().toISOString()
    })
    await this.again()
  }
}

/** When something was found out on purpose last. That an answer is as it was is met by the way, at any time. */
const newest = (page: PortalPage): string =>
  page.capabilities.reduce((last, { capability, at }) => (capability !== Capability.Unchanged && at > last ? at : last), '')
