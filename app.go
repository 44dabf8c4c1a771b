package main

import (
	"context"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"commsdesk/backend/app"
	"commsdesk/backend/bindings"
	"commsdesk/backend/webview"
)

// window shows the window of an App and returns when it is closed.
func window(a *app.App) error {
	return wails.Run(&options.App{
		Title: "Commsdesk", Width: 1280, Height: 800, MinWidth: 1024, MinHeight: 640,
		AssetServer:    &assetserver.Options{Assets: assets},
		Bind:           []any{a.Frame, a.Services, a.Service, a.Orders, a.AllOrders, a.Requests, a.Settings},
		EnumBind:       bindings.Enums(),
		ErrorFormatter: func(err error) any { return bindings.ProblemOf(err).JSON() },
		OnStartup: func(ctx context.Context) {
			webview.KeepHere()
			a.Shown(shell{ctx})
		},
		Logger:   quiet{},
		LogLevel: logger.ERROR, LogLevelProduction: logger.ERROR,
		SingleInstanceLock: &options.SingleInstanceLock{
			UniqueId:               a.Home().Name(),
			OnSecondInstanceLaunch: func(second options.SecondInstanceData) { a.Again(second.Args) },
		},
		Mac: &mac.Options{OnUrlOpen: func(link string) { a.Again([]string{link}) }},
		// The graphics card is of no use to a table of text, and asking for it costs a start under remote desktops.
		Linux:   &linux.Options{Icon: icon, ProgramName: "commsdesk", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Windows: &windows.Options{WebviewUserDataPath: a.Home().Webview, Messages: withoutWebview(), IsZoomControlEnabled: true},
	})
}

// shell is the window, as Wails drives it.
type shell struct{ ctx context.Context }

func (s shell) Emit(event string)      { runtime.EventsEmit(s.ctx, event) }
func (s shell) Copy(text string) error { return runtime.ClipboardSetText(s.ctx, text) }
func (s shell) Open(link string)       { runtime.BrowserOpenURL(s.ctx, link) }
func (s shell) Quit()                  { runtime.Quit(s.ctx) }

func (s shell) Raise() {
	runtime.WindowUnminimise(s.ctx)
	runtime.WindowShow(s.ctx)
}

func (s shell) SaveAs(name string) (path string, err error) {
	return runtime.SaveFileDialog(s.ctx, runtime.SaveDialogOptions{DefaultFilename: name, Title: "Save the document"})
}

// quiet drops what Wails would log: it prints calls with what they carry, and that may be personal.
type quiet struct{}

func (quiet) Print(string)   {}
func (quiet) Trace(string)   {}
func (quiet) Debug(string)   {}
func (quiet) Info(string)    {}
func (quiet) Warning(string) {}
func (quiet) Error(string)   {}
func (quiet) Fatal(string)   {}

// withoutWebview is what Windows says where the runtime that draws the window is missing, before there is a window.
func withoutWebview() *windows.Messages {
	const need = "Commsdesk draws its window with Microsoft’s WebView2 runtime, and it is missing on this computer. Nothing was opened, " +
		"and nothing is lost. "
	const offline = "Without a network, install Microsoft’s standalone WebView2 runtime installer, or ask your IT department for it."
	return &windows.Messages{
		MissingRequirements:  "Commsdesk: WebView2 is missing",
		Webview2NotInstalled: "Commsdesk: WebView2 is missing",
		Error:                "Commsdesk",
		InstallationRequired: need + "Choose OK to download it from Microsoft and install it. That takes a minute, and nothing is shown " +
			"meanwhile. " + offline,
		UpdateRequired: "The WebView2 runtime on this computer is too old for Commsdesk. Nothing was opened, and nothing is lost. " +
			"Choose OK to download a newer one from Microsoft and install it. " + offline,
		PressOKToInstall: "Choose OK to install it.",
		FailedToInstall:  "The WebView2 runtime could not be installed. Nothing was opened, and nothing is lost. " + offline,
		ContactAdmin:     need + offline,
		DownloadPage:     need + "Choose OK to open Microsoft’s page about it. " + offline + " Commsdesk needs at least version ",
		InvalidFixedWebview2: "The WebView2 runtime that was set up for Commsdesk on this computer cannot be used. Nothing was opened, and " +
			"nothing is lost. Ask your IT department.",
		WebView2ProcessCrash: "The part of Windows that draws the window has stopped. What was prepared, sent and decided is kept. Start " +
			"Commsdesk again.",
	}
}
