package paths

import (
	"os"
	"testing"
)

func TestPrepareWebview_UnsetsVariablesThatOpenIt(t *testing.T) {
	for _, name := range []string{"XDG_DATA_HOME", "XDG_CACHE_HOME"} {
		t.Setenv(name, "") // put back afterwards
	}
	opens := []string{
		"WEBKIT_INSPECTOR_SERVER", "WEBKIT_INSPECTOR_HTTP_SERVER", "WEBKIT_DEBUG", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS",
		"WEBKIT_EXEC_PATH",
		"WEBKIT2_PAUSE_WEB_PROCESS_ON_LAUNCH", "JSC_useDollarVM", "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
		"WEBVIEW2_BROWSER_EXECUTABLE_FOLDER",
		"WEBVIEW2_USER_DATA_FOLDER", "WEBVIEW2_PIPE_FOR_SCRIPT_DEBUGGER", "WEBVIEW2_WAIT_FOR_SCRIPT_DEBUGGER", "WEBKIT_OF_THE_FUTURE",
	}
	stays := []string{"WEBKIT_DISABLE_COMPOSITING_MODE", "WEBKIT_DISABLE_DMABUF_RENDERER", "GTK_MODULES", "GIO_EXTRA_MODULES"}
	for _, name := range append(opens, stays...) {
		t.Setenv(name, "0")
	}
	h, err := Find(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.PrepareWebview(); err != nil {
		t.Fatal(err)
	}
	for _, name := range opens {
		if value, set := os.LookupEnv(name); set {
			t.Errorf("%s: got %q, want it unset", name, value)
		}
	}
	for _, name := range stays {
		if value := os.Getenv(name); value != "0" {
			t.Errorf("%s got %q, want it untouched", name, value)
		}
	}
}
