package portalsim

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// requestBook is every subscription request there is. Its chances are its own, so that services and orders come out the
// same with it and without.
type requestBook struct {
	schedule[*request] // of provisioning, and of what people do

	seed       uint64
	speed      float64
	all        []*request            // in order of insertion; orderDate never falls along it
	byStatus   map[string][]*request // in no order
	rand       *rand.Rand
	usualCount map[string]int // how many there are in a status when all is as usual
	services   []*service     // whose customers submit requests
}

// mostRequests keeps the numbers in the ids at six digits.
const mostRequests = 500_000

// newRequestBook builds the requests of a world: their past, and what is open now.
func newRequestBook(c Config, w *world) *requestBook {
	b := &requestBook{
		schedule: schedule[*request]{now: w.now, next: math.MaxInt64},
		seed:     c.Seed, speed: c.Speed, byStatus: map[string][]*request{}, rand: rand.New(rand.NewPCG(c.Seed, 3)), services: w.services,
	}
	b.makePast(c.Requests)
	b.usualCount = map[string]int{}
	for status, some := range b.byStatus {
		b.usualCount[status] = len(some)
	}
	if c.Requests > 0 && !c.StillRequests {
		b.next = b.now
		b.scheduleActivity()
	}
	return b
}

// find returns the request with an id, or nil.
func (b *requestBook) find(id string) *request {
	digits, ok := strings.CutPrefix(id, "SR-")
	return b.numbered(digits, ok)
}

// withProduct returns the request that made a product, or nil.
func (b *requestBook) withProduct(id string) *request {
	digits, ok := strings.CutPrefix(id, "PRD-")
	if s := b.numbered(digits, ok); s != nil && s.hasProduct() {
		return s
	}
	return nil
}

func (b *requestBook) numbered(digits string, ok bool) *request {
	n, err := strconv.Atoi(digits)
	if n -= firstRequest; !ok || err != nil || n < 0 || n >= len(b.all) || strconv.Itoa(n+firstRequest) != digits {
		return nil
	}
	return b.all[n]
}

// products returns the requests that have a product.
func (b *requestBook) products() []*request {
	var all []*request
	for _, s := range b.all {
		if s.hasProduct() {
			all = append(all, s)
		}
	}
	return all
}

// insert puts a request into the book.
func (b *requestBook) insert(s *request) {
	b.all = append(b.all, s)
	b.file(s)
}

func (b *requestBook) file(s *request) {
	s.index = len(b.byStatus[s.status])
	b.byStatus[s.status] = append(b.byStatus[s.status], s)
}

// move sets a status now and lets the request go on from there.
func (b *requestBook) move(s *request, to, by, why string) {
	others := b.byStatus[s.status]
	last := others[len(others)-1]
	others[s.index], last.index = last, s.index
	b.byStatus[s.status] = others[:len(others)-1]
	s.setStatus(to, b.now, by, why)
	b.file(s)
	b.startWork(s)
}

// set is move, but a status that the request has already is only noted as a decision.
func (b *requestBook) set(s *request, to, by, why string) {
	if to == s.status {
		s.keepStatus(b.now, by, why)
		return
	}
	b.move(s, to, by, why)
}

// randomOf returns what is random about a request at its present version, whatever happens to the others.
func (b *requestBook) randomOf(s *request) *rand.Rand {
	return rand.New(rand.NewPCG(b.seed, 1<<50+uint64(s.serial)<<20+uint64(s.version)))
}

// advance moves all requests to a moment, as the world's own does.
func (b *requestBook) advance(to int64) {
	b.schedule.advance(to, func(d due[*request]) {
		if d.of.due == d.at { // else it was given another status meanwhile
			b.now = d.at
			b.finishWork(d.of)
		}
	}, func() {
		b.act()
		b.scheduleActivity()
	})
}

// provisioner is the name behind changes that no person makes.
const provisioner = "Provisioning"

// requestTakes is how long the machinery works in a status, at life's speed. In any other a request waits for somebody.
var requestTakes = map[string][2]time.Duration{
	requestProvisioning:     {40 * time.Second, 150 * time.Second},
	requestValidating:       {20 * time.Second, 60 * time.Second},
	requestActivating:       {30 * time.Second, 90 * time.Second},
	requestActivationFailed: {5 * time.Minute, 15 * time.Minute},
	requestPendingCancel:    {time.Minute, 3 * time.Minute},
	requestDecommissioning:  {2 * time.Minute, 6 * time.Minute},
}

// startWork says when the machinery will have done with a request.
func (b *requestBook) startWork(s *request) {
	s.due = 0
	if takes, works := requestTakes[s.status]; works {
		d := takes[0] + time.Duration(b.randomOf(s).Int64N(int64(takes[1]-takes[0])))
		b.wakeAt(s, b.now+max(1, int64(float64(d.Milliseconds())/b.speed)))
	}
}

func (b *requestBook) wakeAt(s *request, at int64) {
	s.due = at
	b.add(at, s.serial, s)
}

var provisioningProblems = []string{
	"The losing provider does not know the account number.", "The carrier has no free numbers in the range.",
	"The SIMs are not in stock.", "The carrier's order system did not answer.",
}

// finishWork lets the machinery come to its result.
func (b *requestBook) finishWork(s *request) {
	r := b.randomOf(s)
	r.Int64() // the first said when
	to, why := b.result(s, r)
	b.move(s, to, provisioner, why)
}

