package telecom

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Digest is a digest of how far an order has come, by what the portal says of it: another one means that the portal
// said something new. It holds nothing that can be read.
func (o *Order) Digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d %d\n", o.State, o.Summary, o.StartedAt.UnixNano(), o.CompletedAt.UnixNano())
	for _, s := range o.Trail {
		fmt.Fprintf(h, "stage %d %q %q %q\n", s.At.UnixNano(), s.Code, s.Text, s.More)
	}
	for _, r := range o.Says {
		fmt.Fprintf(h, "says %q %d %q %q\n", r.Kind, r.At.UnixNano(), r.Code, r.Text)
	}
	for _, i := range o.Items {
		fmt.Fprintf(h, "item %q %q\n", i.ID, i.State)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Holds says whether a person's word still counts for an order: the portal has said nothing new of it since.
func (c *ClosedHere) Holds(o *Order) bool { return c.Digest == o.Digest() }
