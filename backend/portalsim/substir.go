package portalsim

import (
	"math/rand/v2"
	"strings"
)

// betweenStirs is how long it takes on average, in milliseconds, until somebody
// does something with some request: whoever watches sees it live and can still
// follow. Staff do not grow with the number of requests.
const betweenStirs = 24_000

func (b *subscriptions) scheduleStir() {
	b.nextStir += max(1, int64(betweenStirs/b.speed*(0.6+0.8*b.chance.Float64())))
}

// subDeed is something that people do with a request.
type subDeed struct {
	weight int
	from   string // the status it needs; empty: it needs no request
	do     func(b *subscriptions, s *subscription)
}

// becomes is a deed of staff that changes the status.
func becomes(to string, why ...string) func(*subscriptions, *subscription) {
	return func(b *subscriptions, s *subscription) {
		said := ""
		if len(why) > 0 {
			said = why[b.chance.IntN(len(why))]
		}
		b.move(s, to, b.somebody(), said)
	}
}

// byCustomer is a deed of the one who initiated the request.
func byCustomer(to string) func(*subscriptions, *subscription) {
	return func(b *subscriptions, s *subscription) { b.move(s, to, s.by.name, "") }
}

var subDenials = []string{
	"creditCheck: the credit check was not passed", "incompleteDetails: there is no delivery address", "notAvailable: there is no coverage at the site",
	"duplicateRequest: the same was asked for a week ago",
}

var subWishes = []string{
	"We have chosen another provider.", "The site is not opened after all.", "We asked for it twice by mistake.", "The price is higher than we were told.",
}

var subDeeds = []subDeed{
	{18, "", func(b *subscriptions, _ *subscription) { b.submit() }},
	{3, "", func(b *subscriptions, _ *subscription) { b.draft() }},
	{4, subDraft, byCustomer(subReceived)},
	{17, subReceived, becomes(subGenerating)},
	{4, subReceived, becomes(subDenied, subDenials...)},
	{17, subGenerating, becomes(subReady)},
	{4, subGenerating, func(b *subscriptions, s *subscription) { s.redraft(b.now) }},
	{4, subReady, becomes(subGenerating, "The customer wants another term.", "The price of the package has changed.")},
	{13, subReady, byCustomer(subSigned)},
	{12, subSigned, becomes(subProvisioning)},
	{4, subFailed, becomes(subProvisioning, "The cause is removed.")},
	{2, subReceived, wishes},
	{2, subGenerating, wishes},
	{2, subSigned, wishes},
	{1, subActive, wishes},
	{1, subActive, becomes(subPendingCancel, "customerAsked: the customer gave notice")},
	{1, subActive, func(b *subscriptions, s *subscription) {
		b.move(s, subExpired, provisioner, "The term of the contract is over.")
	}},
}

func wishes(b *subscriptions, s *subscription) {
	s.ask(b.now, subWishes[b.chance.IntN(len(subWishes))])
}

// pressing is how likely a deed is now: staff turn to what piles up and leave
// what is scarce, so that no status empties or overflows over the days.
func (b *subscriptions) pressing(d subDeed) int {
	if d.from == "" {
		return 100 * d.weight
	}
	now, usual := len(b.shelves[d.from]), b.usual[d.from]
	return d.weight * max(10, min(100*(now+1)/(usual+1), 400))
}

// stir lets somebody do something, if there is a request that needs it. Most
// wishes to cancel are left to whoever reviews the requests, but now and then
// the customer withdraws one, or a colleague grants it.
func (b *subscriptions) stir() {
	total := 0
	for _, d := range subDeeds {
		total += b.pressing(d)
	}
	n := b.chance.IntN(total)
	for _, d := range subDeeds {
		if n -= b.pressing(d); n >= 0 {
			continue
		}
		if d.from == "" {
			d.do(b, nil)
			return
		}
		shelf := b.shelves[d.from]
		if len(shelf) == 0 {
			return
		}
		switch s := shelf[b.chance.IntN(len(shelf))]; {
		case s.asked == nil:
			d.do(b, s)
		case b.chance.IntN(3) == 0:
			s.withdraw()
		case b.chance.IntN(2) == 0:
			b.move(s, s.steps()[0].to, b.somebody(), "customerAsked: "+s.asked.why)
		}
		return
	}
}

// somebody is one of the staff.
func (b *subscriptions) somebody() string { return staff[b.chance.IntN(len(staff))].name }

// submit lets a customer submit a new request now.
func (b *subscriptions) submit() *subscription {
	s := b.draft()
	b.move(s, subReceived, s.by.name, "")
	return s
}

// draft lets a customer begin a request that is not submitted yet.
func (b *subscriptions) draft() *subscription {
	s := b.begin(b.chance, b.now)
	b.add(s)
	return s
}

// begin makes a draft of somebody's. Firms subscribe more often than people.
func (b *subscriptions) begin(r *rand.Rand, at int64) *subscription {
	one := b.services[r.IntN(len(b.services))]
	for range 3 {
		if !one.customer.firm {
			one = b.services[r.IntN(len(b.services))]
		}
	}
	s := &subscription{serial: len(b.all), ordered: at, status: subDraft, version: 1, service: one, by: contact{name: one.customer.name}}
	domain := "example.com"
	if one.customer.firm {
		s.by.name = givenNames[r.IntN(len(givenNames))] + " " + familyNames[r.IntN(len(familyNames))]
		domain = spelled(one.customer.name, "-") + ".example"
	}
	s.by.mail = spelled(s.by.name, ".") + "@" + domain
	return s
}

// spelled writes a name as addresses do.
func spelled(name, between string) string {
	var words []string
	for _, word := range strings.Fields(strings.ReplaceAll(strings.ToLower(name), "é", "e")) {
		word = strings.Map(func(c rune) rune {
			if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
				return c
			}
			return -1
		}, word)
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, between)
}
