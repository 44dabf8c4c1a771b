package portalsim

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// version is what the ETag of an answer with these rows is made from. It is
// empty where that is the body itself: then no change can escape it. The caller
// holds the mutex.
func (t *traits) version(rows ...row) string {
	if !t.staleTags {
		return ""
	}
	var b strings.Builder
	for _, r := range rows {
		id, _ := r.attribute("id")
		state, _ := r.attribute("state")
		b.WriteString(id + " " + state + "\n")
	}
	return b.String()
}

// tagOf makes an ETag.
func tagOf(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write([]byte(part))
	}
	return `"` + hex.EncodeToString(sum.Sum(nil)[:12]) + `"`
}

// sentTag is a tag as this kind of server sends it.
func (t *traits) sentTag(tag string) string {
	if t.weakTags {
		return "W/" + tag
	}
	return tag
}

// knows reports whether one who asks has the answer with a tag already. Weak
// tags are as good as strong ones here, as the standard has it for GET.
func knows(r *http.Request, tag string) bool {
	return listsTag(r.Header.Values("If-None-Match"), "W/", tag)
}

// matches reports whether a change that is made on what has a tag may be made:
// always when the client does not say on what it is made. Weak tags will not do.
func matches(r *http.Request, tag string) bool {
	lines := r.Header.Values("If-Match")
	return len(lines) == 0 || listsTag(lines, "", tag)
}

// listsTag reports whether a tag is in what a header lists, also with a prefix
// before it.
func listsTag(lines []string, prefix, tag string) bool {
	for _, line := range lines {
		for known := range strings.SplitSeq(line, ",") {
			if known = strings.TrimPrefix(strings.TrimSpace(known), prefix); known == tag || known == "*" {
				return true
			}
		}
	}
	return false
}
