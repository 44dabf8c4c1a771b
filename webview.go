package main

import "github.com/wailsapp/wails/v2/pkg/options/windows"

// withoutWebview is what Windows says where the runtime that draws the window is missing, before there is a window.
func withoutWebview() *windows.Messages {
	const need = "Commsdesk draws its window with Microsoft’s WebView2 runtime, and it is missing on this computer. Nothing was opened, and nothing is lost. "
	const offline = "Without a network, install Microsoft’s standalone WebView2 runtime installer, or ask your IT department for it."
	return &windows.Messages{
		MissingRequirements:  "Commsdesk: WebView2 is missing",
		Webview2NotInstalled: "Commsdesk: WebView2 is missing",
		Error:                "Commsdesk",
		InstallationRequired: need + "OK downloads it from Microsoft and installs it, which takes a minute and shows nothing meanwhile. " + offline,
		UpdateRequired:       "The WebView2 runtime on this computer is too old for Commsdesk. Nothing was opened, and nothing is lost. OK downloads a newer one from Microsoft and installs it. " + offline,
		PressOKToInstall:     "OK installs it.",
		FailedToInstall:      "The WebView2 runtime could not be installed. Nothing was opened, and nothing is lost. " + offline,
		ContactAdmin:         need + offline,
		DownloadPage:         need + "OK opens Microsoft’s page about it. " + offline + " Needed is at least version ",
		InvalidFixedWebview2: "The WebView2 runtime that was set up for Commsdesk on this computer cannot be used. Nothing was opened, and nothing is lost. Ask your IT department.",
		WebView2ProcessCrash: "The part of Windows that draws the window has stopped. What was prepared, sent and decided is kept. Start Commsdesk again.",
	}
}
