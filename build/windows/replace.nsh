; How a new program takes the place of one that may be running. Windows does not let a running program be overwritten,
; and lets it be renamed: it goes on under its new name until it is closed. Nothing is killed.

; Replace puts the new program into $INSTDIR. Until the new one lies there completely, the old one is not touched.
Function Replace
  ClearErrors
  File "/oname=${EXE}.new" "${PROGRAM}"
  ${If} ${Errors}
    Delete "$INSTDIR\${EXE}.new"
    StrCpy $0 "$INSTDIR could not be written: check who may write there, and the space on the disk. What was there before still works."
    Call Fail
  ${EndIf}
  ; A free name for the old one. What earlier versions have left behind, and is no longer running, goes.
  StrCpy $2 ""
  ${For} $1 1 99
    Delete "$INSTDIR\${EXE}.$1.old"
    ${If} $2 == ""
    ${AndIfNot} ${FileExists} "$INSTDIR\${EXE}.$1.old"
      StrCpy $2 "$INSTDIR\${EXE}.$1.old"
    ${EndIf}
  ${Next}
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    Rename "$INSTDIR\${EXE}" "$2"
    ${If} ${Errors}
      Delete "$INSTDIR\${EXE}.new"
      StrCpy $0 "$INSTDIR\${EXE} is in use by another program, perhaps a virus scanner. What was there before still works. Run this setup again in a minute."
      Call Fail
    ${EndIf}
  ${EndIf}
  ClearErrors
  Rename "$INSTDIR\${EXE}.new" "$INSTDIR\${EXE}"
  ${If} ${Errors}
    Rename "$2" "$INSTDIR\${EXE}"
    Delete "$INSTDIR\${EXE}.new"
    StrCpy $0 "$INSTDIR\${EXE} could not be written. What was there before still works. Run this setup again in a minute."
    Call Fail
  ${EndIf}
  ; Of a running one the old file goes with the next start of Windows, or with the next setup where nobody with an
  ; administrator's rights is there to tell Windows so.
  Delete /REBOOTOK "$2"
  SetRebootFlag false
  ${If} ${FileExists} "$2"
    StrCpy $Ready 0
    StrCpy $Finish "Commsdesk is open and still runs the old version. Close it and start it again when convenient."
  ${EndIf}
FunctionEnd
