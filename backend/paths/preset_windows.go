package paths

import (
	"os"

	"golang.org/x/sys/windows"
)

// setByAdministrator reports whether a file or folder belongs to administrators or to Windows itself. Any user may make
// folders where presets are, but owns what they make.
func setByAdministrator(path string) bool {
	// A link is refused: its target would be read, and the link's owner can change it at any time.
	if info, err := os.Lstat(path); err != nil || !info.IsDir() && !info.Mode().IsRegular() {
		return false
	}
	security, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return false
	}
	owner, _, err := security.Owner()
	return err == nil && owner != nil && isAdministrators(owner)
}

// isAdministrators reports whether an owner is Administrators, SYSTEM or TrustedInstaller.
func isAdministrators(owner *windows.SID) bool {
	switch owner.String() {
	case "S-1-5-32-544", "S-1-5-18", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464":
		return true
	}
	return false
}
