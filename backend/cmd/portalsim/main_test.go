package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"commsdesk/backend/portalsim"
)

func TestRun_PrintsAddressesReadyToPaste(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var out, problems bytes.Buffer
	code := run(ctx, []string{"-addr", "127.0.0.1:0", "-services", "20", "-personality", "reference", "-fault", "slow,moving", "-fault",
		"empty,refuse,writeslow", "-latency", "1m", "-usage-key", "line", "-variant", "loudkinds,notetrail"}, &out, &problems)
	if code != 0 || problems.Len() > 0 {
		t.Fatalf("exit %d: %s", code, &problems)
	}
	for _, want := range []string{"[profile.api]\nservice_inventory = \"http://127.0.0.1:", "/tmf-api/serviceOrdering/v4\"\n",
		"personality reference", "/tmf-api/usage/v4\n", "/tmf-api/productCatalogManagement/v4\n", "\nusage = \"http://127.0.0.1:",
		"\ncatalog = \"http://127.0.0.1:", "/tmf-api/agreementManagement/v4\"\n[profile.names]\nusage_key = \"line\"\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &out)
		}
	}
}

func TestRun_WrongFlagsGetASentence(t *testing.T) {
	for args, want := range map[string]string{
		"-personality=grumpy":  "choose one of ideal, reference",
		"-fault=slow,tired":    "choose one of slow, down",
		"-variant=odd":         "choose one of olderwire, errorobject",
		"-services=-4":         "cannot have -4 services",
		"-speed=-1":            "cannot run at speed -1",
		"-colour=red":          "not defined: -colour",
		"something":            `no use for "something"`,
		"-services=many":       "invalid value",
		"-speed=NaN":           "cannot run at speed NaN",
		"-fault=":              "there is no fault",
		"-latency=-1s":         "cannot wait for -1s",
		"-speed=+Inf":          "cannot run at speed +Inf",
		"-services=2000000000": "cannot have 2000000000 services",
	} {
		var out, problems bytes.Buffer
		if code := run(context.Background(), []string{args}, &out, &problems); code != 2 || !strings.Contains(problems.String(), want) {
			t.Errorf("%s: exit %d, said %q", args, code, &problems)
		}
		if out.Len() > 0 || strings.Count(problems.String(), "\n") != 1 {
			t.Errorf("%s: not one sentence: %s%s", args, &out, &problems)
		}
	}
}

func TestRun_OnlyThisMachineCanAsk(t *testing.T) {
	var out, problems bytes.Buffer
	if code := run(context.Background(), []string{"-addr", "0.0.0.0:0", "-services", "5"}, &out, &problems); code != 1 ||
		!strings.Contains(problems.String(), "this machine only") {
		t.Errorf("exit %d, said %q", code, &problems)
	}
}

func TestRun_HelpIsNotAnError(t *testing.T) {
	var out, problems bytes.Buffer
	if code := run(context.Background(), []string{"-h"}, &out, &problems); code != 0 || !strings.Contains(problems.String(), "-personality") {
		t.Errorf("exit %d, said %q", code, &problems)
	}
	for _, choices := range []string{explained(portalsim.Personalities()), explained(portalsim.Variants()), explained(portalsim.Pagings()),
		explained(portalsim.Faults())} {
		for line := range strings.Lines(choices) {
			if !strings.Contains(problems.String(), strings.TrimSpace(line)) || len(strings.Fields(line)) < 2 {
				t.Errorf("%q is not explained", line)
			}
		}
	}
}
