; The setup program of Commsdesk for Windows. It is compiled by build/package, which defines with -D:
;   VERSION       three numbers with points
;   ARCH          amd64 or arm64: of the program inside
;   PROGRAM       commsdesk.exe as it is installed, signed where there is a key
;   LICENCE       the text of the licence
;   ICON          the icon of setup and uninstaller
;   BANNER        the picture at the side of the last page
;   BOOTSTRAPPER  Microsoft's small program that fetches the WebView2 runtime
;   SIZE          what is installed, in KiB
;   OUT           the file to write
;   SIGN          a program that signs the file it is given; not defined: nothing is signed
;
; setup.exe  /S            asks nothing and shows nothing
;            /CurrentUser  for who runs it, without any rights (the default)
;            /AllUsers     for everybody on this computer; needs an administrator
;            /NoShortcut   nothing in the start menu
;            /NoWebView2   does not try to install the WebView2 runtime where it is missing
;            /WebView2=FILE  where the runtime is missing, runs this installer of Microsoft's, which needs no network
;            /D=DIR        into this folder, with its drive and with backslashes; must come last and takes no quotes
;
; It ends with  0  installed
;               1  given up by the person in front of it
;               2  not installed: a file or a key could not be written, the folder holds another program, or a switch names
;                  what cannot be used; what was there before still works
;               3  installed, but the WebView2 runtime is missing and could not be installed
;               4  not for this computer: older than Windows 10, or another processor; nothing was changed
;               5  /AllUsers without an administrator's rights; nothing was changed
;
; uninstall.exe  /S           asks nothing, and keeps configuration and data
;                /DeleteData  deletes the configuration and the data of who runs it, and of nobody else
;                _?=DIR       waits until it is done, and ends with its code; uninstall.exe itself stays then, to be deleted
;                             by who has waited. Must come last and takes no quotes. Without it the uninstaller goes on
;                             in a copy of itself, and its first part ends at once with 0
;
; It ends with  0  removed
;               1  given up
;               2  something could not be removed
;               5  installed for all users, and run without an administrator's rights; nothing was changed
;               6  Commsdesk is running; nothing was changed

Unicode true
; Setup itself is for x64 on both processors: Windows 11 on arm runs it, and there is no NSIS for arm64.
Target amd64-unicode
SetCompressor /SOLID /FINAL lzma
SetCompressorDictSize 32
; Times of files would be those of the machine that built this.
SetDateSave off
; Never asks for an administrator by itself: who wants everybody served starts it again with more rights, see Elevate.
RequestExecutionLevel user
ManifestSupportedOS all
ManifestDPIAware true
ManifestLongPathAware true
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow

Name "Commsdesk"
Caption "Commsdesk ${VERSION}"
BrandingText " "
SpaceTexts none
OutFile "${OUT}"
Icon "${ICON}"
UninstallIcon "${ICON}"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Commsdesk"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Commsdesk setup"
VIAddVersionKey "CompanyName" "The Commsdesk authors"
VIAddVersionKey "LegalCopyright" "The Commsdesk authors, MIT licence"
!ifdef SIGN
  !uninstfinalize '"${SIGN}" "%1"'
!endif

!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include x64.nsh
!include nsDialogs.nsh
!include MUI2.nsh

!define EXE "commsdesk.exe"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Commsdesk"
!define LINKS "Software\Classes\commsdesk"
!define WEBVIEW2 "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
; What the program asks for at its start.
!define WEBVIEW2_OLDEST "94.0.992.31"

