package store

import (
	"bytes"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

func someExperience() telecom.Experience {
	return telecom.Experience{
		Portal: "https://portal.example/tmf-api",
		Findings: telecom.Findings{
			{API: telecom.ServiceOrdering, Capability: telecom.FilterByState, Works: true, Reason: telecom.AnsweredRight, At: monday},
			{API: telecom.ServiceOrdering, Capability: telecom.NewestFirst, Reason: telecom.RejectedIt, At: monday.Add(time.Second)},
		},
		Failures: []telecom.Failure{{From: monday, Until: monday.Add(time.Minute), Times: 3, Code: telecom.Damaged,
			Text: "The portal is away."}},
	}
}

func TestLearn_CountsAtOnceAndAfterRestart(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	if diff := cmp.Diff(telecom.Experience{}, c.Experience()); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	c.Learn(someExperience())
	if diff := cmp.Diff(someExperience(), c.Experience()); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open(t, path)
	if diff := cmp.Diff(someExperience(), c.Experience()); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	if bytes.Contains(read(t, path), []byte("portal.example")) {
		t.Error("it lies there in clear")
	}
	c.Learn(telecom.Experience{Portal: "another"})
	_ = c.Close()
	if diff := cmp.Diff(telecom.Experience{Portal: "another"}, open(t, path).Experience()); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

func TestLearn_IsWrittenWithNextChange(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{Services: services(1), ReadAt: monday})
	before := read(t, path)
	c.Learn(someExperience())
	if !bytes.Equal(before, read(t, path)) {
		t.Error("learning alone was written")
	}
	apply(t, c, telecom.Changes{Services: services(2), ReadAt: monday})
	crashed := cachePath(t)
	write(t, crashed, read(t, path))
	if diff := cmp.Diff(someExperience(), open(t, crashed).Experience()); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	// Later changes and a rebuilt index keep it.
	apply(t, c, telecom.Changes{Services: services(3), ReadAt: monday})
	_ = c.Close()
	dropIndex(t, path)
	if diff := cmp.Diff(someExperience(), open(t, path).Experience()); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

func TestLearn_KnownExperienceWritesNothing(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	c.Learn(someExperience())
	_ = c.Close()
	before := read(t, path)
	c = open(t, path)
	c.Learn(someExperience())
	_ = c.Close()
	if !bytes.Equal(before, read(t, path)) {
		t.Error("the file was written")
	}
}

func TestExperience_ReturnsCopy(t *testing.T) {
	c := open(t, cachePath(t))
	given := someExperience()
	c.Learn(given)
	got := c.Experience()
	for _, e := range []telecom.Experience{given, got} {
		e.Findings[0].Works, e.Failures[0].Times = false, 99
	}
	if diff := cmp.Diff(someExperience(), c.Experience()); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}
