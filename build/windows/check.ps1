# Installs the setup for this user, asks the program two things, and removes it again. On Windows alone.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '../..')

$version = (Get-Content wails.json -Raw | ConvertFrom-Json).info.productVersion
$setup = Resolve-Path "build/packages/commsdesk-$version-windows-amd64-setup.exe"
$entry = 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\Commsdesk'

function Invoke-Quietly($program, $arguments) {
    $ended = Start-Process -FilePath $program -ArgumentList $arguments -Wait -PassThru
    if ($ended.ExitCode -ne 0) { throw "$program ended with $($ended.ExitCode)" }
}

Invoke-Quietly $setup '/S'
$folder = (Get-ItemProperty $entry).InstallLocation
$program = Join-Path $folder 'commsdesk.exe'

# The pipe makes PowerShell wait for a program that has no console of its own.
$said = & $program --version | Out-String
if (-not $said.Contains($version)) { throw "it says that it is: $said" }

# Nothing is configured, and the doctor says so: 1 is its answer, more would be a crash.
$data = Join-Path ([IO.Path]::GetTempPath()) 'commsdesk-check'
& $program doctor --data-dir $data | Out-String
if ($LASTEXITCODE -gt 1) { throw "the doctor ended with $LASTEXITCODE" }

# _?= makes the uninstaller wait until it is done; it takes no quotes, and leaves itself behind.
Invoke-Quietly (Join-Path $folder 'uninstall.exe') "/S _?=$folder"
if (Test-Path $program) { throw "$program is still there" }
if (Test-Path $entry) { throw 'it is still listed among what is installed' }
Write-Output 'installed, answered and removed'
exit 0
