package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/pelletier/go-toml/v2"

	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"
)

// catalogFile is a catalog as it is written: what a portal that tells of no plans has on offer.
type catalogFile struct {
	Currency string      `toml:"currency"`
	Features []string    `toml:"features"`
	Plan     []planEntry `toml:"plan"`
	Pack     []packEntry `toml:"travel_pack"`
}

type planEntry struct {
	ID          string   `toml:"id"`
	Name        string   `toml:"name"`
	Platform    string   `toml:"platform"`
	Price       any      `toml:"price"`
	Currency    string   `toml:"currency"`
	NetworkType string   `toml:"network_type"`
	SpeedCap    string   `toml:"speed_cap"`
	Inclusions  []string `toml:"inclusions"`
	includedEntry
}

type packEntry struct {
	ID       string `toml:"id"`
	Name     string `toml:"name"`
	Price    any    `toml:"price"`
	Currency string `toml:"currency"`
	Days     int    `toml:"days"`
	Where    string `toml:"where"`
	includedEntry
}

// includedEntry is what a plan or a pack includes, such as "60 GB" or "unlimited".
type includedEntry struct {
	Data  string `toml:"data"`
	Voice string `toml:"voice"`
	SMS   string `toml:"sms"`
}

// loadCatalogs reads the catalog file of each profile that names one. It lies beside the configuration, unless its
// path begins at the root.
func loadCatalogs(path string, text []byte, profiles []Profile) error {
	for i := range profiles {
		p := &profiles[i]
		if p.CatalogFile == "" {
			continue
		}
		at := p.CatalogFile
		if !filepath.IsAbs(at) {
			at = filepath.Join(filepath.Dir(path), at)
		}
		catalog, err := disk.Read(at, largest)
		if err != nil {
			because, _ := disk.Why(err)
			why := fmt.Sprintf("the catalog %s cannot be read%s", at, because)
			if errors.Is(err, fs.ErrNotExist) {
				why = fmt.Sprintf("there is no catalog %s", at)
			}
			lines, _ := linesOf(text, "profile") // it was read before
			return wrong(path, lines.of(i, "catalog_file"), why)
		}
		if p.Offer, err = readCatalog(at, catalog); err != nil {
			return err
		}
		p.Offer.ReadAt = time.Now().Round(0).UTC()
	}
	return nil
}

// readCatalog makes an offer of a catalog. Any mistake is an error that names the file, the line and the reason.
func readCatalog(path string, text []byte) (telecom.Offer, error) {
	wrong := func(line int, why string) (telecom.Offer, error) {
		return telecom.Offer{}, &telecom.Error{Code: telecom.Invalid, Text: fmt.Sprintf("The catalog %s is wrong in line %d: %s. Nothing was opened. Correct the line and start again.", path, line, why)}
	}
	var f catalogFile
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		return wrong(explain(err))
	}
	if len(f.Plan)+len(f.Pack)+len(f.Features) == 0 {
		return wrong(1, "it holds no [[plan]], no [[travel_pack]] and no features")
	}
	plans, err := linesOf(text, "plan")
	if err != nil {
		return wrong(1, err.Error())
	}
	packs, _ := linesOf(text, "travel_pack") // the same text
	if f.Currency != "" && !isCurrency(f.Currency) {
		return wrong(plans.top("currency"), notCurrency(f.Currency))
	}
	var offer telecom.Offer
	taken := taken{}
	for i, e := range f.Plan {
		p, m := e.check(f.Currency)
		if m == nil {
			m = taken.add("plan", p.ID, p.Name, p.Platform)
		}
		if m != nil {
			return wrong(plans.of(i, m.key), m.why)
		}
		offer.Plans = append(offer.Plans, p)
	}
	for i, e := range f.Pack {
		p, m := e.check(f.Currency)
		if m == nil {
			m = taken.add("travel pack", p.ID, p.Name, "")
		}
		if m != nil {
			return wrong(packs.of(i, m.key), m.why)
		}
		offer.Packs = append(offer.Packs, p)
	}
	seen := said{}
	for _, name := range f.Features {
		if why := seen.add(name); why != "" {
			return wrong(plans.top("features"), why)
		}
	}
	offer.Features = f.Features
	return offer, nil
}

// taken are the names and ids of a catalog so far.
type taken map[string]bool

// add says why something cannot stand in the catalog; nil: it can.
func (t taken) add(what, id, name, platform string) *mistake {
	if id != "" {
		if t["id "+id] {
			return &mistake{"id", fmt.Sprintf("%q is the id of something else in this catalog", id)}
		}
		t["id "+id] = true
	}
	key := what + " " + telecom.Normalize(name) + " " + platform
	if t[key] {
		return &mistake{"name", fmt.Sprintf("%q is the name of another %s", name, what)}
	}
	t[key] = true
	return nil
}
