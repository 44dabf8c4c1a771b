package bindings

import (
	"testing"

	"commsdesk/backend/telecom"
)

func TestADayIsSentAsItIsCheckedWithoutTheSpacesAround(t *testing.T) {
	d := Draft{Kind: telecom.NumberPort, StartOn: " 2026-11-22", BornOn: "1990-02-28 ", AuthorisedOn: "\t2026-11-22"}
	word := d.domain()
	if word.StartOn != "2026-11-22" || word.Port.BornOn != "1990-02-28" || word.Port.AuthorisedOn != "2026-11-22" {
		t.Errorf("%+v", word)
	}
}
