; Stands for Microsoft's standalone installer of the WebView2 runtime: it marks the runtime as present, as that one does.
Unicode true
Target amd64-unicode
RequestExecutionLevel user
SilentInstall silent
OutFile "${OUT}"
Section
  WriteRegStr HKCU "Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}" "pv" "140.0.1.2"
SectionEnd
