package telecom

// Level says what comes of placing a draft now.
type Level string

// The levels, from mild to strict.
const (
	Allowed Level = "allowed"
	Warned  Level = "warned"  // it can be placed, once the warning was read
	Blocked Level = "blocked" // it is not placed
)

// Levels lists every level once, from mild to strict.
func Levels() []Level { return []Level{Allowed, Warned, Blocked} }

// Stricter says whether this level is stricter than another.
func (l Level) Stricter(than Level) bool { return l.rank() > than.rank() }

func (l Level) rank() int {
	switch l {
	case Allowed:
		return 0
	case Warned:
		return 1
	}
	return 2 // a level nobody knows blocks
}

func stricter(a, b Level) Level {
	if b.Stricter(a) {
		return b
	}
	return a
}

// columns are the kinds of what is open, in the order of the table below.
var columns = []Kind{Activation, FeatureUpdate, SIMSwap, NumberPort, ChangePlan, CancelService, TravelPack, CancelOrder, KindUnknown}

// table says what comes of each action while something of each kind is open. The same kind blocks. A cancellation is
// blocked by everything and blocks everything. What nobody knows blocks everything. All else warns.
var table = map[Kind][]Level{
	//             activation feature  swap     port     plan     cancel   pack     cancelOrder unknown
	Activation:    {Blocked, Warned, Warned, Warned, Warned, Blocked, Warned, Warned, Blocked},
	FeatureUpdate: {Warned, Blocked, Warned, Warned, Warned, Blocked, Warned, Warned, Blocked},
	SIMSwap:       {Warned, Warned, Blocked, Warned, Warned, Blocked, Warned, Warned, Blocked},
	NumberPort:    {Warned, Warned, Warned, Blocked, Warned, Blocked, Warned, Warned, Blocked},
	ChangePlan:    {Warned, Warned, Warned, Warned, Blocked, Blocked, Warned, Warned, Blocked},
	CancelService: {Blocked, Blocked, Blocked, Blocked, Blocked, Blocked, Blocked, Blocked, Blocked},
	TravelPack:    {Warned, Warned, Warned, Warned, Warned, Blocked, Blocked, Warned, Blocked},
	CancelOrder:   {Warned, Warned, Warned, Warned, Warned, Blocked, Warned, Blocked, Blocked},
}

// beside says what comes of an action while something of a kind is open. A pair that is not in the table blocks.
func beside(action, open Kind) Level {
	row, known := table[action]
	for i, kind := range columns {
		if known && kind == open {
			return row[i]
		}
	}
	return Blocked
}
