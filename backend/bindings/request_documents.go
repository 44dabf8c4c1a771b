package bindings

import (
	"bytes"
	"fmt"
	"strings"

	"commsdesk/backend/telecom"
)

// contractFile is a document of a contract, with its names on this desk.
type contractFile struct {
	id  string // across the bridge: one document of one version, as it is now
	key string // in the store
	telecom.Document
}

// filesOf returns the documents of a version.
func filesOf(a *telecom.Agreement) []contractFile {
	files := make([]contractFile, 0, len(a.Documents))
	for i, d := range a.Documents {
		key := a.DocumentKey(i)
		files = append(files, contractFile{fmt.Sprint(i, ".", key), key, d})
	}
	return files
}

// files returns the documents of every version of a request's contract.
func (q *RequestDeps) files(requestID string) (all []contractFile, err error) {
	r, _, _, err := q.Copy.Request(requestID)
	if err != nil {
		return nil, err
	}
	for _, id := range r.Agreements {
		a, _, err := q.Copy.Agreement(id)
		if err != nil {
			return nil, err
		}
		all = append(all, filesOf(&a)...)
	}
	return all, nil
}

// file finds a document of a request's contract.
func (q *RequestDeps) file(requestID, id string) (contractFile, error) {
	all, err := q.files(requestID)
	if err != nil {
		return contractFile{}, err
	}
	for _, f := range all {
		if f.id == id {
			return f, nil
		}
	}
	return contractFile{}, &telecom.Error{Code: telecom.NotFound, Text: "This document is no longer part of the contract, or it has " +
		"changed. Nothing was opened. Open the request again."}
}

// fetch returns the content of a document, from this desk or else from the portal; it is kept then.
func (q *RequestDeps) fetch(f contractFile) ([]byte, error) {
	content, kept, err := q.Copy.Document(f.key)
	if err != nil || kept {
		return content, err
	}
	ctx, cancel := waiting()
	defer cancel()
	if content, err = q.Documents.Document(ctx, f.Document); err != nil {
		return nil, err
	}
	if err := f.fits(content); err != nil {
		return nil, err
	}
	return content, q.Copy.KeepDocument(f.key, content)
}

// fits returns why a content cannot be the document.
func (f *contractFile) fits(content []byte) error {
	wrong := func(fact string) error {
		return &telecom.Error{Code: telecom.Broken, Text: fact + " It is not shown and was not kept. Try again later, or open it in the portal."}
	}
	begins := bytes.ToLower(bytes.TrimLeft(content[:min(len(content), 1024)], "\xef\xbb\xbf \t\r\n"))
	page := bytes.HasPrefix(begins, []byte("<!doctype html")) || bytes.HasPrefix(begins, []byte("<html"))
	record := bytes.HasPrefix(begins, []byte("{")) || bytes.HasPrefix(begins, []byte("["))
	switch ext := f.ext(); {
	case ext == ".pdf" && page:
		return wrong("The portal sent a web page instead of this document.")
	case ext == ".pdf" && !bytes.Contains(begins, []byte("%pdf-")):
		return wrong("The portal sent something other than a PDF instead of this document.")
	case ext != "" && ext != ".txt" && (page || record):
		return wrong("The portal sent something else in place of this document.")
	case !f.sized(len(content)):
		return wrong(fmt.Sprintf("The portal sent %d bytes, but says that this document has %d.", len(content), f.Size))
	}
	return nil
}

// sized reports whether a length is the announced one. A length given in thousands is rounded, and some portals count
// 1,024 to the thousand.
func (f *contractFile) sized(n int) bool {
	off := max(f.Size-int64(n), int64(n)-f.Size)
	switch {
	case f.Size == 0: // not given
		return true
	case f.Size%100_000 == 0:
		return off <= max(f.Size/20, 100_000)
	case f.Size%1000 == 0:
		return off <= max(f.Size/20, 1000)
	}
	return off == 0
}

// ext returns the file extension of a document, by its type; empty if unknown.
func (f *contractFile) ext() string {
	switch kind, _, _ := strings.Cut(f.Type, ";"); strings.TrimSpace(strings.ToLower(kind)) {
	case "application/pdf":
		return ".pdf"
	case "text/plain":
		return ".txt"
	case "image/png":
		return ".png"
	case "image/jpeg":
		return ".jpg"
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return ".docx"
	}
	return ""
}

// OpenDocument opens a document of the contract in the computer's program for it.
func (r *Requests) OpenDocument(requestID, documentID string) error {
	return r.withDocument(requestID, documentID, r.files.Open)
}

// SaveDocument writes a document of the contract to a place that the person chooses.
func (r *Requests) SaveDocument(requestID, documentID string) error {
	return r.withDocument(requestID, documentID, r.files.Save)
}

func (r *Requests) withDocument(requestID, documentID string, do func(name string, content []byte) error) error {
	return r.with(func(_ *Deps, q *RequestDeps) error {
		f, err := q.file(requestID, documentID)
		if err != nil {
			return err
		}
		content, err := q.fetch(f)
		if err != nil {
			return err
		}
		r.session.Notify(CacheChanged)         // it is kept now
		return do("contract"+f.ext(), content) // a name that reveals nobody, and that every file system accepts
	})
}

// KeepDocuments fetches every document of a contract, so that it can be opened offline. One that cannot be fetched does
// not stop the others.
func (r *Requests) KeepDocuments(requestID string) error {
	return r.change(func(_ *Deps, q *RequestDeps) error {
		all, first := q.files(requestID)
		for _, f := range all {
			if _, err := q.fetch(f); err != nil && first == nil {
				first = err
			}
		}
		return first
	})
}
