package paths

import (
	"errors"
	"os"
	"slices"
	"strings"
)

// drawing holds the variables of web views that help where the window stays empty. They give nobody access.
var drawing = []string{
	"WEBKIT_DISABLE_DMABUF_RENDERER", "WEBKIT_DISABLE_COMPOSITING_MODE", "WEBKIT_DMABUF_RENDERER_FORCE_SHM",
	"WEBKIT_SKIA_ENABLE_CPU_RENDERING",
}

// closeWebview unsets the variables that open the inside of a web view to others, such as WEBKIT_INSPECTOR_HTTP_SERVER, or
// weaken it. New versions bring new ones, so all but a few are unset. GTK's stay: they open nothing to other users, and
// anybody who can set them for this user can do worse.
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
