package app

import (
	"encoding/json"

	"commsdesk/backend/bindings"
	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"
)

// mostLook is more than the file with the look of the window ever holds.
const mostLook = 1 << 12

// Look returns the look that was kept. A file that is missing or cannot be read stands for the usual one.
func (a *App) Look() (l bindings.Look) {
	content, err := disk.Read(a.home.Look(), mostLook)
	if err != nil || json.Unmarshal(content, &l) != nil {
		return bindings.Look{}
	}
	return l
}

// KeepLook remembers the look of the window. It holds nothing of a customer's, so it is kept also where no data is.
func (a *App) KeepLook(l bindings.Look) error {
	content, err := json.Marshal(l)
	if err == nil {
		err = disk.Replace(a.home.Look(), content)
	}
	if err != nil {
		return &telecom.Error{Code: telecom.Internal, Cause: nameless(err), Text: "The row height could not be remembered: the data folder " +
			"cannot be written. It stays until you close the window. Run commsdesk doctor."}
	}
	return nil
}
