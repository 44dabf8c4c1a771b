package paths

import (
	"errors"
	"os"
	"slices"
	"strings"
)

// drawing are the variables of web views that staff may need where the window stays empty. They open nothing.
var drawing = []string{
	"WEBKIT_DISABLE_DMABUF_RENDERER", "WEBKIT_DISABLE_COMPOSITING_MODE", "WEBKIT_DMABUF_RENDERER_FORCE_SHM", "WEBKIT_SKIA_ENABLE_CPU_RENDERING",
}

// closeWebview forgets the variables that open the inside of a web view to others, such as
// WEBKIT_INSPECTOR_HTTP_SERVER, or weaken it. New versions bring new ones, so all go but a few. Those of GTK stay: they
// open nothing to other users, and whoever sets them for this user can do worse.
func closeWebview() error {
	if inspectable {
		return nil
	}
	var errs []error
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		known := strings.ToUpper(name) // as Windows compares them
		for _, prefix := range []string{"WEBKIT", "JSC_", "WEBVIEW2_"} {
			if strings.HasPrefix(known, prefix) && !slices.Contains(drawing, known) {
				errs = append(errs, os.Unsetenv(name))
			}
		}
	}
	return errors.Join(errs...)
}
