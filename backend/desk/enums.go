package desk

import (
	"strings"
	"unicode"

	"commsdesk/backend"
)

// Word is one value of an enumeration, with the name it has in TypeScript.
type Word[T ~string] struct {
	Value  T
	TSName string
}

// Enums are the enumerations that cross the bridge, so that the window's code names them instead of spelling them.
func Enums() []any {
	return []any{
		words(StepOpening, StepChoose, StepUnlock, StepProtect, StepFailed, StepOpen),
		words(Production, Test, Demo),
		words(DeskChanged, CacheChanged, FreshnessChanged, LinkGiven),
		words(ScreenServices, ScreenRequests),
		words(backend.Fresh, backend.FirstCopy, backend.Refreshing, backend.Stale, backend.Offline, backend.Refused, backend.Unsure),
		words(backend.Statuses()...),
		words(append(backend.Kinds(), backend.CancelOrder)...),
		words(backend.ServiceStates()...),
		words(backend.Sorts()...),
		words(backend.SIMPhysical, backend.SIMEmbedded),
		words(backend.RemarkError, backend.RemarkAlert, backend.RemarkNote),
		words(backend.Codes()...),
		words(backend.Needs()...),
		words(backend.Ways()...),
		words(backend.Abilities()...),
		words(backend.Reasons()...),
		words(backend.Levels()...),
		words(backend.Fields()...),
		words(backend.PromiseStates()...),
		words(backend.UsageKinds()...),
		words(backend.NewNumber, backend.PortedNumber),
		words(backend.Prepaid, backend.Postpaid),
		words(backend.RequestStatuses()...),
		words(backend.RequestActions()...),
		words(backend.DecisionReasons()...),
		words(backend.DecisionStates()...),
		words(backend.Againsts()...),
		words(backend.RequestSorts()...),
		words(backend.Cards()...),
		words(RequestMarks()...),
	}
}

func words[T ~string](values ...T) []Word[T] {
	list := make([]Word[T], 0, len(values))
	for _, v := range values {
		list = append(list, Word[T]{Value: v, TSName: tsName(string(v))})
	}
	return list
}

// tsName writes "cache:changed" as CacheChanged.
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
