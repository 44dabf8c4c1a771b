package portal

import (
	"hash/maphash"
	"sync"

	"commsdesk/backend/telecom"
)

// A server may say that a list is unchanged, by the tag (ETag) of its answer. That is believed only once a tag was seen
// to follow what matters: it changed when only the inside of a row did, such as a stage of an order. Many servers make
// their tags of a version that stages do not change.
const (
	tagProofs  = 2   // changes inside rows that a tag must follow before tags are believed
	tagsAtMost = 64  // lists that are remembered
	tagBytes   = 4e6 // of a remembered answer, at most
)

// tags are the lists that may be asked for again.
type tags struct {
	mu     sync.Mutex
	seed   maphash.Seed
	lists  map[string]*tagged
	proofs int
}

// tagged is a list as last answered.
type tagged struct {
	tag     string
	answer  answer
	stubs   uint64 // a hash of its ids and states
	body    uint64
	trusted int // how often it was believed unchanged since it was read whole
}

func newTags() *tags { return &tags{seed: maphash.MakeSeed(), lists: map[string]*tagged{}} }

// of returns the tag to ask with, and its answer; empty if the list is to be read whole.
func (t *tags) of(url string) (tag string, was answer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.lists[url]
	if l == nil || l.answer.body == nil || l.trusted >= telecom.TagTrust {
		return "", answer{}
	}
	l.trusted++
	return l.tag, l.answer
}

// saw compares a list that was read whole with its earlier state. It returns AnsweredRight once tags can be believed,
// AnsweredOther if a tag stayed although the list changed, AnsweredNone if there is no tag, and empty if nothing
// follows.
func (t *tags) saw(url string, an answer, stubs string) telecom.Reason {
	if an.tag == "" {
		return telecom.AnsweredNone
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := &tagged{tag: an.tag, stubs: maphash.String(t.seed, stubs), body: maphash.Bytes(t.seed, an.body)}
	if len(an.body) <= tagBytes {
		now.answer = an
	}
	was := t.lists[url]
	if was == nil && len(t.lists) >= tagsAtMost {
		for old := range t.lists { // any: lists that are asked for come again
			delete(t.lists, old)
			break
		}
	}
	t.lists[url] = now
	switch {
	case was == nil || was.body == now.body:
		return ""
	case was.tag == now.tag:
		t.proofs = 0
		clear(t.lists)
		return telecom.AnsweredOther
	case was.stubs == now.stubs:
		if t.proofs++; t.proofs >= tagProofs {
			return telecom.AnsweredRight
		}
	}
	return ""
}