func (b *requestBook) result(s *request, r *rand.Rand) (to, why string) {
	fails := 18
	if s.changedTo(requestFailed) != 0 {
		fails = 45 // what went wrong once is still there more often than not
	}
	n := r.IntN(100)
	switch s.status {
	case requestProvisioning:
		switch {
		case n < fails:
			return requestFailed, provisioningProblems[r.IntN(len(provisioningProblems))]
		case n < fails+20:
			return requestValidating, ""
		}
		return requestActivating, ""
	case requestValidating:
		if n < 10 {
			return requestFailed, provisioningProblems[r.IntN(len(provisioningProblems))]
		}
		return requestActivating, ""
	case requestActivating:
		if n < 8 {
			return requestActivationFailed, "The network did not accept the activation. It is tried again."
		}
		return requestActive, ""
	case requestActivationFailed:
		return requestActivating, ""
	case requestPendingCancel:
		if s.activeSince != 0 {
			return requestDecommissioning, ""
		}
	}
	return requestCanceled, ""
}

// betweenActivities is how long it takes on average, in milliseconds, until somebody does something with some request:
// somebody who watches sees it live and can still follow. Staff do not grow with the number of requests.
const betweenActivities = 24_000

func (b *requestBook) scheduleActivity() {
	b.next += max(1, int64(betweenActivities/b.speed*(0.6+0.8*b.rand.Float64())))
}

// activity is something that people do with a request.
type activity struct {
	weight int
	from   string // the status it needs; empty: it needs no request
	do     func(b *requestBook, s *request)
}

// staffSets returns an activity of staff that changes the status.
func staffSets(to string, why ...string) func(*requestBook, *request) {
	return func(b *requestBook, s *request) {
		said := ""
		if len(why) > 0 {
			said = why[b.rand.IntN(len(why))]
		}
		b.move(s, to, b.somebody(), said)
	}
}

// customerSets returns an activity of the customer who initiated the request.
func customerSets(to string) func(*requestBook, *request) {
	return func(b *requestBook, s *request) { b.move(s, to, s.by.name, "") }
}

var denials = []string{
	"creditCheck: the credit check was not passed", "incompleteDetails: there is no delivery address",
	"notAvailable: there is no coverage at the site",
	"duplicateRequest: the same was asked for a week ago",
}

var cancelReasons = []string{
	"We have chosen another provider.", "The site is not opened after all.", "We asked for it twice by mistake.",
	"The price is higher than we were told.",
}

var activities = []activity{
	{18, "", func(b *requestBook, _ *request) { b.submit() }},
	{3, "", func(b *requestBook, _ *request) { b.draft() }},
	{4, requestDraft, customerSets(requestReceived)},
	{17, requestReceived, staffSets(requestGenerating)},
	{4, requestReceived, staffSets(requestDenied, denials...)},
	{17, requestGenerating, staffSets(requestReady)},
	{4, requestGenerating, func(b *requestBook, s *request) { s.redraft(b.now) }},
	{4, requestReady, staffSets(requestGenerating, "The customer wants another term.", "The price of the package has changed.")},
	{13, requestReady, customerSets(requestSigned)},
	{12, requestSigned, staffSets(requestProvisioning)},
	{4, requestFailed, staffSets(requestProvisioning, "The cause is removed.")},
	{2, requestReceived, askToCancel},
	{2, requestGenerating, askToCancel},
	{2, requestSigned, askToCancel},
	{1, requestActive, askToCancel},
	{1, requestActive, staffSets(requestPendingCancel, "customerAsked: the customer gave notice")},
	{1, requestActive, func(b *requestBook, s *request) {
		b.move(s, requestExpired, provisioner, "The term of the contract is over.")
	}},
}

func askToCancel(b *requestBook, s *request) {
	s.ask(b.now, cancelReasons[b.rand.IntN(len(cancelReasons))])
}

// urgency returns how likely an activity is now: staff turn to what piles up and leave what is scarce, so that no
// status empties or overflows over the days.
func (b *requestBook) urgency(d activity) int {
	if d.from == "" {
		return 100 * d.weight
	}
	now, usual := len(b.byStatus[d.from]), b.usualCount[d.from]
	return d.weight * max(10, min(100*(now+1)/(usual+1), 400))
}

// act lets somebody do something, if there is a request that needs it. Most requests to cancel are left to the
// reviewers, but now and then the customer withdraws one, or a colleague grants it.
func (b *requestBook) act() {
	total := 0
	for _, d := range activities {
		total += b.urgency(d)
	}
	n := b.rand.IntN(total)
	for _, d := range activities {
		if n -= b.urgency(d); n >= 0 {
			continue
		}
		if d.from == "" {
			d.do(b, nil)
			return
		}
		some := b.byStatus[d.from]
		if len(some) == 0 {
			return
		}
		switch s := some[b.rand.IntN(len(some))]; {
		case s.asked == nil:
			d.do(b, s)
		case b.rand.IntN(3) == 0:
			s.withdraw()
		case b.rand.IntN(2) == 0:
			b.move(s, s.actions()[0].to, b.somebody(), "customerAsked: "+s.asked.why)
		}
		return
	}
}

// somebody returns one of the staff.
func (b *requestBook) somebody() string { return staff[b.rand.IntN(len(staff))].name }

// submit lets a customer submit a new request now.
func (b *requestBook) submit() *request {
	s := b.draft()
	b.move(s, requestReceived, s.by.name, "")
	return s
}

// draft lets a customer begin a request that is not submitted yet.
func (b *requestBook) draft() *request {
	s := b.begin(b.rand, b.now)
	b.insert(s)
	return s
}

// begin makes a draft of somebody's. Firms subscribe more often than people.
func (b *requestBook) begin(r *rand.Rand, at int64) *request {
	one := b.services[r.IntN(len(b.services))]
	for range 3 {
		if !one.customer.firm {
			one = b.services[r.IntN(len(b.services))]
		}
	}
	s := &request{serial: len(b.all), ordered: at, status: requestDraft, version: 1, service: one, by: contact{name: one.customer.name}}
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
