package telecom

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// DocumentKey names what the i-th document of a version holds, wherever it is kept: another version, address or size is
// another content. The portal's own ids may be empty, or the same in every version. It holds nothing that can be read.
func (a *Agreement) DocumentKey(i int) string {
	d := a.Documents[i]
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d", a.ID, a.Version, d.Address, d.Size))
	return hex.EncodeToString(sum[:16])
}

// DocumentKeys are those of all documents of a version.
func (a *Agreement) DocumentKeys() []string {
	keys := make([]string, len(a.Documents))
	for i := range a.Documents {
		keys[i] = a.DocumentKey(i)
	}
	return keys
}
