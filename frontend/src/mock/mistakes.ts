// What is wrong with a draft, in the mock: the same fields as the program's rules, and few of its sentences.
import { Billing, type Draft, Field, Kind, type Mistake, NumberOrigin, type ServicePage, SIMType } from '../api/rows'

const digits = (text: string) => text.replaceAll(/[\s-]/g, '')

export function mistakes(d: Draft, page: ServicePage | null): Mistake[] {
  const all: Mistake[] = []
  const say = (field: Field, text: string) => all.push({ field, text })
  const filled = (field: Field, value: string, text: string) => {
    if (value.trim() === '') say(field, text)
  }
  const sim = () => {
    if ((d.simType as string) === '') say(Field.SimType, 'No SIM type is chosen. Choose Physical SIM or E-SIM.')
    if (d.simType !== SIMType.Physical) return
    const n = digits(d.simNumber)
    if (n === '') say(Field.SimNumber, 'The SIM number is missing. Type the 13 digits printed on the card.')
    else if (n === page?.numberPlain)
      say(Field.SimNumber, 'This looks like a phone number. The SIM number is printed on the card: type its 13 digits.')
    else if (n.length !== 13)
      say(
        Field.SimNumber,
        `This has ${n.length} digits; a SIM number has 13. Type all digits printed on the card, with the zeros in front.`,
      )
  }
  const port = () => {
    filled(Field.Number, d.portNumber, 'The number is missing. Enter the number to port.')
    filled(Field.LosingProvider, d.losingProvider, 'The losing provider is missing. Enter the provider that has the number now.')
    if ((d.billing as string) === '') say(Field.Billing, 'The current billing is missing. Choose prepaid or postpaid.')
    if (d.billing === Billing.Postpaid)
      filled(Field.AccountNumber, d.accountNumber, 'The account number is missing. Enter the customer’s account number at the losing provider.')
    if (d.billing === Billing.Prepaid)
      filled(Field.BornOn, d.bornOn, 'The date of birth is missing. Enter the customer’s date of birth, as the losing provider has it.')
    filled(Field.AuthorisedOn, d.authorisedOn, 'The authorisation date is missing. Enter the day on which the customer signed.')
  }
  if (d.kind === Kind.SimSwap) sim()
  if (d.kind === Kind.ChangePlan) filled(Field.Plan, d.planId, 'No plan is chosen. Choose the new plan.')
  if (d.kind === Kind.FeatureUpdate && d.features.length === 0)
    say(Field.Features, 'No feature is changed. Change at least one.')
  if (d.kind === Kind.TravelPack) {
    filled(Field.Pack, d.packId, 'No travel pack is chosen. Choose one.')
    filled(Field.StartOn, d.startOn, 'Choose the day on which the pack starts.')
  }
  if (d.kind === Kind.CancelService && digits(d.typedNumber) !== page?.numberPlain)
    say(
      Field.TypedNumber,
      d.typedNumber === ''
        ? `Type the number ${page?.number} again to cancel this service.`
        : `This is not the number of this service, which is ${page?.number}. Check that it is the right service, then type it again.`,
    )
  if (d.kind === Kind.NumberPort) port()
  if (d.kind === Kind.Activation) {
    filled(Field.Plan, d.planId, 'No plan is chosen. Choose a plan of platform 2.0.')
    sim()
    if (d.origin === NumberOrigin.Ported) port()
    else if (d.origin !== NumberOrigin.New)
      say(Field.Origin, 'The origin of the number is missing. Choose a new number, or port one from another provider.')
    filled(Field.Customer, d.customer, 'The customer is missing. Enter whose service this will be.')
  }
  return all
}
