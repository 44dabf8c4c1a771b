// What will happen when a draft is placed, in the mock: sentences as the program's own.
import { type Consequence, type Draft, Kind, type ServicePage, SIMType } from '../api/rows'

export function consequences(d: Draft, page: ServicePage | null): Consequence[] {
  const say = (text: string): Consequence => ({ text, grave: false })
  const warn = (text: string): Consequence => ({ text, grave: true })
  const port = [
    say(`${d.portNumber || 'The number'} moves here from ${d.losingProvider || 'the losing provider'}. That takes hours, not minutes.`),
    say('Wrong data leads to a rejection. Compare the number and the account number with the customer’s documents.'),
  ]
  switch (d.kind) {
    case Kind.SimSwap: {
      const was = page?.simType === SIMType.Esim ? 'E-SIM' : 'physical SIM'
      return [
        say(`${page?.number} is off the air for a short time.`),
        warn(`The current ${was}, ending ${page?.simNumber.slice(-4)}, stops working when the swap completes.`),
        ...(was === 'E-SIM' ? [warn('That E-SIM cannot be activated again; going back needs a new one.')] : []),
        ...(d.simType === SIMType.Esim
          ? [warn('The new E-SIM is issued once. Removed from the phone, it cannot be activated again.')]
          : []),
        say(`Only a SIM of platform ${page?.platform} works on this service.`),
        say('Wait for Complete before asking the customer to test.'),
      ]
    }
    case Kind.ChangePlan:
      return page?.platform === '2.0'
        ? [
            say(`${d.planName || 'The new plan'} takes effect on 27 November 2026. Until then the service stays on ${page.plan}.`),
            warn('Once placed, it cannot be undone: on platform 2.0 a plan change is irreversible.'),
          ]
        : [say(`${d.planName || 'The new plan'} takes effect as soon as the order is Complete, in place of ${page?.plan}.`)]
    case Kind.CancelService:
      return [
        warn(`${page?.number} is cancelled for good: no undo, no grace period.`),
        warn('If the customer keeps the number, a port-out to another provider must start first. Otherwise the number is lost.'),
        warn('An active travel pack stops at once, without a refund.'),
        say('Billing runs until the cancellation is Complete and then to the 27th, without a credit.'),
      ]
    case Kind.FeatureUpdate:
      return d.features.map((f) => say(`${f.name} changes from ${f.from ? 'On' : 'Off'} to ${f.to ? 'On' : 'Off'}.`))
    case Kind.TravelPack:
      return d.packName === '' ? [] : [say(`${d.packName} starts on ${d.startOn}.`), say('It costs AUD 35.00.')]
    case Kind.NumberPort:
      return port
    case Kind.Activation:
      return [
        say(`A new service on platform 2.0 is made for ${d.customer || 'the customer'}, on ${d.planName || 'the plan'}.`),
        say('It is billed from the 28th to the 27th. Plans change on the 27th only, pay-as-you-go roaming is disabled, and travel packs are ordered by SMS.'),
        say('Only a SIM of platform 2.0 works on it.'),
        ...(d.origin === 'ported' ? port : []),
      ]
    default:
      return [say(`The portal is asked to cancel ${d.orderId}. It decides whether that is still possible: until it shows as Cancelled, the order counts as open.`)]
  }
}
