package paths

import (
	"errors"
	"os"
	"path/filepath"
)

// LeadWebview makes the web view keep its data below the home, and draw without the graphics card, which under remote
// desktops and virtual displays is often not there. It closes the web view to whoever would look into it. It works only
// before the web view is made.
func (h Home) LeadWebview() error {
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
