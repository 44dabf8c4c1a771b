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

// catalogFile is a catalog as written: what is on offer where the portal has no catalog of its own.
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

// includedEntry holds the allowances of a plan or a pack, such as "60 GB" or "unlimited".
type includedEntry struct {
	Data  string `toml:"data"`
	Voice string `toml:"voice"`
	SMS   string `toml:"sms"`
}

// loadCatalogs reads the catalog file of each profile that names one. A relative path starts at the configuration's folder.
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
		catalog, err := disk.ReadText(at, largest)
		if err != nil {
			because, _ := disk.Why(err)
			why := fmt.Sprintf("the catalog %s cannot be read%s", at, because)
			if errors.Is(err, fs.ErrNotExist) {
				why = fmt.Sprintf("the catalog %s does not exist", at)
			}
			lines, _ := linesOf(text, "profile") // parsed before without an error
			return wrong(path, lines.of(i, "catalog_file"), why)
		}
		if p.Offer, err = readCatalog(at, catalog); err != nil {
			return err
		}
		p.Offer.ReadAt = time.Now().Round(0).UTC()
	}
	return nil
}

// readCatalog turns a catalog into an offer. A mistake is an error that names the file, the line and the reason.
func readCatalog(path string, text []byte) (telecom.Offer, error) {
	wrong := func(line int, why string) (telecom.Offer, error) {
		return telecom.Offer{}, hasError("catalog", path, line, why)
	}
	var f catalogFile
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		return wrong(explain(err))
	}
	if len(f.Plan)+len(f.Pack)+len(f.Features) == 0 {
		return wrong(1, "it has no [[plan]], no [[travel_pack]] and no features")
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
	seen := catalogNames{}
	for i, e := range f.Plan {
		p, m := e.check(f.Currency)
		if m == nil {
			m = seen.add("plan", p.ID, p.Name, p.Platform)
		}
		if m != nil {
			return wrong(plans.of(i, m.key), m.why)
		}
		offer.Plans = append(offer.Plans, p)
	}
	for i, e := range f.Pack {
		p, m := e.check(f.Currency)
		if m == nil {
			m = seen.add("travel pack", p.ID, p.Name, "")
		}
		if m != nil {
			return wrong(packs.of(i, m.key), m.why)
		}
		offer.Packs = append(offer.Packs, p)
	}
	features := seenWords{}
	for _, name := range f.Features {
		if why := features.add(name); why != "" {
			return wrong(plans.top("features"), why)
		}
	}
	offer.Features = f.Features
	return offer, nil
}

// catalogNames holds the names and IDs of a catalog so far.
type catalogNames map[string]bool

// add returns why something cannot be in the catalog too, or nil.
func (n catalogNames) add(what, id, name, platform string) *mistake {
	if id != "" {
		if n["id "+id] {
			return &mistake{"id", fmt.Sprintf("something else in this catalog already has the id %q", id)}
		}
		n["id "+id] = true
	}
	key := what + " " + telecom.Normalize(name) + " " + platform
	if n[key] {
		return &mistake{"name", fmt.Sprintf("another %s is already named %q", what, name)}
	}
	n[key] = true
	return nil
}
