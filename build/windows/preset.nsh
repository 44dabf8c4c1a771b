; The folder of the preset configuration, which everybody's Commsdesk reads: %ProgramData%\commsdesk. Any user may make
; folders in %ProgramData%, so this one is made and closed before there is a program that reads it.

; ClosePreset keeps that folder to administrators, or fails. The files in it stay, and so do their owners: the program
; reads none that a user has laid there.
Function ClosePreset
  StrCpy $0 "$APPDATA\commsdesk" ; of everybody: %ProgramData%
  System::Call 'kernel32::GetFileAttributesW(w r0) i.r1'
  ${If} $1 != -1
    IntOp $1 $1 & 0x400
    ${If} $1 != 0
      RMDir "$0" ; of a link or junction nothing but itself
    ${EndIf}
  ${EndIf}
  CreateDirectory "$0"
  System::Call 'kernel32::GetFileAttributesW(w r0) i.r1'
  ${If} $1 == -1
    Goto open
  ${EndIf}
  IntOp $1 $1 & 0x410
  ${If} $1 <> 0x10 ; a folder, and no link
    Goto open
  ${EndIf}
  ; Who owned it could open it again. Then what a user has allowed goes, and only then does it get rights of its own.
  nsExec::Exec '"$SYSDIR\icacls.exe" "$0" /setowner *S-1-5-32-544 /L /Q'
  Pop $1
  StrCmp $1 0 0 open
  nsExec::Exec '"$SYSDIR\icacls.exe" "$0" /reset /L /Q'
  Pop $1
  StrCmp $1 0 0 open
  nsExec::Exec '"$SYSDIR\icacls.exe" "$0" /inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX /L /Q'
  Pop $1
  StrCmp $1 0 0 open
  ; Nothing in it: the next call would not like that.
  FindFirst $2 $3 "$0\*"
  StrCpy $4 0
  ${DoWhile} $3 != ""
    ${If} $3 != "."
    ${AndIf} $3 != ".."
      StrCpy $4 1
    ${EndIf}
    FindNext $2 $3
  ${Loop}
  FindClose $2
  ${If} $4 == 1
    nsExec::Exec '"$SYSDIR\icacls.exe" "$0\*" /reset /T /C /L /Q'
    Pop $1
    StrCmp $1 0 0 open
  ${EndIf}
  Return
open:
  StrCpy $0 "The folder $0 of the system-wide configuration could not be restricted to administrators. Nothing was installed. Delete anything with that name, then run this setup again."
  Call Fail
FunctionEnd
