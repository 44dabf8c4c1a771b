// What the simulated portal has on offer, in the mock: plans, travel packs and features.
import { type AllowanceRow, type FeatureRow, type PackCard, type PlanCard, type ServicePage, UsageKind } from '../api/rows'

const data = (amount: number): AllowanceRow => ({ kind: UsageKind.Data, amount: String(amount), unit: 'GB', unlimited: false })
const endless = (kind: UsageKind): AllowanceRow => ({ kind, amount: '', unit: '', unlimited: true })
const some = (kind: UsageKind, amount: string, unit: string): AllowanceRow => ({ kind, amount, unit, unlimited: false })

const plan = (name: string, price: string, gigabytes: number, more: Partial<PlanCard> = {}): PlanCard =>
  ({
    id: `plan-${name.toLowerCase().replaceAll(' ', '-')}`,
    name,
    price,
    currency: 'AUD',
    allowances: [data(gigabytes), endless(UsageKind.Voice), endless(UsageKind.Sms)],
    networkType: '5G',
    speedCap: '150 Mbps',
    inclusions: [],
    current: false,
    ...more,
  }) as PlanCard

const plans20 = [
  plan('Everyday 25', '28.00', 25),
  plan('Everyday 60', '38.00', 60),
  plan('Everyday 120', '52.00', 120, { speedCap: '250 Mbps', inclusions: ['International calls to 20 countries'] }),
  plan('Business 80', '45.00', 80, { inclusions: ['Static IP address', 'Data shared between services'] }),
  plan('Business 200', '75.50', 200, { speedCap: '', inclusions: ['Static IP address', 'Data shared between services', 'Roaming in 12 countries'] }),
  plan('Data SIM 80', '33.00', 80, { allowances: [data(80)] }),
]
const plans10 = [
  plan('Classic 12', '20.00', 12, { networkType: '4G', allowances: [data(12), some(UsageKind.Voice, '300', 'min'), some(UsageKind.Sms, '500', 'SMS')] }),
  plan('Classic 30', '30.00', 30, { networkType: '4G' }),
  plan('Classic 70', '45.00', 70, { networkType: '4G' }),
]

export function plans(page: ServicePage | null): PlanCard[] {
  const all = page?.platform === '1.0' ? plans10 : plans20
  return all.map((card) => ({ ...card, current: card.name === page?.plan }))
}

const pack = (name: string, price: string, days: number, where: string, gigabytes: number): PackCard =>
  ({ id: `pack-${days}-${where.toLowerCase()}`, name, price, currency: 'AUD', days, where, allowances: [data(gigabytes)] }) as PackCard

export const packs: PackCard[] = [
  pack('Asia 7 days', '20.00', 7, 'Asia', 4),
  pack('Asia 14 days', '35.00', 14, 'Asia', 10),
  pack('Europe 14 days', '40.00', 14, 'Europe', 10),
  pack('World 30 days', '70.00', 30, '72 countries', 20),
]

export const features = (page: ServicePage | null): FeatureRow[] =>
  page === null ? [] : [...page.features, { name: 'Voice over Wi-Fi', on: false } as FeatureRow]
