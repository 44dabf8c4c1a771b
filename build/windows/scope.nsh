; For whom Commsdesk is installed.

; IsAdministrator leaves 1 on the stack where this process has an administrator's rights, else 0.
!macro IsAdministrator
  Push $0
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $0 1
  ${Else}
    StrCpy $0 0
  ${EndIf}
  Exch $0
!macroend

; MakeNormal makes of the path in a variable the one way that Windows itself writes it: whole, with long names, without
; what leads back out of a folder, and without a backslash at its end. Two paths of one folder are the same text then,
; but for capitals, which == does not tell apart. A path that does not exist keeps its short names.
!macro MakeNormal Path
  Push $8
  Push $9
  StrCpy $8 "${Path}"
  System::Call 'kernel32::GetFullPathNameW(w r8, i ${NSIS_MAX_STRLEN}, w .r9, p 0) i.s'
  Pop $R9
  ${If} $R9 > 0
  ${AndIf} $R9 < ${NSIS_MAX_STRLEN}
    StrCpy $8 "$9"
  ${EndIf}
  System::Call 'kernel32::GetLongPathNameW(w r8, w .r9, i ${NSIS_MAX_STRLEN}) i.s'
  Pop $R9
  ${If} $R9 > 0
  ${AndIf} $R9 < ${NSIS_MAX_STRLEN}
    StrCpy $8 "$9"
  ${EndIf}
  StrCpy $R9 "$8" 1 -1
  ${If} $R9 == "\"
    StrCpy $8 "$8" -1
  ${EndIf}
  StrCpy $R9 "$8"
  Pop $9
  Pop $8
  StrCpy ${Path} "$R9"
!macroend

; RefuseUnread fails where /D= was written, and NSIS has passed over it without a word: with quotes, in small letters, with
; slashes, without a drive, or with nothing but a drive. Commsdesk would go where nobody wanted it.
Function RefuseUnread
  ${IfThen} $Given != "" ${|} Return ${|}
  System::Call 'kernel32::GetCommandLineW() w.r0'
  ; Past the name of setup itself, in which anything may stand.
  StrCpy $1 " "
  StrCpy $2 "$0" 1
  ${If} $2 == '"'
    StrCpy $1 '"'
  ${EndIf}
  StrCpy $3 0
name:
  IntOp $3 $3 + 1
  StrCpy $2 "$0" 1 $3
  ${IfThen} $2 == "" ${|} Return ${|}
  StrCmp "$2" "$1" 0 name
  ${If} $1 == '"'
    IntOp $3 $3 + 1
  ${EndIf}
rest:
  StrCpy $2 "$0" 4 $3
  ${IfThen} $2 == "" ${|} Return ${|}
  StrCpy $4 "$0" 5 $3
  ${If} $2 != " /D="
  ${AndIf} $4 != ' "/D='
    IntOp $3 $3 + 1
    Goto rest
  ${EndIf}
  StrCpy $0 "The folder behind /D= cannot be used. Nothing was changed. Write it last, without quotes, with its drive and with backslashes, as in /D=C:\Programs\Commsdesk."
  Call Fail
FunctionEnd

; NamedInQuotes leaves in $Runtime the file of "/WebView2=FILE" in $R0, with quotes around all of it, as shells write what
; holds a space; or sets the error flag.
Function NamedInQuotes
  StrCpy $1 0
begin:
  StrCpy $2 "$R0" 11 $1
  ${If} $2 == ""
    SetErrors
    Return
  ${EndIf}
  IntOp $1 $1 + 1
  StrCmp $2 '"/WebView2=' 0 begin
  IntOp $1 $1 + 10
  StrCpy $Runtime "$R0" "" $1
  StrCpy $1 0
  ClearErrors
end:
  StrCpy $2 "$Runtime" 1 $1
  ${IfThen} $2 == "" ${|} Return ${|}
  IntOp $1 $1 + 1
  StrCmp $2 '"' 0 end
  IntOp $1 $1 - 1
  StrCpy $Runtime "$Runtime" $1
FunctionEnd

