package portalsim

// leg is a stage and how many seconds it takes to get there from the last one.
type leg struct {
	stage  *stage
	lo, hi float64
}

var (
	validated  = &stage{"VAL_OK", "Request validated", "Service and entitlement checked, request accepted."}
	simHeld    = &stage{"SIM_RSV", "SIM reserved", "SIM set aside for this number."}
	numberHeld = &stage{"NUM_RSV", "Number reserved", "Number set aside for this service."}
	sent       = &stage{"PCN_CON", "Sent to carrier", "Provisioning change sent, receipt confirmed."}
	awaiting   = &stage{"BPCN", "Awaiting carrier confirmation", "Before provisioning change notification."}
	scheduled  = &stage{"PLN_SCH", "Scheduled for the 27th", "Plan change is in the queue of the next cycle."}
	stopping   = &stage{"CXL_REQ", "Cancellation asked", "Request to withdraw the change received."}
	withdrawn  = &stage{"CXL_OK", "Withdrawn", "Change withdrawn before it took effect."}
	invalid    = &stage{"VAL_ERR", "Request not accepted", "Request failed validation."}
	tooLate    = &stage{"CXL_REJ", "Cancellation refused", "Too late: the carrier is at work on the change."}
)

// courses are the stages of each kind of order. The seconds of a port are
// shares of the whole, because ports take hours.
var courses = map[string][]leg{
	simSwap: {{validated, 3, 8}, {simHeld, 6, 16}, {sent, 8, 18}, {awaiting, 5, 15},
		{&stage{"SIM_ACT", "New SIM active", "Subscriber profile moved to the new SIM."}, 12, 30}},
	changePlan: {{validated, 3, 8}, {&stage{"RAT_CHK", "Rating checked", "Tariff and allowance agreed."}, 5, 12}, {sent, 6, 16},
		{awaiting, 5, 15}, {&stage{"PLN_ACT", "New plan active", "Rating plan replaced."}, 10, 25}},
	featureUpdate: {{validated, 3, 7}, {sent, 5, 14}, {awaiting, 5, 12},
		{&stage{"FTR_SET", "Feature set", "Home location register updated."}, 6, 18}},
	numberPort: {{validated, .002, .004}, {&stage{"PRT_REQ", "Port asked of the losing provider", "Port request sent."}, .01, .03},
		{&stage{"PRT_ACK", "Losing provider answered", "Port acknowledged, cutover slot given."}, .3, .5},
		{sent, .1, .2}, {awaiting, .1, .2},
		{&stage{"PRT_CUT", "Number moved", "Cutover done, routing table published."}, .1, .3}},
	activation: {{validated, 3, 8}, {numberHeld, 5, 12}, {simHeld, 6, 16}, {sent, 8, 18}, {awaiting, 8, 20},
		{&stage{"ACT_OK", "Service active", "First registration seen on the network."}, 15, 40}},
	cancelService: {{validated, 3, 8}, {sent, 6, 15}, {awaiting, 8, 20},
		{&stage{"DSC_OK", "Disconnected", "Subscriber profile removed."}, 10, 30}},
	travelPack: {{validated, 3, 7}, {sent, 5, 12}, {awaiting, 4, 10},
		{&stage{"PCK_ADD", "Pack added", "Allowance granted."}, 5, 15}},
	suspendService: {{validated, 3, 8}, {sent, 5, 12}, {awaiting, 5, 12},
		{&stage{"SUS_OK", "Service suspended", "Subscriber profile barred."}, 5, 15}},
	resumeService: {{validated, 3, 8}, {sent, 5, 12}, {awaiting, 5, 12},
		{&stage{"RSM_OK", "Service resumed", "Bar removed from the subscriber profile."}, 5, 15}},
	simPart: {{simHeld, 5, 15}, {sent, 8, 20}, {awaiting, 8, 20},
		{&stage{"SIM_ACT", "SIM active", "Subscriber profile written to the SIM."}, 12, 30}},
	routingPart: {{&stage{"RTE_REQ", "Routing prepared", "Routing record drafted."}, .02, .06}, {sent, .3, .5}, {awaiting, .1, .2},
		{&stage{"RTE_OK", "Routing published", "Number routed here."}, .1, .2}},
}

// Names of the parts of a number port.
const (
	simPart     = "SIM provisioning"
	routingPart = "Number routing"
)

// refusal is how a kind of order goes wrong, at the carrier and at the door.
type refusal struct{ failed, rejected remark }

var refusals = map[string]refusal{
	simSwap: {remark{errorRemark, "SIM_REJ", "The carrier reports that this SIM is already in use."},
		remark{errorRemark, "SIM_INV", "The SIM number is not one of this provider."}},
	changePlan: {remark{errorRemark, "PLN_REJ", "The carrier could not rate this plan for the service."},
		remark{errorRemark, "PLN_INV", "The plan is not offered on this platform."}},
	featureUpdate: {remark{errorRemark, "FTR_REJ", "Roaming is barred on this account."},
		remark{errorRemark, "FTR_INV", "The feature is not part of this plan."}},
	numberPort: {remark{errorRemark, "PRT_REJ", "The losing provider does not know this account number."},
		remark{errorRemark, "PRT_INV", "The authorisation is older than 60 days."}},
	activation: {remark{errorRemark, "ACT_REJ", "The carrier could not register the SIM."},
		remark{errorRemark, "ACT_INV", "The customer's identity is not confirmed."}},
	cancelService: {remark{errorRemark, "DSC_REJ", "The carrier holds an open order on this service."},
		remark{errorRemark, "DSC_INV", "The contract has a minimum term that has not ended."}},
	travelPack: {remark{errorRemark, "PCK_REJ", "The pack cannot be combined with the active one."},
		remark{errorRemark, "PCK_INV", "The pack is no longer offered."}},
}

// clashCode is what the carrier calls two orders of one kind on one service.
const clashCode = "CONFLICT"

var clashError = remark{errorRemark, clashCode, "Another order of this kind was open on the service. The carrier could not carry out both."}

var (
	stuckAlert  = &remark{alertRemark, "NO_CONFIRMATION", "The carrier has not confirmed this change. It is with the provider's operations team."}
	holdAlert   = &remark{alertRemark, "ON_HOLD", "Put on hold by the provider: an unpaid balance is being checked."}
	pendingNote = &remark{noteRemark, "", "Waiting for the customer: a photo of an identity document is needed."}
	clashAlert  = &remark{alertRemark, clashCode, "Another order of this kind came in while this one was open. The carrier has stopped it."}
	cancelNote  = &remark{noteRemark, "", "The customer changed their mind."}
)
