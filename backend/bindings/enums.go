package bindings

import (
	"strings"
	"unicode"

	"commsdesk/backend/telecom"
)

// Word is a value of an enumeration, with its name in TypeScript.
type Word[T ~string] struct {
	Value  T
	TSName string
}

// Enums lists the enumerations that cross the bridge, so that the window's code names their values instead of spelling
// them.
func Enums() []any {
	return []any{
		words(StepOpening, StepChoose, StepUnlock, StepProtect, StepFailed, StepOpen),
		words(Production, Test, Demo),
		words(DeskChanged, CacheChanged, FreshnessChanged, LinkGiven),
		words(ScreenServices, ScreenRequests, ScreenOrders),
		words(telecom.Fresh, telecom.FirstCopy, telecom.Refreshing, telecom.Stale, telecom.Offline, telecom.Refused, telecom.Unsure),
		words(telecom.Statuses()...),
		words(append(telecom.Kinds(), telecom.CancelOrder)...),
		words(telecom.ServiceStates()...),
		words(telecom.Sorts()...),
		words(telecom.OrderShows()...),
		words(telecom.OrderSorts()...),
		words(telecom.SIMPhysical, telecom.SIMEmbedded),
		words(telecom.RemarkError, telecom.RemarkAlert, telecom.RemarkNote),
		words(telecom.Codes()...),
		words(telecom.Purposes()...),
		words(telecom.Strategies()...),
		words(telecom.Capabilities()...),
		words(telecom.Reasons()...),
		words(telecom.Levels()...),
		words(telecom.Fields()...),
		words(telecom.SubmissionStates()...),
		words(telecom.UsageKinds()...),
		words(telecom.NewNumber, telecom.PortedNumber),
		words(telecom.Prepaid, telecom.Postpaid),
		words(telecom.RequestStatuses()...),
		words(telecom.RequestActions()...),
		words(telecom.DecisionReasons()...),
		words(telecom.DecisionStates()...),
		words(telecom.Againsts()...),
		words(telecom.RequestSorts()...),
		words(telecom.Cards()...),
		words(RequestMarks()...),
		words(PlacedGiven, PlacedFirstSeen, PlacedNoZone),
	}
}

func words[T ~string](values ...T) []Word[T] {
	list := make([]Word[T], 0, len(values))
	for _, v := range values {
		list = append(list, Word[T]{Value: v, TSName: tsName(string(v))})
	}
	return list
}

// tsName turns "cache:changed" into CacheChanged.
func tsName(value string) string {
	var b strings.Builder
	up := true
	for _, r := range value {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			up = true
			continue
		}
		if up {
			r = unicode.ToUpper(r)
		}
		up = false
		b.WriteRune(r)
	}
	return b.String()
}