Var Everybody    ; 1: for all users
Var Given        ; the folder of /D=, or empty
Var Shortcut     ; 0: none
Var WebView2     ; 0: it is not to be installed
Var Runtime      ; the file of /WebView2=, or empty
Var Finish       ; what the last page says
Var Ready        ; 0: starting it now would open no window, or the one from before
Var Radio

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${BANNER}"
!define MUI_FINISHPAGE_TITLE "Commsdesk is installed"
!define MUI_FINISHPAGE_TEXT "$Finish"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Start Commsdesk"
!define MUI_FINISHPAGE_RUN_FUNCTION Start
Page custom AskScope TakeScope
!insertmacro MUI_PAGE_INSTFILES
!define MUI_PAGE_CUSTOMFUNCTION_SHOW OfferStart
!insertmacro MUI_PAGE_FINISH
!define MUI_PAGE_HEADER_TEXT "Remove Commsdesk"
!define MUI_PAGE_HEADER_SUBTEXT "Choose what to remove from this computer."
!define MUI_COMPONENTSPAGE_TEXT_TOP "Your configuration and data are kept unless you tick them. If you remove them, anything prepared but not sent is lost."
!define MUI_COMPONENTSPAGE_TEXT_COMPLIST " "
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!include "${__FILEDIR__}\scope.nsh"
!include "${__FILEDIR__}\webview2.nsh"
!include "${__FILEDIR__}\others.nsh"
!include "${__FILEDIR__}\preset.nsh"
!include "${__FILEDIR__}\replace.nsh"
!include "${__FILEDIR__}\uninstall.nsh"

Function .onInit
  ${IfNot} ${AtLeastWin10}
    StrCpy $0 "Commsdesk needs Windows 10 or newer. Nothing was changed."
    Goto notHere
  ${EndIf}
!if "${ARCH}" == "arm64"
  ${IfNot} ${IsNativeARM64}
    StrCpy $0 "This setup is for computers with an ARM processor, and this computer has none. Nothing was changed. Use the setup with amd64 in its name."
    Goto notHere
  ${EndIf}
!endif
  Call ReadSwitches
  Return
notHere:
  MessageBox MB_OK|MB_ICONSTOP "$0" /SD IDOK
  SetErrorLevel 4
  Quit
FunctionEnd

Section "Commsdesk"
  StrCpy $Finish "Find it in the start menu."
  ${If} $Shortcut == 0
    StrCpy $Finish "It lies in $INSTDIR."
  ${EndIf}
  Call LeaveOthersAlone
  ${If} $Everybody == 1
    Call ClosePreset
  ${EndIf}
  SetOutPath "$INSTDIR"
  !insertmacro MakeNormal $INSTDIR
  Call Replace
  ClearErrors
  File "/oname=LICENSE.txt" "${LICENCE}"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  WriteRegStr SHCTX "${LINKS}" "" "URL:Commsdesk"
  WriteRegStr SHCTX "${LINKS}" "URL Protocol" ""
  WriteRegStr SHCTX "${LINKS}\DefaultIcon" "" '"$INSTDIR\${EXE}",0'
  WriteRegStr SHCTX "${LINKS}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'

  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "Commsdesk"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" '"$INSTDIR\${EXE}",0'
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "The Commsdesk authors"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" ${SIZE}
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
  ${If} ${Errors}
    StrCpy $0 "A file or a key of the registry could not be written. Commsdesk is in $INSTDIR, but may be missing from the start menu or not uninstall cleanly. Run this setup again."
    Call Fail
  ${EndIf}

  ; Taken away first: another version may have made it for the other choice of /NoShortcut.
  Delete "$SMPROGRAMS\Commsdesk.lnk"
  ${If} $Shortcut != 0
    CreateShortCut "$SMPROGRAMS\Commsdesk.lnk" "$INSTDIR\${EXE}" "" "$INSTDIR\${EXE}" 0 SW_SHOWNORMAL "" "The portal on the desk"
  ${EndIf}
  ; The shell is told that there is a new kind of link.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  Call NeedWebView2
SectionEnd

; Fail says $0 and ends with 2.
Function Fail
  SetErrorLevel 2
  MessageBox MB_OK|MB_ICONSTOP "$0" /SD IDOK
  Quit
FunctionEnd

; OfferStart takes the offer to start Commsdesk from the last page where it makes no sense.
Function OfferStart
  ${If} $Ready == 0
    ${NSD_Uncheck} $mui.FinishPage.Run
    ShowWindow $mui.FinishPage.Run ${SW_HIDE}
  ${EndIf}
FunctionEnd

; Start starts Commsdesk with the rights of the desktop, also where setup has an administrator's.
Function Start
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${EXE}"'
FunctionEnd
