package telecom

// Kind is the activity type of an order. The list is open: an order of a kind this desk does not know keeps the
// portal's word, and KindUnknown.
type Kind string

// The kinds that staff place, and KindUnknown.
const (
	Activation    Kind = "activation"
	FeatureUpdate Kind = "featureUpdate"
	SIMSwap       Kind = "simSwap"
	NumberPort    Kind = "numberPort"
	ChangePlan    Kind = "changePlan"
	CancelService Kind = "cancelService"
	TravelPack    Kind = "travelPack"
	KindUnknown   Kind = "unknown"
)

// Kinds lists every kind once.
func Kinds() []Kind {
	return []Kind{Activation, FeatureUpdate, SIMSwap, NumberPort, ChangePlan, CancelService, TravelPack, KindUnknown}
}

var kindWords = map[string]Kind{
	"activation": Activation, "activate": Activation, "activateservice": Activation, "newservice": Activation,
	"featureupdate": FeatureUpdate, "updatefeature": FeatureUpdate, "featurechange": FeatureUpdate, "changefeature": FeatureUpdate, "feature": FeatureUpdate,
	"simswap": SIMSwap, "swapsim": SIMSwap, "simchange": SIMSwap, "changesim": SIMSwap, "simreplacement": SIMSwap,
	"numberport": NumberPort, "portin": NumberPort, "numberportin": NumberPort, "port": NumberPort, "mnp": NumberPort,
	"changeplan": ChangePlan, "planchange": ChangePlan,
	"cancelservice": CancelService, "cancellation": CancelService, "servicecancellation": CancelService, "disconnect": CancelService, "termination": CancelService, "terminate": CancelService,
	"travelpack": TravelPack, "addtravelpack": TravelPack, "travelpackactivation": TravelPack,
}

// KindOf reads an activity type from a server's word, without regard to case and separators.
func KindOf(word string) Kind {
	if k, ok := kindWords[fold(word)]; ok {
		return k
	}
	return KindUnknown
}
