; A program that ends with 5, as icacls does where it is refused.
Unicode true
Target amd64-unicode
RequestExecutionLevel user
SilentInstall silent
OutFile "${OUT}"
Section
  SetErrorLevel 5
  Quit
SectionEnd
