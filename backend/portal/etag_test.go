package portal

import (
	"fmt"
	"net/http"
	"testing"

	"commsdesk/backend/telecom"
)

// tagServer has one open order, whose stages and state a test moves.
type tagServer struct {
	state  string
	stages int
	honest bool // its tags follow the stages, too
	none   bool // there are none
	whole  int  // answers with a body, to the question for the open orders
	same   int  // answers without
}

func (s *tagServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("state") != s.state {
		answers(200, `[]`)(w, r)
		return
	}
	tag := fmt.Sprintf(`"%s"`, s.state)
	if s.honest {
		tag = fmt.Sprintf(`"%s-%d"`, s.state, s.stages)
	}
	if !s.none {
		w.Header().Set("ETag", tag)
	}
	if r.Header.Get("If-None-Match") == tag {
		s.same++
		w.WriteHeader(http.StatusNotModified)
		return
	}
	s.whole++
	stages := ""
	for i := range s.stages {
		stages += fmt.Sprintf(`,{"name":"S%d"}`, i)
	}
	fmt.Fprintf(w, `[{"id":"a","state":%q,"milestone":[{"name":"S"}%s]}]`, s.state, stages)
}

func TestTags_BelievedOnceOneFollowedAStage(t *testing.T) {
	for name, c := range map[string]struct {
		server tagServer
		works  bool
		known  bool
		reason telecom.Reason
	}{
		"honest": {tagServer{state: "held", honest: true}, true, true, telecom.AnsweredRight},
		"lying":  {tagServer{state: "held"}, false, true, telecom.AnsweredOther},
		"none":   {tagServer{state: "held", none: true}, false, true, telecom.AnsweredNone},
	} {
		t.Run(name, func(t *testing.T) {
			s := &c.server
			p := served(t, s.ServeHTTP)
			known := []telecom.Order{{ID: "a", State: "held"}}
			stages := func() int {
				got, err := p.OpenOrders(t.Context(), known)
				if err != nil || len(got.Items) != 1 {
					t.Fatal(got, err)
				}
				return len(got.Items[0].Trail)
			}
			for range 6 {
				for range 3 {
					if got := stages(); got != s.stages+1 {
						t.Fatalf("%d stages, really %d", got, s.stages+1)
					}
				}
				s.stages++
			}
			got, known2 := p.ordering.finding(telecom.Unchanged)
			if got.Works != c.works || known2 != c.known || got.Reason != c.reason {
				t.Errorf("got %+v, want works %v for %q", got, c.works, c.reason)
			}
			if (s.same > 0) != c.works {
				t.Errorf("%d times believed unchanged", s.same)
			}
		})
	}
}

func TestTags_NoticeOneThatStopsFollowing(t *testing.T) {
	s := &tagServer{state: "held", honest: true}
	p := served(t, s.ServeHTTP)
	known := []telecom.Order{{ID: "a", State: "held"}}
	read := func() int {
		got, err := p.OpenOrders(t.Context(), known)
		if err != nil || len(got.Items) != 1 {
			t.Fatal(got, err)
		}
		return len(got.Items[0].Trail)
	}
	for range 4 {
		read()
		s.stages++
	}
	if !p.ordering.works(telecom.Unchanged) {
		t.Fatal("not believed")
	}
	read()
	s.honest = false // another server took over
	s.stages++
	late := 0
	for read() != s.stages+1 {
		if late++; late > telecom.TagTrust+1 {
			t.Fatal("a change is not seen")
		}
		s.stages++ // under the tag of before
	}
	for range 3 * telecom.TagTrust {
		s.stages++
		read()
	}
	if p.ordering.works(telecom.Unchanged) {
		t.Error("still believed")
	}
}
