//go:build empty

// Command empty is a window of Wails with nothing in it, built as the program is: what the program's size is measured
// against. The tag keeps it out of every other build.
package main

import (
	"embed"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
)

//go:embed index.html
var assets embed.FS

func main() {
	if err := wails.Run(&options.App{Title: "Empty", AssetServer: &assetserver.Options{Assets: assets}}); err != nil {
		os.Exit(1)
	}
}
