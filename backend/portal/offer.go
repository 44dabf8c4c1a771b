package portal

import (
	"context"
	"net/http"
	"time"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
)

// What is read at most of a catalog. One for staff to choose from has some hundreds of rows.
const (
	offeringsAtMost     = 10_000
	offeringPagesAtMost = 200
)

// Offer is what the portal has on offer now, in the portal's order: plans, travel packs and features, each once. Prices
// are told where they stand in the offering itself, not where it only refers to them. Where the profile has no address
// for a catalog, it is the zero Offer and no error; with an error nothing is told.
func (p *Portal) Offer(ctx context.Context) (telecom.Offer, error) {
	if p.catalog == nil {
		return telecom.Offer{}, nil
	}
	now := time.Now().Round(0).UTC()
	ctx, ages := telecom.WithAges(ctx)
	of := func(raw jsontext.Value) (offeringRow, bool) { return offeringOf(raw, &p.words, now) }
	offer := telecom.Offer{ReadAt: now}
	named, rows := map[string]bool{}, 0
	for page, err := range pagesOf(ctx, p, p.catalog, listing{}, offeringPagesAtMost, of, func(r offeringRow) string { return r.key }) {
		if err == nil && isNoList(page, listing{}) {
			err = noList("catalog", "catalog")
		}
		if err != nil {
			return telecom.Offer{}, err
		}
		for _, r := range page.fresh {
			switch {
			case r.plan != nil:
				offer.Plans = append(offer.Plans, *r.plan)
			case r.pack != nil:
				offer.Packs = append(offer.Packs, *r.pack)
			case r.feature != "" && !named[telecom.Normalize(r.feature)]:
				named[telecom.Normalize(r.feature)] = true
				offer.Features = append(offer.Features, r.feature)
			}
		}
		if page.Page.Last {
			offer.ReadAt = now.Add(-ages.Oldest())
			return offer, nil
		}
		if rows += len(page.fresh); rows >= offeringsAtMost {
			break
		}
	}
	return telecom.Offer{}, &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "more offerings than are read", status: http.StatusOK},
		Text: "The portal’s catalog is larger than Commsdesk reads. No plans are offered from it. Write those that staff order into a catalog file, and name it as catalog_file in the profile."}
}
