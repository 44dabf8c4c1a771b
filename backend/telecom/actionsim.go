package telecom

// sim checks which SIM a draft asks for. The service is nil where there is none yet.
func (m *mistakes) sim(d *Draft, s *Service, rules ActionRules) {
	switch d.SIMType {
	case SIMPhysical:
		m.card(d, s, rules.SIMDigits)
	case SIMEmbedded:
		if untyped(d.SIMNumber) != "" {
			m.add(FieldSIMNumber, "An E-SIM has no number to type. Leave this empty, or choose Physical SIM.")
		}
	default:
		m.add(FieldSIMType, "No SIM type is chosen. Choose Physical SIM or E-SIM.")
	}
}

func (m *mistakes) card(d *Draft, s *Service, want int) {
	digits := d.SIMToSend()
	switch {
	case digits == "":
		m.add(FieldSIMNumber, "The SIM number is missing. Type the %d digits printed on the card.", want)
	case isPhone(d, s, want):
		m.add(FieldSIMNumber, "This looks like a phone number. The SIM number is printed on the card: type its %d digits.", want)
	case !onlyDigits(digits):
		m.add(FieldSIMNumber, "A SIM number has only digits. Type the %d digits printed on the card.", want)
	case len(digits) != want:
		m.add(FieldSIMNumber, "This has %s; a SIM number has %d. Type all digits printed on the card, with the zeros in front.", counted(len(digits), "digit"), want)
	case s != nil && digits == untyped(s.SIM.Number):
		m.add(FieldSIMNumber, "This SIM is in the service already. Type the number of the new card.")
	}
}

// isPhone says whether a phone number was typed where a SIM number belongs. One with as many digits as a SIM number
// is a phone number only if it says so, or is the number of this very service or port.
func isPhone(d *Draft, s *Service, want int) bool {
	phone := dial(d.SIMNumber)
	n := len(phone.digits)
	switch {
	case n < fewestDigits || n > mostDigits:
		return false
	case untyped(d.SIMNumber)[0] == '+':
		return true
	case s != nil && SameNumber(s.Number, d.SIMNumber), SameNumber(d.number(), d.SIMNumber):
		return true
	}
	typed := len(untyped(d.SIMNumber))
	return typed != want && typed >= 9 && typed <= 12
}
