package bindings

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// contractFile is a document of a contract, with the names that this desk gives it.
type contractFile struct {
	id  string // across the bridge: it names one document of one version, as it is now
	key string // what it is kept under
	telecom.Document
}

// filesOf are the documents of a version.
func filesOf(a *telecom.Agreement) []contractFile {
	files := make([]contractFile, 0, len(a.Documents))
	for i, d := range a.Documents {
		key := a.DocumentKey(i)
		files = append(files, contractFile{fmt.Sprint(i, ".", key), key, d})
	}
	return files
}

// files are those of every version of a request's contract.
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
	return contractFile{}, &telecom.Error{Code: telecom.NotFound, Text: "This document is not part of the contract any more, or it has changed. Nothing was opened. Look at the request again."}
}

// fetch gives what a document holds: from this desk, else from the portal, and keeps it then.
func (q *RequestDeps) fetch(f contractFile) ([]byte, error) {
	content, kept, err := q.Copy.Document(f.key)
	if err != nil || kept {
		return content, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if content, err = q.Documents.Document(ctx, f.Document); err != nil {
		return nil, err
	}
	if err := f.fits(content); err != nil {
		return nil, err
	}
	return content, q.Copy.KeepDocument(f.key, content)
}

// fits says why what came cannot be the document.
func (f *contractFile) fits(content []byte) error {
	wrong := func(fact string) error {
		return &telecom.Error{Code: telecom.Broken, Text: fact + " It is not shown and was not kept. Try again later, or open it in the portal."}
	}
	begins := bytes.ToLower(bytes.TrimLeft(content[:min(len(content), 1024)], "\xef\xbb\xbf \t\r\n"))
	page := bytes.HasPrefix(begins, []byte("<!doctype html")) || bytes.HasPrefix(begins, []byte("<html"))
	record := bytes.HasPrefix(begins, []byte("{")) || bytes.HasPrefix(begins, []byte("["))
	switch ext := f.ext(); {
	case ext == ".pdf" && page:
		return wrong("The portal sent a web page in place of this document.")
	case ext == ".pdf" && !bytes.Contains(begins, []byte("%pdf-")):
		return wrong("The portal sent something that is no PDF in place of this document.")
	case ext != "" && ext != ".txt" && (page || record):
		return wrong("The portal sent something else in place of this document.")
	case !f.sized(len(content)):
		return wrong(fmt.Sprintf("The portal sent %d bytes, and says that this document has %d.", len(content), f.Size))
	}
	return nil
}

// sized says whether a length is the one that was told. One that was told in thousands is rounded, and some count 1,024
// to the thousand.
func (f *contractFile) sized(n int) bool {
	off := max(f.Size-int64(n), int64(n)-f.Size)
	switch {
	case f.Size == 0: // not told
		return true
	case f.Size%100_000 == 0:
		return off <= max(f.Size/20, 100_000)
	case f.Size%1000 == 0:
		return off <= max(f.Size/20, 1000)
	}
	return off == 0
}

// ext is how the name of a document ends, by its type; empty: not known.
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
	f, err := parts.file(requestID, documentID)
	if err != nil {
		return shown(err)
	}
	content, err := parts.fetch(f)
	if err != nil {
		return shown(err)
	}
	r.session.Notify(CacheChanged)                // it is kept now
	return shown(do("contract"+f.ext(), content)) // a name that names nobody, and that every file system takes
}

// KeepDocuments fetches every document of a contract, to be opened without the portal. One that cannot be fetched does
// not keep the others from it.
func (r *Requests) KeepDocuments(requestID string) error {
	_, parts, err := r.with()
	if err != nil {
		return err
	}
	all, err := parts.files(requestID)
	if err != nil {
		return shown(err)
	}
	var first error
	for _, f := range all {
		if _, err := parts.fetch(f); err != nil && first == nil {
			first = err
		}
	}
	return r.did(first)
}
