package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// aBill is the bill of what `make packages` has built, made again.
func aBill(t *testing.T) []byte {
	t.Helper()
	made(t, "appimage")
	r := theRelease(t)
	r.Version, r.Work, r.Date = "1.2.3", t.TempDir(), aRelease(t).Date
	paths, err := sbom(r)
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) != 1 || filepath.Base(paths[0]) != "commsdesk-1.2.3.cdx.json" {
		t.Fatalf("made %v", paths)
	}
	text, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheBillOfMaterialsNamesEveryPartWithItsHashAndMostLicences(t *testing.T) {
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(aBill(t)), cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	if bom.Metadata.Component.Name != "commsdesk" || bom.Metadata.Component.Version != "1.2.3" {
		t.Errorf("it is about %s %s", bom.Metadata.Component.Name, bom.Metadata.Component.Version)
	}
	if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(bom.SerialNumber) {
		t.Errorf("serial number %q", bom.SerialNumber)
	}
	licences, hashes, without := map[string]string{}, map[string]string{}, 0
	for _, c := range *bom.Components {
		if c.Hashes != nil && (*c.Hashes)[0].Algorithm == cdx.HashAlgoSHA256 {
			hashes[c.Name] = (*c.Hashes)[0].Value
		}
		if c.Version == "" || c.PackageURL == "" {
			t.Errorf("%s has no version or no package URL", c.Name)
		}
		if c.Hashes == nil && c.Name != "std" {
			t.Errorf("%s has no hash", c.Name)
		}
		if c.Licenses == nil {
			without++
			t.Logf("the licence of %s is not known", c.Name)
			continue
		}
		if one := (*c.Licenses)[0]; one.License != nil {
			licences[c.Name] = one.License.ID
		}
	}
	for name, want := range map[string]string{
		"go.etcd.io/bbolt":                "MIT",
		"github.com/wailsapp/wails/v2":    "MIT",
		"github.com/godbus/dbus/v5":       "BSD-2-Clause",
		"golang.org/x/crypto":             "BSD-3-Clause",
		"std":                             "BSD-3-Clause",
		"svelte":                          "MIT",
		"@fontsource/ibm-plex-sans":       "OFL-1.1",
		"github.com/wailsapp/go-webview2": "MIT", // on Windows alone
		"github.com/diskfs/go-diskfs":     "MIT", // in the start of an AppImage alone
	} {
		if got, there := licences[name]; !there || got != want {
			t.Errorf("%s: licence %q, want %q", name, got, want)
		}
	}
	// What a setup for Windows brings, byte for byte.
	bootstrapper, err := webview2Bootstrapper(theRelease(t))
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(bootstrapper)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hashes["MicrosoftEdgeWebview2Setup"], fmt.Sprintf("%x", sha256.Sum256(program)); got != want {
		t.Errorf("Microsoft's program has the hash %q, and the bill says %q", want, got)
	}
	for name := range licences {
		if strings.HasPrefix(name, "vite") || strings.Contains(name, "staticcheck") {
			t.Errorf("%s is a tool, and no part of the program", name)
		}
	}
	if without > len(*bom.Components)/10 {
		t.Errorf("the licence of %d of %d parts is not known", without, len(*bom.Components))
	}
}

func TestTheBillOfMaterialsFollowsTheSchema(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schemas := filepath.Join(strings.TrimSpace(string(dir)), "schema")
	// The schema names the two that it leans on by the address where they were published.
	for published, file := range map[string]string{
		"http://cyclonedx.org/schema/spdx.schema.json":     "spdx.schema.json",
		"http://cyclonedx.org/schema/jsf-0.82.schema.json": "jsf-0.82.schemax.json",
		"http://cyclonedx.org/schema/bom-1.6.schema.json":  "bom-1.6.schema.json",
	} {
		f, err := os.Open(filepath.Join(schemas, file))
		if err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource(published, document); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := compiler.Compile("http://cyclonedx.org/schema/bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text []byte) error {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(document)
	}
	bill := aBill(t)
	if err := validate(bill); err != nil {
		t.Fatal(err)
	}
	if validate(bytes.Replace(bill, []byte(`"type": "application"`), []byte(`"type": "nothing"`), 1)) == nil {
		t.Fatal("the schema accepts a kind of component that there is not")
	}
}

func TestAMacWritesABillOfItsOwn(t *testing.T) {
	for system, want := range map[string]string{"linux": "commsdesk-1.2.3.cdx.json", "darwin": "commsdesk-1.2.3-macos.cdx.json"} {
		if got := billName("1.2.3", system); got != want {
			t.Errorf("on %s it is %s, want %s", system, got, want)
		}
	}
}

func TestTheSamePartsMakeTheSameBill(t *testing.T) {
	if !bytes.Equal(aBill(t), aBill(t)) {
		t.Fatal("two bills of the same programs differ")
	}
}
