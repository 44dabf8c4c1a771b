package telecom

import "time"

// port checks what the losing provider will be told. The service is nil where there is none yet.
func (m *mistakes) port(p *Port, s *Service, zone *time.Location, now time.Time) {
	if m.filled(FieldNumber, p.Number, "The number is missing. Type the number that the customer brings.") {
		n := len(dial(p.Number).digits)
		switch {
		case n < fewestDigits || n > mostDigits:
			m.add(FieldNumber, "This is no phone number. Type the number that the customer brings, such as 0491 570 156.")
		case s != nil && SameNumber(p.Number, s.Number):
			m.add(FieldNumber, "This service has this number already. Type the number that the customer brings.")
		}
	}
	m.filled(FieldLosingProvider, p.LosingProvider, "The losing provider is missing. Say which provider the number comes from.")
	today := today(now, zone)
	switch p.Billing {
	case Postpaid:
		m.filled(FieldAccountNumber, p.AccountNumber, "The account number is missing. Type the customer’s account number at the losing provider.")
		if p.BornOn != "" {
			m.add(FieldBornOn, "A postpaid number goes by its account number. Leave the date of birth empty.")
		}
	case Prepaid:
		if born, ok := m.day(FieldBornOn, p.BornOn, "The date of birth is missing. Type the customer’s, as the losing provider has it.", zone); ok && (born.After(today) || born.Year() < 1900) {
			m.add(FieldBornOn, "Nobody who is a customer was born on that day. Type the customer’s date of birth.")
		}
		if p.AccountNumber != "" {
			m.add(FieldAccountNumber, "A prepaid number goes by the date of birth. Leave the account number empty.")
		}
	default:
		m.add(FieldBilling, "It is not said how the customer pays there. Choose prepaid or postpaid.")
	}
	if signed, ok := m.day(FieldAuthorisedOn, p.AuthorisedOn, "The authorisation date is missing. Type the day on which the customer signed.", zone); ok {
		switch {
		case signed.After(today):
			m.add(FieldAuthorisedOn, "The authorisation is dated in the future. Type the day on which the customer signed.")
		case signed.AddDate(0, 0, AuthorisationDays).Before(today):
			m.add(FieldAuthorisedOn, "The authorisation is older than %d days and no longer valid. Ask the customer for a new one.", AuthorisationDays)
		}
	}
}
