//go:build cgo && production

package webview

/*
#include <webkit2/webkit2.h>

// stay ignores what would lead a web view away from the window's own pages, or open another window. The hook runs before
// the web view decides, and the first decision counts.
static gboolean stay(GSignalInvocationHint *hint, guint count, const GValue *values, gpointer none) {
	WebKitPolicyDecision *decision = g_value_get_object(&values[1]);
	if (!WEBKIT_IS_NAVIGATION_POLICY_DECISION(decision))
		return TRUE; // an answer to what was allowed to be asked
	WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
	const gchar *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	if (g_value_get_enum(&values[2]) != WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION || !uri || !g_str_has_prefix(uri, "wails://wails/"))
		webkit_policy_decision_ignore(decision);
	return TRUE; // the hook stays
}

static void keepHere(void) {
	g_signal_add_emission_hook(g_signal_lookup("decide-policy", WEBKIT_TYPE_WEB_VIEW), 0, stay, NULL, NULL);
}
*/
import "C"

// KeepHere keeps the window on its own pages: no link, script or dropped file can leave them. Wails has no option
// for that.
func KeepHere() { C.keepHere() }
