// What services have used, without a program behind it. The address says which shape it has, such as ?usage=over.
import type { Api } from '../api/api'
import { Code, type Problem, UsageKind, type UsagePage, type UsageRow } from '../api/rows'

const minute = 60_000
const day = 24 * 60 * minute
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))
const date = (at: number) => new Date(at).toISOString().slice(0, 10)

export class MockUsage {
  readonly asked: string[] = []
  fail: boolean
  slow = 0
  #readAt: number
  readonly #shape: string

  constructor(wants: URLSearchParams) {
    this.#shape = wants.get('usage') ?? 'usual'
    this.fail = wants.has('usageFails')
    const old: Record<string, number> = { old: 8 * minute, never: 0 }
    this.#readAt = this.#shape === 'never' ? 0 : Date.now() - (old[this.#shape] ?? 12_000)
  }

  #row(kind: UsageKind, used: string, allowance: string, unit: string, fields: Partial<UsageRow> = {}): UsageRow {
    return {
      kind,
      used,
      allowance,
      unlimited: false,
      unit,
      thousandth: allowance === '' ? -1 : Math.floor((Number(used) / Number(allowance)) * 1000),
      from: date(Date.now() - 25 * day),
      to: date(Date.now() + 5 * day),
      measuredAt: new Date(Date.now() - 4 * 60 * minute).toISOString(),
      ...fields,
    }
  }

  #rows(): UsageRow[] {
    const data = this.#row(UsageKind.Data, '39.6', '60', 'GB')
    const voice = this.#row(UsageKind.Voice, '218', '', 'min', { unlimited: true })
    const sms = this.#row(UsageKind.Sms, '94', '200', 'SMS')
    switch (this.#shape) {
      case 'empty':
        return []
      case 'over':
        return [this.#row(UsageKind.Data, '66.25', '60', 'GB'), this.#row(UsageKind.Voice, '1240', '600', 'min'), sms]
      case 'several':
        return [
          data,
          this.#row(UsageKind.Data, '0.8', '5', 'GB', { from: '2026-11-02', to: '2026-12-01' }),
          voice,
          this.#row(UsageKind.Voice, '4', '', 'min', { from: '', to: '', measuredAt: '' }),
          sms,
        ]
      case 'bare':
        return [data, voice, sms].map((row) => ({
          ...row,
          allowance: '',
          thousandth: -1,
          unlimited: false,
          from: '',
          to: '',
          measuredAt: '',
        }))
      default:
        return [data, voice, sms]
    }
  }

  #page(): UsagePage {
    if (this.#shape === 'off')
      return {
        off: 'This profile has no address for usage. Look in the portal, or have the address of its usage (TMF635) written into the profile.',
        readAt: '',
        rows: [],
      }
    if (this.#readAt === 0) return { off: '', readAt: '', rows: [] }
    return { off: '', readAt: new Date(this.#readAt).toISOString(), rows: this.#rows() }
  }

  readonly api: Pick<Api, 'usage' | 'refreshUsage'> = {
    usage: async () => this.#page(),
    refreshUsage: async (id) => {
      this.asked.push(id)
      await wait(this.slow || 150)
      if (this.fail) {
        const why: Problem = {
          code: Code.Broken,
          text: 'The portal failed. Nothing new was read. What was read before stays.',
          said: 'usage: internal error',
        }
        throw why
      }
      this.#readAt = Date.now()
    },
  }
}
