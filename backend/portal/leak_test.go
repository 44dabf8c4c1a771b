package portal

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

// What is planted wherever an answer can break: a customer, a number and a SIM.
const (
	aCustomer = "Zaphod-Beeblebrox"
	aNumber   = "0498765432"
	aSIM      = "8961099988877766655"
)

// names looks for what was planted in a text.
func names(text string) bool {
	for _, secret := range []string{aCustomer, "Zaphod", "Beeble", aNumber, aNumber[2:], aSIM, aSIM[4:]} {
		if strings.Contains(text, secret) {
			return true
		}
	}
	return false
}

// loggable fails if anything of an error names what was planted. What the portal said is kept apart, and never logged.
func loggable(t *testing.T, where string, err error) {
	t.Helper()
	var e *telecom.Error
	if errors.As(err, &e) {
		if names(e.Text) {
			t.Fatalf("%s: the sentence names it: %s", where, e.Text)
		}
		err = e.Cause
	}
	for err != nil {
		if names(err.Error()) || names(fmt.Sprintf("%+v", err)) {
			t.Fatalf("%s: %T names it: %v", where, err, err)
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range many.Unwrap() {
				loggable(t, where, one)
			}
			return
		}
		err = errors.Unwrap(err)
	}
}

// leaky is a portal with every API at one address.
func leaky(t *testing.T, base string) *Portal {
	t.Helper()
	p, err := New(Config{
		ServiceInventory: base, ServiceOrdering: base, Usage: base, Catalog: base, ProductOrdering: base, ProductInventory: base, Agreement: base,
		Country: "AU", Limits: Limits{Tries: 1, Pause: time.Nanosecond, Connect: time.Second, Request: 5 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// everything asks a portal for all there is, and tells of each error.
func everything(t *testing.T, p *Portal, where string) {
	t.Helper()
	ctx := t.Context()
	told := func(err error) { t.Helper(); loggable(t, where, err) }
	_, err := p.Services(ctx, 0, 0)
	told(err)
	_, err = p.Orders(ctx, 0, 0)
	told(err)
	_, err = p.Service(ctx, aNumber)
	told(err)
	_, err = p.Order(ctx, aNumber)
	told(err)
	_, err = p.AllOpenOrders(ctx, nil)
	told(err)
	_, _, err = p.NewestOrders(ctx, 0, true)
	told(err)
	_, _, err = p.OrdersOf(ctx, telecom.Service{ID: aNumber}, []string{aSIM})
	told(err)
	_, err = p.Usage(ctx, aNumber)
	told(err)
	_, err = p.Offer(ctx)
	told(err)
	_, err = p.Requests(ctx, 0, 0)
	told(err)
	_, err = p.Request(ctx, aNumber)
	told(err)
	_, err = p.Agreements(ctx, 0, 0)
	told(err)
	_, err = p.Agreement(ctx, aNumber)
	told(err)
	_, err = p.Products(ctx, 0, 0)
	told(err)
	_, err = p.Document(ctx, telecom.Document{Address: "/" + aNumber + "/contract.pdf", Name: aCustomer})
	told(err)
	told(p.Probe(ctx, nil))
	for _, r := range p.Reach(ctx) {
		if r.Problem != nil {
			told(r.Problem)
		}
	}
	writes(t, p, where)
}

func writes(t *testing.T, p *Portal, where string) {
	t.Helper()
	placed := p.Place(t.Context(), telecom.Submission{Key: aSIM,
		Draft: telecom.Draft{Kind: telecom.SIMSwap, ServiceID: aNumber, SIMNumber: aSIM}})
	if placed.Problem != nil {
		loggable(t, where+", an order", placed.Problem)
	}
	d := telecom.Decision{Key: "k", RequestID: aNumber, Action: telecom.StartContract, To: telecom.RequestGenerating, Text: aCustomer}
	if decided := p.Patch(t.Context(), d, telecom.Request{ID: aNumber}); decided.Problem != nil {
		loggable(t, where+", a decision", decided.Problem)
	}
}

// person is an answer in which what is planted is a value and a key.
const person = `{"id":"` + aNumber + `","state":"x","` + aCustomer + `":{"` + aSIM + `":["` + aNumber + `","` + aCustomer + `"]},` +
	`"serviceCharacteristic":[{"name":"` + aCustomer + `","value":{"` + aNumber + `":"` + aSIM + `","\ud800":tru}}]}`

func TestLeak_AnswerThatBreaksOffNamesNobody(t *testing.T) {
	var body atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body.Load().(string))
	}))
	t.Cleanup(server.Close)
	p := leaky(t, server.URL)
	for _, whole := range []string{person, "[" + person + "," + person + "]", `{"` + aCustomer + `" "` + aSIM + `"}`} {
		for n := 1; n <= len(whole); n += 3 {
			body.Store(whole[:n])
			everything(t, p, fmt.Sprintf("cut at %d", n))
			body.Store(whole[:n] + "\x00" + whole[n:])
			writes(t, p, fmt.Sprintf("broken at %d", n))
			_, err := p.Service(t.Context(), aNumber)
			loggable(t, fmt.Sprintf("broken at %d", n), err)
		}
	}
}

