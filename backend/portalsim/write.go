package portalsim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// largestBody is how many bytes a client may send.
const largestBody = 256 << 10

// creators do the work that a client posts to an address, under the portal's mutex. A nil row stands for a placeholder.
var creators = map[string]func(p *Portal, body []byte, remote string) (row, *problem){orderPath: createOrder,
	cancelPath: createCancellation}

// serveWrite answers a POST to a list, or a PATCH of a row in it.
func (p *Portal) serveWrite(w http.ResponseWriter, r *http.Request, list string, on map[Fault]bool, do func(body []byte) (row, *problem)) {
	patch := r.Method == http.MethodPatch
	body, ok := p.readBody(w, r, patch && !p.traits.strict)
	if !ok {
		return
	}
	var id, tag string
	answer := placeholders[list]
	p.mu.Lock()
	row, why := do(body)
	if row != nil {
		id, _ = row.attribute("id")
		answer, tag = p.show(row, nil, on), p.tag(row, on)
	}
	p.mu.Unlock()
	if why != nil {
		p.refuse(w, *why)
		return
	}
	status := http.StatusCreated
	if patch && !p.traits.changedIs201 || !patch && p.traits.createdIs200 {
		status = http.StatusOK
	}
	if patch && p.traits.etags {
		w.Header().Set("ETag", p.traits.sentTag(cmp.Or(tag, tagOf(string(answer)))))
	}
	if !patch && row != nil {
		w.Header().Set("Location", list+"/"+id)
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	w.Write(answer)
}

// tag returns the ETag of a row as it is now. Callers hold the mutex.
func (p *Portal) tag(r row, on map[Fault]bool) string {
	return tagOf(cmp.Or(p.traits.version(r), string(p.show(r, nil, on))))
}

// readBody reads what a client sent. It reports false when it has refused that. merge says whether the type of a merge
// patch will do as well.
func (p *Portal) readBody(w http.ResponseWriter, r *http.Request, merge bool) (body []byte, ok bool) {
	kind, more, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" && !(merge && kind == "application/merge-patch+json") ||
		more["charset"] != "" && !strings.EqualFold(more["charset"], "utf-8") {
		p.refuse(w, problem{http.StatusUnsupportedMediaType, "Unsupported media type", "This portal reads " + contentType + " only."})
		return nil, false
	}
	body, err = io.ReadAll(io.LimitReader(r.Body, largestBody+1))
	if err != nil {
		panic(http.ErrAbortHandler) // half a request is none
	}
	if len(body) > largestBody {
		p.refuse(w, problem{http.StatusRequestEntityTooLarge, "Too large", fmt.Sprintf("This portal reads %d bytes at most.", largestBody)})
		return nil, false
	}
	return body, true
}

// badRequest returns a problem with what a client sent.
func badRequest(format string, args ...any) *problem {
	return &problem{http.StatusBadRequest, "Invalid request", fmt.Sprintf(format, args...)}
}

func readJSON(body []byte, into any) *problem {
	if err := json.Unmarshal(body, into); err != nil {
		return badRequest("The portal cannot read the body: %v.", err)
	}
	return nil
}

// readObject reads an object, and whether it has attributes that only the portal may set.
func readObject(body []byte, into any, mayReserve bool) *problem {
	var names map[string]json.RawMessage
	if why := readJSON(body, &names); why != nil {
		return why
	}
	if why := readJSON(body, into); why != nil {
		return why
	}
	for _, name := range []string{"state", "orderDate"} {
		if _, there := names[name]; there && !mayReserve {
			return badRequest("The attribute %s is set by the portal and may not be sent.", name)
		}
	}
	return nil
}

// createOrder places a client's order.
func createOrder(p *Portal, body []byte, remote string) (row, *problem) {
	now := p.present()
	if p.traits.placeholders { // read, and forgotten
		var o sentOrder
		if why := readJSON(body, &o); why != nil {
			return nil, why
		}
		forgotten := &order{id: placeholderWord, service: &service{}, category: kindNamed(o.Category), ordered: now}
		if len(o.ServiceOrderItem) > 0 {
			forgotten.service.id = o.ServiceOrderItem[0].Service.ID
		}
		p.placed = append(p.placed, placedOf(forgotten, o, body, remote))
		return nil, nil
	}
	o, why := p.traits.readOrder(body)
	p.world.notePeople(o)
	if why != nil {
		return nil, why
	}
	parsed, why := p.parseOrder(o, now)
	if why != nil {
		return nil, why
	}
	placed := p.world.placeParsed(parsed, order{
		service: parsed.service, category: parsed.kind, ordered: now, externalID: o.ExternalID, sent: o.details(), change: parsed.change,
	})
	p.placed = append(p.placed, placedOf(placed, o, body, remote))
	return orderRow{placed, p}, nil
}
