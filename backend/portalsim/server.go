package portalsim

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// Server is a portal that listens on a port of this machine.
type Server struct {
	// ServiceInventory is the base URL of TMF638, with no slash at its end.
	ServiceInventory string
	// ServiceOrdering is the base URL of TMF641, with no slash at its end.
	ServiceOrdering string

	http *http.Server
}

// Start listens on addr, or on a free port when addr is empty, and serves until
// Close. Only loopback addresses are accepted: the portal asks nobody who they
// are.
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
	root := "http://" + l.Addr().String()
	s := &Server{
		ServiceInventory: root + inventoryPath,
		ServiceOrdering:  root + orderingPath,
		http:             &http.Server{Handler: p.Handler(), ReadHeaderTimeout: 10 * time.Second},
	}
	go s.http.Serve(l)
	return s, nil
}

// Close stops listening and cuts every connection, also those kept alive and
// those in the middle of an answer.
func (s *Server) Close() error { return s.http.Close() }
