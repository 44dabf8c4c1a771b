; The WebView2 runtime of Microsoft, which draws the window. Windows 11 has it; a Windows 10 that was never updated may not.

; FindWebView2 leaves in $0 the version of the runtime that Commsdesk will find, or nothing. For all users only one that
; all users have counts.
Function FindWebView2
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW2}" "pv"
  Call OldIsNone
  ${If} $0 == ""
    ReadRegStr $0 HKLM "SOFTWARE\${WEBVIEW2}" "pv"
    Call OldIsNone
  ${EndIf}
  ${If} $0 == ""
  ${AndIf} $Everybody != 1
    ReadRegStr $0 HKCU "Software\${WEBVIEW2}" "pv"
    Call OldIsNone
  ${EndIf}
FunctionEnd

; OldIsNone empties $0 where it is no version, that of a runtime that was removed, or of one that is too old.
Function OldIsNone
  ${If} $0 == ""
  ${OrIf} $0 == "0.0.0.0"
    StrCpy $0 ""
    Return
  ${EndIf}
  ${VersionCompare} "$0" "${WEBVIEW2_OLDEST}" $1
  ${If} $1 == 2
    StrCpy $0 ""
  ${EndIf}
FunctionEnd

; NeedWebView2 installs the runtime where it is missing: with Microsoft's standalone installer, which needs no network,
; where /WebView2= names one, else with the small program that fetches it. What merely lies beside setup is run only by a
; person who was shown its path and said yes: anybody may have laid it there, where setup was downloaded to. Where all
; fail, Commsdesk stays installed, and setup says what is missing and ends with 3.
Function NeedWebView2
  Call FindWebView2
  ${IfThen} $0 != "" ${|} Return ${|}
  ${If} $WebView2 == 0
    Goto missing
  ${EndIf}
  ${If} $Runtime != ""
    DetailPrint "Installing the WebView2 runtime with $Runtime"
    ClearErrors
    ExecWait '"$Runtime" /silent /install'
    Call FindWebView2
    ${IfThen} $0 != "" ${|} Return ${|}
  ${EndIf}
  ClearErrors
  FindFirst $2 $3 "$EXEDIR\MicrosoftEdgeWebView2RuntimeInstaller*.exe"
  ${DoWhile} $3 != ""
    ; One for another processor does not start, or installs nothing: then the next one is asked for.
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "The Microsoft Edge WebView2 Runtime is missing on this computer. Beside this setup is a program with the name of its installer:$\r$\n$\r$\n$EXEDIR\$3$\r$\n$\r$\nDo you know where it comes from, and do you want to run it?" /SD IDNO IDNO next
    DetailPrint "Installing the WebView2 runtime with $3"
    ClearErrors
    ExecWait '"$EXEDIR\$3" /silent /install'
    Call FindWebView2
    ${If} $0 != ""
      FindClose $2
      Return
    ${EndIf}
next:
    FindNext $2 $3
  ${Loop}
  FindClose $2
  DetailPrint "Fetching the WebView2 runtime from Microsoft"
  InitPluginsDir
  File "/oname=$PLUGINSDIR\MicrosoftEdgeWebview2Setup.exe" "${BOOTSTRAPPER}"
  ClearErrors
  ExecWait '"$PLUGINSDIR\MicrosoftEdgeWebview2Setup.exe" /silent /install'
  Call FindWebView2
  ${IfThen} $0 != "" ${|} Return ${|}
missing:
  SetErrorLevel 3
  StrCpy $Ready 0
  StrCpy $Finish "Its window cannot open until the Microsoft Edge WebView2 Runtime is installed too."
  MessageBox MB_OK|MB_ICONEXCLAMATION "Commsdesk is installed, but its window cannot open yet: the Microsoft Edge WebView2 Runtime is missing on this computer and could not be fetched.$\r$\n$\r$\nDownload its Evergreen Standalone Installer on a computer with a network, from https://developer.microsoft.com/microsoft-edge/webview2, and run it here; or run setup again with /WebView2= and the path of that file." /SD IDOK
FunctionEnd
