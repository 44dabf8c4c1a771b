package main

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMetainfo_ShowsThePicturesOfTheTour(t *testing.T) {
	text, err := os.ReadFile("../linux/commsdesk.metainfo.xml")
	if err != nil {
		t.Fatal(err)
	}
	r := &release{Version: "1.2.3", Date: time.Date(2026, 5, 28, 0, 0, 0, 0, time.UTC)}
	path := filepath.Join(t.TempDir(), "commsdesk.metainfo.xml")
	filled := metainfo(text, r, "https://forge.example/team/commsdesk/")
	if err := os.WriteFile(path, filled, 0o644); err != nil {
		t.Fatal(err)
	}
	tour, err := os.ReadFile("../../docs/tour.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		if !strings.Contains(string(filled), "<image>https://forge.example/team/commsdesk/raw/v1.2.3/docs/"+p.file+"</image>") {
			t.Errorf("%s is not shown", p.file)
		}
		if !strings.Contains(string(tour), "("+p.file) {
			t.Errorf("%s is no picture of the tour", p.file)
		}
	}
	out, err := exec.Command("appstreamcli", "validate", "--no-net", "--no-color", path).CombinedOutput()
	if len(out) == 0 {
		t.Fatal(err, "appstreamcli says nothing")
	}
	for line := range strings.Lines(string(out)) {
		if (strings.HasPrefix(line, "W:") || strings.HasPrefix(line, "E:")) && !strings.Contains(line, "cid-desktopapp-is-not-rdns") {
			t.Error(line)
		}
	}
	if without := string(metainfo(text, r, "")); strings.Contains(without, "<image>") || !strings.Contains(without, `version="1.2.3"`) {
		t.Error(without)
	}
}

func TestAnAddressMayHoldWhatXMLDoesNot(t *testing.T) {
	r := &release{Version: "1.2.3"}
	const home = `https://forge.example/?team=1&project="<commsdesk>"`
	var filled struct {
		URL    string   `xml:"url"`
		Images []string `xml:"screenshots>screenshot>image"`
	}
	if err := xml.Unmarshal(metainfo([]byte("<component><releases/></component>"), r, home), &filled); err != nil {
		t.Fatal(err)
	}
	if filled.URL != home || len(filled.Images) != len(pictures) || !strings.HasPrefix(filled.Images[0], home+"/raw/v1.2.3/") {
		t.Errorf("%+v", filled)
	}
}
