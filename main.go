// Commsdesk keeps a copy of the portal of a telecom service provider on the computers of its staff.
package main

import (
	"embed"
	"fmt"
	"os"

	"commsdesk/backend/app"
	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
)

//go:embed all:frontend/dist
var assets embed.FS

//go:embed build/appicon.png
var icon []byte

// version is set by the build. It stands in wails.json.
var version = "dev"

func main() {
	if err := paths.CloseMemory(); err != nil {
		fmt.Fprintln(os.Stderr, "commsdesk: core dumps could not be turned off:", err)
	}
	paths.HideArguments(bindings.IsLink)
	os.Exit(app.Program{Version: version, Window: window}.Run(os.Args[1:], os.Stdout, os.Stderr))
}