// raw answers every question on a connection with the same bytes.
func raw(t *testing.T, l net.Listener, answer string) {
	t.Helper()
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(5 * time.Second))
				if r, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
					_, _ = io.Copy(io.Discard, r.Body)
				}
				_, _ = io.WriteString(c, answer)
			}()
		}
	}()
}

func listening(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLeak_HeadersThatBreakNameNobody(t *testing.T) {
	all := aCustomer + " " + aNumber + " " + aSIM
	for _, answer := range []string{
		all + "\r\n\r\n",
		"HTTP/1.1 " + aNumber + " OK\r\n\r\n",
		"HTTP/" + aNumber + " 200 OK\r\n\r\n",
		"HTTP/1.1 200 " + all + "\r\nContent-Length: " + aNumber + "x\r\n\r\n{}",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: " + aNumber[1:] + "\r\n\r\n{}",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + all + "\r\n\r\n{}",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + aNumber + "z\r\n{}",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: " + all + "\r\n\r\n2\r\n{}\r\n0\r\n" + all + "\r\n\r\n",
		"HTTP/1.1 200 OK\r\n" + all + "\r\n\r\n{}",
		"HTTP/1.1 200 OK\r\n" + aCustomer + "\x00: " + aNumber + "\r\n\r\n{}",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + all,
		"HTTP/1.1 200 OK\r\nContent-Type: " + all + "\r\nETag: \"" + all + "\"\r\nAge: " + aNumber + "\r\nDate: " + all +
			"\r\nConnection: close\r\n\r\n[" + all,
		"HTTP/1.1 302 Found\r\nLocation: http://" + aNumber + ".invalid/" + aCustomer + "\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 302 Found\r\nLocation: /" + aNumber + "/%zz" + aCustomer + "\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 302 Found\r\nLocation: http://[" + aNumber + "\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 302 Found\r\nLocation: " + aCustomer + "://" + aSIM + "\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 307 Found\r\nLocation: /" + aNumber + "\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 503 " + all + "\r\nRetry-After: " + aNumber + "\r\nContent-Length: 2\r\n\r\n{}",
		"HTTP/1.1 405 No\r\nAllow: " + all + "\r\nContent-Length: 2\r\n\r\n{}",
		"HTTP/1.1 101 " + all + "\r\nUpgrade: " + aNumber + "\r\nConnection: Upgrade\r\n\r\n" + all,
		"HTTP/1.1 201 Created\r\nLocation: /serviceOrder/" + aNumber + "\r\nContent-Length: 900\r\n\r\n{\"" + aCustomer,
	} {
		l := listening(t)
		raw(t, l, answer)
		everything(t, leaky(t, "http://"+l.Addr().String()), fmt.Sprintf("%.60q", answer))
	}
}

// issued is a certificate that carries what is planted wherever a certificate has words.
func issued(t *testing.T, from, until time.Time, names ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	is := pkix.Name{CommonName: aCustomer, Organization: []string{aNumber}, OrganizationalUnit: []string{aSIM}}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: is, Issuer: is, NotBefore: from, NotAfter: until, DNSNames: names,
		IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func TestLeak_CertificatesNameNobody(t *testing.T) {
	now := time.Now()
	for where, c := range map[string]tls.Certificate{
		"unknown":    issued(t, now.Add(-time.Hour), now.Add(time.Hour), aCustomer+".invalid"),
		"other name": issued(t, now.Add(-time.Hour), now.Add(time.Hour), aNumber+".invalid", aCustomer+".invalid"),
		"expired":    issued(t, now.Add(-2*time.Hour), now.Add(-time.Hour), aCustomer+".invalid"),
	} {
		l := listening(t)
		raw(t, tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{c}}), "HTTP/1.1 200 OK\r\n\r\n{}")
		p := leaky(t, "https://"+l.Addr().String())
		if where != "unknown" {
			roots := x509.NewCertPool()
			roots.AddCert(c.Leaf)
			for _, client := range []*http.Client{p.client, p.writer} {
				client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: roots}
			}
		}
		everything(t, p, where)
	}
	l := listening(t)
	raw(t, l, aNumber+aCustomer+aSIM)
	everything(t, leaky(t, "https://"+l.Addr().String()), "no TLS")
}

func TestLeak_ProxiesNameNobody(t *testing.T) {
	for _, answer := range []string{
		"HTTP/1.1 407 " + aCustomer + "\r\nProxy-Authenticate: Basic realm=\"" + aNumber + "\"\r\n\r\n" + aSIM,
		"HTTP/1.1 502 " + aCustomer + "\r\nContent-Length: 19\r\n\r\n" + aSIM,
		"HTTP/1.1 403 " + aNumber + "\r\nContent-Length: 19\r\n\r\n" + aSIM,
		aCustomer + " " + aNumber + "\r\n\r\n",
		"HTTP/1.1 200 OK\r\n\r\n" + aCustomer + aNumber,
	} {
		l := listening(t)
		raw(t, l, answer)
		for _, scheme := range []string{"http", "https"} {
			p := leaky(t, scheme+"://portal.invalid")
			at := &url.URL{Scheme: "http", Host: l.Addr().String()}
			for _, client := range []*http.Client{p.client, p.writer} {
				client.Transport.(*http.Transport).Proxy = http.ProxyURL(at)
			}
			everything(t, p, fmt.Sprintf("%s through %.40q", scheme, answer))
		}
	}
}
