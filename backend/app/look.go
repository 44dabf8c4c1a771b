package app

import (
	"encoding/json"

	"commsdesk/backend/bindings"
	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"
)

// mostLook is the maximum size of the look file.
const mostLook = 1 << 12

// Look returns the saved look, or the default if the file is missing or unreadable.
func (a *App) Look() (l bindings.Look) {
	content, err := disk.Read(a.home.Look(), mostLook)
	if err != nil || json.Unmarshal(content, &l) != nil {
		return bindings.Look{}
	}
	return l
}

// KeepLook saves the look of the window. It holds no customer data, so it is saved even where no data is kept.
func (a *App) KeepLook(l bindings.Look) error {
	content, err := json.Marshal(l)
	if err == nil {
		err = disk.Replace(a.home.Look(), content)
	}
	if err != nil {
		return &telecom.Error{Code: telecom.Internal, Cause: nameless(err), Text: "The row height was not saved: the data folder " +
			"cannot be written. The setting lasts until you close the window. Run commsdesk doctor."}
	}
	return nil
}
