package telecom

import (
	"testing"
)

func TestStatusOf_ReadsStandardAndRealWords(t *testing.T) {
	for word, want := range map[string]struct {
		status Status
		open   bool
	}{
		"acknowledged": {Acknowledged, true}, "inProgress": {InProgress, true}, "IN_PROGRESS": {InProgress, true},
		"In Progress": {InProgress, true},
		"completed":   {Complete, false}, "Complete": {Complete, false}, "rejected": {Rejected, false}, "failed": {Failed, false},
		"partial": {Partial, false}, "cancelled": {Cancelled, false}, "canceled": {Cancelled, false},
		"pending": {Pending, true}, "held": {Held, true}, "assessingCancellation": {Cancelling, true}, "pendingCancellation": {Cancelling, true},
		"": {StatusMissing, true}, " ": {StatusMissing, true}, "new": {StatusUnknown, true}, "error": {StatusUnknown, true},
		"string": {StatusUnknown, true},
	} {
		if got := StatusOf(word); got != want.status || got.Open() != want.open {
			t.Errorf("%q is %q, open %v; want %q, %v", word, got, got.Open(), want.status, want.open)
		}
	}
}

func TestStatuses_ListEachOnce(t *testing.T) {
	seen := map[Status]bool{}
	for _, s := range Statuses() {
		if seen[s] {
			t.Errorf("%q is listed twice", s)
		}
		seen[s] = true
	}
	for _, word := range []string{"", "acknowledged", "inProgress", "completed", "rejected", "failed", "partial", "cancelled", "pending",
		"held", "assessingCancellation", "assigned"} {
		if !seen[StatusOf(word)] {
			t.Errorf("the status of %q is not listed", word)
		}
	}
}

func TestKindOf_IgnoresCaseAndSeparators(t *testing.T) {
	for word, want := range map[string]Kind{
		"simSwap": SIMSwap, "SIM_SWAP": SIMSwap, "SIM Swap": SIMSwap, "PLAN_CHANGE": ChangePlan, "changePlan": ChangePlan,
		"Number Port": NumberPort, "port-in": NumberPort, "Feature Update": FeatureUpdate, "activation": Activation,
		"cancelService": CancelService, "travelPack": TravelPack, "broadband": KindUnknown, "": KindUnknown,
	} {
		if got := KindOf(word); got != want {
			t.Errorf("%q is %q, want %q", word, got, want)
		}
	}
}

func TestServiceStateOf_ReadsTMF638States(t *testing.T) {
	for word, want := range map[string]ServiceState{
		"active": ServiceActive, "ACTIVE": ServiceActive, "reserved": ServiceActivating, "designed": ServiceActivating,
		"feasibilityChecked": ServiceActivating, "inactive": ServiceSuspended, "terminated": ServiceEnded, "odd": ServiceUnknown,
		"": ServiceUnknown,
	} {
		if got := ServiceStateOf(word); got != want {
			t.Errorf("%q is %q, want %q", word, got, want)
		}
	}
}