Function ReadSwitches
  StrCpy $Given "$INSTDIR" ; empty without /D=
  Call RefuseUnread
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/NoShortcut" $0
  ${IfNot} ${Errors}
    StrCpy $Shortcut 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/NoWebView2" $0
  ${IfNot} ${Errors}
    StrCpy $WebView2 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/WebView2=" $Runtime
  ${If} ${Errors}
    Call NamedInQuotes
  ${EndIf}
  ${If} ${Errors}
    StrCpy $Runtime ""
  ${Else}
    !insertmacro MakeNormal $Runtime
    ${IfNot} ${FileExists} "$Runtime"
      StrCpy $0 "The file given with /WebView2= does not exist: $Runtime. Nothing was changed."
      Call Fail
    ${EndIf}
  ${EndIf}
  StrCpy $Everybody 0
  ClearErrors
  ${GetOptions} $R0 "/AllUsers" $0
  ${IfNot} ${Errors}
    StrCpy $Everybody 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/CurrentUser" $0
  ${IfNot} ${Errors}
    StrCpy $Everybody 0
  ${EndIf}
  Call TakePlace
  !insertmacro IsAdministrator
  Pop $0
  ${If} $Everybody == 1
  ${AndIf} $0 == 0
    ${If} ${Silent}
      SetErrorLevel 5
      Quit
    ${EndIf}
    Call Elevate
  ${EndIf}
FunctionEnd

; TakePlace leads everything that follows to one user or to all: folders, registry, and where the program goes.
Function TakePlace
  ${If} $Everybody == 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
  ; Where an older version lies, the newer one goes.
  ReadRegStr $0 SHCTX "${ENTRY}" "InstallLocation"
  ${If} $Given != ""
    StrCpy $INSTDIR "$Given"
  ${ElseIf} $0 != ""
    StrCpy $INSTDIR "$0"
  ${ElseIf} $Everybody == 1
    StrCpy $INSTDIR "$PROGRAMFILES64\Commsdesk"
  ${Else}
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Commsdesk"
  ${EndIf}
FunctionEnd

; Elevate starts setup again with an administrator's rights, which Windows asks for, and ends this one. It returns only
; if they were refused.
Function Elevate
  StrCpy $0 "/AllUsers"
  ${If} $Shortcut == 0
    StrCpy $0 "$0 /NoShortcut"
  ${EndIf}
  ${If} $WebView2 == 0
    StrCpy $0 "$0 /NoWebView2"
  ${EndIf}
  ${If} $Runtime != ""
    StrCpy $0 '$0 "/WebView2=$Runtime"'
  ${EndIf}
  ${If} $Given != ""
    StrCpy $0 "$0 /D=$Given"
  ${EndIf}
  ClearErrors
  ExecShell "runas" "$EXEPATH" "$0"
  ${IfNot} ${Errors}
    Quit
  ${EndIf}
  MessageBox MB_OK|MB_ICONINFORMATION "Only an administrator can install Commsdesk for all users. Nothing was changed. You can install it for yourself without one."
  StrCpy $Everybody 0
  Call TakePlace
FunctionEnd

Function AskScope
  ; Whoever has said it on the command line is not asked.
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AllUsers" $0
  ${IfNot} ${Errors}
  ${AndIf} $Everybody == 1
    Abort
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/CurrentUser" $0
  ${IfNot} ${Errors}
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "Commsdesk ${VERSION}" "Choose who to install it for."
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 10u 100% 12u "For &me. No administrator is needed."
  Pop $1
  ${NSD_CreateRadioButton} 0 28u 100% 12u "For &all users of this computer. An administrator must agree."
  Pop $Radio
  ; Who has it for all users already wants that one to become newer.
  ReadRegStr $2 HKLM "${ENTRY}" "InstallLocation"
  ReadRegStr $3 HKCU "${ENTRY}" "InstallLocation"
  ${If} $2 != ""
  ${AndIf} $3 == ""
    ${NSD_Check} $Radio
  ${Else}
    ${NSD_Check} $1
  ${EndIf}
  GetDlgItem $1 $HWNDPARENT 1
  SendMessage $1 ${WM_SETTEXT} 0 "STR:&Install"
  nsDialogs::Show
FunctionEnd

Function TakeScope
  ${NSD_GetState} $Radio $0
  StrCpy $Everybody 0
  ${If} $0 == ${BST_CHECKED}
    StrCpy $Everybody 1
  ${EndIf}
  Call TakePlace
  !insertmacro IsAdministrator
  Pop $0
  ${If} $Everybody == 1
  ${AndIf} $0 == 0
    Call Elevate
    Abort ; refused: back to the question
  ${EndIf}
FunctionEnd
