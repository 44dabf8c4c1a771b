package paths

import (
	"errors"
	"os"
	"path/filepath"
)

// PrepareWebview makes the web view keep its data below the home and draw without the graphics card, which remote desktops
// and virtual displays often lack. It closes the web view to inspection. Call it before the web view is made.
func (h Home) PrepareWebview() error {
	errs := []error{closeWebview()}
	if h.Webview != "" {
		errs = append(errs,
			os.Setenv("XDG_DATA_HOME", filepath.Join(h.Webview, "data")),
			os.Setenv("XDG_CACHE_HOME", filepath.Join(h.Webview, "cache")))
	}
	if _, set := os.LookupEnv("WEBKIT_DISABLE_DMABUF_RENDERER"); !set {
		errs = append(errs, os.Setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1"))
	}
	return errors.Join(errs...)
}
