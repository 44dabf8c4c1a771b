package portalsim

import (
	"slices"
	"strings"
)

// actionsOf are the actions that go with each kind of order.
var actionsOf = map[string][]string{
	simSwap: {"modify", "change"}, changePlan: {"modify", "change"}, featureUpdate: {"modify", "change"}, travelPack: {"modify", "change"},
	numberPort: {"add", "modify", "change"}, activation: {"add"}, cancelService: {"delete"}, suspendService: {"suspend"}, resumeService: {"resume"},
}

// kindOf is the kind of order that a client means: the category decides, and
// without one the action and what is asked for.
func (t *traits) kindOf(category string, items []sentItem) (string, *complaint) {
	actions := []string{"add", "modify", "delete"}
	if t.ownActions {
		actions = append(actions, "change", "suspend", "resume")
	}
	it := items[0]
	if !slices.Contains(actions, it.Action) {
		return "", invalidly("There is no action %q; it is one of %s.", it.Action, strings.Join(actions, ", "))
	}
	kind := guess(it)
	if category != "" {
		kind = kindNamed(category)
	}
	if kind == "" && category != "" {
		return "", invalidly("There is no category %q.", category)
	}
	if kind == "" {
		return "", invalidly("The order says neither by its category nor by its characteristics what is to be done.")
	}
	if !slices.Contains(actionsOf[kind], it.Action) {
		return "", invalidly("The action %q does not go with %s.", it.Action, kind)
	}
	return kind, nil
}

// kindNamed is the kind whose word this is, without case and separators; empty
// for none.
func kindNamed(word string) string {
	for kind, loud := range loudKinds {
		if plainWord(word) == plainWord(kind) || plainWord(word) == plainWord(loud) {
			return kind
		}
	}
	return ""
}

// guess is the kind of an item that comes without a category; empty when it
// cannot be told.
func guess(it sentItem) string {
	has := func(name string) bool { return it.characteristic(name) != "" }
	switch it.Action {
	case "add":
		if has("losingProvider") {
			return numberPort
		}
		return activation
	case "delete":
		return cancelService
	case "suspend":
		return suspendService
	case "resume":
		return resumeService
	}
	switch {
	case has("losingProvider"):
		return numberPort
	case has("simType") || has("iccid"):
		return simSwap
	case has("plan"):
		return changePlan
	case has("travelPack"):
		return travelPack
	case len(it.features()) > 0:
		return featureUpdate
	}
	return ""
}

// plainWord is a word without case and separators.
func plainWord(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "", ".", "").Replace(s))
}
