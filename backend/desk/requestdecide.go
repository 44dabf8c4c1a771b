package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"commsdesk/backend"
)

// decision makes what somebody decides, if the request stands as that person saw it and the action is offered there.
func (q *RequestParts) decision(p *Parts, n NewDecision) (backend.Decision, error) {
	var d backend.Decision
	if p.PlacesNoOrders != "" { // what keeps orders from leaving keeps decisions too
		return d, &backend.Error{Code: backend.Invalid, Text: "Nothing is kept on this computer, so nothing can be decided on it: after a crash nobody would know what had been sent. Open the profile with a passphrase, or decide in the portal."}
	}
	r, _, known, err := q.Copy.Request(n.RequestID)
	if err != nil {
		return d, err
	}
	if !known {
		return d, &backend.Error{Code: backend.NotFound, Text: "This request is not on this desk any more. Nothing was decided. Look for it in the portal."}
	}
	if r.Stand().Stamp() != n.Seen {
		return d, &backend.Error{Code: backend.Unconfirmed, Text: "The request changed while you looked at it. Nothing was decided. Look at it as it is now, and decide again."}
	}
	offer, off := q.offer(&r, n.Action)
	if off != "" {
		return d, &backend.Error{Code: backend.Invalid, Text: off + " Nothing was decided."}
	}
	if err := shortNote(n.Text); err != nil {
		return d, err
	}
	text := strings.TrimSpace(n.Text)
	reasons := n.Action.Reasons()
	switch {
	case len(reasons) > 0 && !slices.Contains(reasons, n.Reason):
		return d, &backend.Error{Code: backend.Invalid, Text: "It is not said why. Nothing was decided. Choose a reason from the list."}
	case n.Reason == backend.ReasonOther && text == "":
		return d, &backend.Error{Code: backend.Invalid, Text: "The reason “Other” says nothing by itself. Nothing was decided. Write it down."}
	case len(reasons) == 0:
		n.Reason = ""
	}
	return backend.Decision{RequestID: n.RequestID, Action: n.Action, To: offer.To, Reason: n.Reason, Text: text, By: p.By, On: r.Stand()}, nil
}

// newNoteID names a note; chance keeps two desks' apart.
func newNoteID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return hex.EncodeToString(b[:])
}

// documents are those of every version of a request's contract.
func (q *RequestParts) documents(requestID string) (all []backend.Document, err error) {
	r, _, _, err := q.Copy.Request(requestID)
	if err != nil {
		return nil, err
	}
	for _, id := range r.Agreements {
		a, _, err := q.Copy.Agreement(id)
		if err != nil {
			return nil, err
		}
		all = append(all, a.Documents...)
	}
	return all, nil
}

// document finds a document of a request's contract.
func (q *RequestParts) document(requestID, documentID string) (backend.Document, error) {
	all, err := q.documents(requestID)
	if err != nil {
		return backend.Document{}, err
	}
	if i := slices.IndexFunc(all, func(d backend.Document) bool { return d.ID == documentID }); i >= 0 {
		return all[i], nil
	}
	return backend.Document{}, &backend.Error{Code: backend.NotFound, Text: "This document is not part of the contract any more. Nothing was opened. Look at the request again."}
}

// fetch gives what a document holds: from this desk, else from the portal, and keeps it then.
func (q *RequestParts) fetch(d backend.Document) ([]byte, error) {
	content, kept, err := q.Copy.Document(d.Address)
	if err != nil || kept {
		return content, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if content, err = q.Documents.Document(ctx, d); err != nil {
		return nil, err
	}
	return content, q.Copy.KeepDocument(d.Address, content)
}

// OpenDocument shows a document of the contract in the program that this computer has for it.
func (r *Requests) OpenDocument(requestID, documentID string) error {
	return r.withDocument(requestID, documentID, r.files.Open)
}

// SaveDocument writes a document of the contract where somebody says.
func (r *Requests) SaveDocument(requestID, documentID string) error {
	return r.withDocument(requestID, documentID, r.files.Save)
}

func (r *Requests) withDocument(requestID, documentID string, do func(name string, content []byte) error) error {
	_, parts, err := r.with()
	if err != nil {
		return err
	}
	d, err := parts.document(requestID, documentID)
	if err != nil {
		return shown(err)
	}
	content, err := parts.fetch(d)
	if err != nil {
		return shown(err)
	}
	r.room.Ring(CacheChanged) // it is kept now
	return shown(do(fileName(d), content))
}

// KeepDocuments fetches every document of a contract, to be opened without the portal.
func (r *Requests) KeepDocuments(requestID string) error {
	_, parts, err := r.with()
	if err != nil {
		return err
	}
	all, err := parts.documents(requestID)
	if err != nil {
		return shown(err)
	}
	for _, d := range all {
		if _, err := parts.fetch(d); err != nil {
			return r.did(err)
		}
	}
	return r.did(nil)
}

// fileName is what a document is called outside: it names nobody, and holds nothing that a file system takes amiss.
func fileName(d backend.Document) string {
	ext := ""
	switch kind, _, _ := strings.Cut(d.Type, ";"); strings.TrimSpace(strings.ToLower(kind)) {
	case "application/pdf":
		ext = ".pdf"
	case "text/plain":
		ext = ".txt"
	case "image/png":
		ext = ".png"
	case "image/jpeg":
		ext = ".jpg"
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		ext = ".docx"
	}
	return "contract" + ext
}
