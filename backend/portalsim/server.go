package portalsim

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Server is a portal that listens, on a port of this machine or on a Network.
type Server struct {
	// The base URLs of TMF638, TMF641, TMF635, TMF620, TMF622, TMF637 and TMF651, with no slash at the end.
	ServiceInventory, ServiceOrdering, Usage, Catalog, ProductOrdering, ProductInventory, Agreement string

	http *http.Server
	busy sync.WaitGroup // the listener, and every connection
	over atomic.Bool
}

// Start listens on addr, or on a free port when addr is empty, and serves until Close. Only loopback addresses are
// accepted: the portal asks nobody who they are.
func (p *Portal) Start(addr string) (*Server, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address with a port: %w", addr, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("the simulated portal listens on this machine only, for example on 127.0.0.1:8638, not on %q", addr)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("the simulated portal cannot listen: %w", err)
	}
	return p.serveOn(l, l.Addr().String(), p.Handler()), nil
}

// StartOn serves on a network until Close. The client's way there is the network's Dial. A network has one portal: the
// latest that started on it. between, if given, stands in front of the portal, as a proxy does.
func (p *Portal) StartOn(n *Network, between ...func(http.Handler) http.Handler) *Server {
	h := p.Handler()
	for _, wrap := range between {
		h = wrap(h)
	}
	return p.serveOn(n.listen(), memHost, h)
}

func (p *Portal) serveOn(l net.Listener, host string, h http.Handler) *Server {
	root := "http://" + host
	s := &Server{
		ServiceInventory: root + inventoryPath,
		ServiceOrdering:  root + orderingPath,
		Usage:            root + usageBase,
		Catalog:          root + catalogBase,
		ProductOrdering:  root + productOrderingBase,
		ProductInventory: root + productBase,
		Agreement:        root + agreementBase,
	}
	s.http = &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ConnContext: withUses,
		ConnState: func(c net.Conn, now http.ConnState) {
			switch now {
			case http.StateNew:
				s.busy.Add(1)
				if s.over.Load() { // it came in while Close cut the others
					c.Close()
				}
			case http.StateClosed:
				s.busy.Done()
			}
		}}
	s.busy.Go(func() { s.http.Serve(l) })
	return s
}

// Close stops listening and cuts every connection, also those kept alive and those in the middle of an answer. It
// returns when nobody is answered any more.
func (s *Server) Close() error {
	s.over.Store(true)
	err := s.http.Close()
	s.busy.Wait()
	return err
}
