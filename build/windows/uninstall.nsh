; What takes Commsdesk away again: only what setup has laid there, and the data only where that is asked for.

Section "un.Commsdesk"
  SectionIn RO
  ClearErrors
  Delete "$INSTDIR\${EXE}"
  ${If} ${Errors}
    SetErrorLevel 2
    MessageBox MB_OK|MB_ICONSTOP "$INSTDIR\${EXE} could not be removed, so nothing was changed. Is it open?" /SD IDOK
    Quit
  ${EndIf}
  Delete "$INSTDIR\${EXE}.new" ; of a setup that was cut off
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$SMPROGRAMS\Commsdesk.lnk"
  ; Links and entry may belong to a copy that was installed elsewhere since. Setups before 0.6 wrote the folder into both
  ; as they were given it.
  ReadRegStr $1 SHCTX "${ENTRY}" "InstallLocation"
  StrCpy $2 "$1"
  ${If} $2 != ""
    !insertmacro MakeNormal $2
  ${EndIf}
  ReadRegStr $0 SHCTX "${LINKS}\shell\open\command" ""
  ${If} $0 == '"$INSTDIR\${EXE}" "%1"'
  ${OrIf} $0 == '"$1\${EXE}" "%1"'
  ${AndIf} $2 == $INSTDIR
    DeleteRegKey SHCTX "${LINKS}"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  ${EndIf}
  ${If} $2 == $INSTDIR
    DeleteRegKey SHCTX "${ENTRY}"
  ${EndIf}
  ${If} $Everybody == 1
    RMDir "$APPDATA\commsdesk" ; a preset configuration in it is an administrator's work and stays
  ${EndIf}
  ; With _?= it is this that runs, so it stays, and the folder with it.
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR" ; what others have put there stays, and the folder with it
SectionEnd

Section /o "un.My configuration and data" Data
  ; Of who runs this, never of other users.
  SetShellVarContext current
  ClearErrors
  RMDir /r "$LOCALAPPDATA\commsdesk"
  RMDir /r "$APPDATA\commsdesk.exe" ; of the web view
  ${If} ${FileExists} "$LOCALAPPDATA\commsdesk\*.*"
    SetErrorLevel 2
    MessageBox MB_OK|MB_ICONEXCLAMATION "Commsdesk is removed, but not all of its data in $LOCALAPPDATA\commsdesk could be deleted. Delete that folder yourself." /SD IDOK
  ${EndIf}
SectionEnd

; Below the sections, because it names one.
Function un.onInit
  !insertmacro MakeNormal $INSTDIR
  ReadRegStr $0 HKLM "${ENTRY}" "InstallLocation"
  ${If} $0 != ""
    !insertmacro MakeNormal $0
  ${EndIf}
  ${If} $0 == $INSTDIR
    StrCpy $Everybody 1
    SetShellVarContext all
  ${Else}
    StrCpy $Everybody 0
    SetShellVarContext current
  ${EndIf}
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DeleteData" $0
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${Data}
  ${EndIf}
  ${If} $Everybody == 1
    !insertmacro IsAdministrator
    Pop $0
    ${If} $0 == 0
      ${If} ${Silent}
        SetErrorLevel 5
        Quit
      ${EndIf}
      ClearErrors
      ExecShell "runas" "$INSTDIR\uninstall.exe"
      ${If} ${Errors}
        SetErrorLevel 5
        MessageBox MB_OK|MB_ICONINFORMATION "Commsdesk is installed for all users here, so only an administrator can remove it. Nothing was changed."
      ${EndIf}
      Quit
    ${EndIf}
  ${EndIf}
again:
  ; A program that is running cannot be opened for writing; one that an upgrade has set aside cannot be deleted.
  StrCpy $2 0
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${EXE}" a
    ${If} ${Errors}
      StrCpy $2 1
    ${EndIf}
    FileClose $0
  ${EndIf}
  ${For} $1 1 99
    ClearErrors
    Delete "$INSTDIR\${EXE}.$1.old"
    ${If} ${Errors}
      StrCpy $2 1
    ${EndIf}
  ${Next}
  ${If} $2 == 1
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Commsdesk is open, and nothing was changed. Close it, and try again." /SD IDCANCEL IDRETRY again
    SetErrorLevel 6
    Quit
  ${EndIf}
FunctionEnd
