; What keeps setup from writing over another program, and its uninstaller from taking that away later: both lay and delete
; files whose names many programs use.

; LeaveOthersAlone fails where one of those names is taken in $INSTDIR, and not by a Commsdesk.
Function LeaveOthersAlone
  ReadRegStr $0 SHCTX "${ENTRY}" "InstallLocation"
  ${If} $0 == $INSTDIR
  ${OrIf} ${FileExists} "$INSTDIR\${EXE}"
    Return
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\LICENSE.txt"
    Goto taken
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\uninstall.exe"
    Return
  ${EndIf}
  ; That of a Commsdesk stays where it was run with _?=.
  Call ReadProduct
  ${IfThen} $0 == "Commsdesk" ${|} Return ${|}
taken:
  StrCpy $0 "$INSTDIR holds another program. Nothing was changed. Choose an empty folder."
  Call Fail
FunctionEnd

; ReadProduct leaves in $0 which product $INSTDIR\uninstall.exe says it belongs to, or nothing.
Function ReadProduct
  StrCpy $0 ""
  System::Call 'version::GetFileVersionInfoSizeW(w "$INSTDIR\uninstall.exe", p 0) i.r1'
  ${IfThen} $1 == 0 ${|} Return ${|}
  System::Alloc $1
  Pop $2
  System::Call 'version::GetFileVersionInfoW(w "$INSTDIR\uninstall.exe", i 0, i r1, p r2) i.r3'
  ${If} $3 != 0
    System::Call 'version::VerQueryValueW(p r2, w "\StringFileInfo\040904b0\ProductName", *p .r4, *i .r5) i.r3'
    ${If} $3 != 0
      System::Call '*$4(&w64 .r0)'
    ${EndIf}
  ${EndIf}
  System::Free $2
FunctionEnd
