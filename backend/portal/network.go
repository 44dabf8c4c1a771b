package portal

import (
	"net"
	"slices"
	"strings"
)

// Network names the addresses this machine has: when they differ, it is in another network. It is empty where the
// system does not tell.
func Network() string {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	var list []string
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && !ip.IP.IsLinkLocalUnicast() {
			list = append(list, a.String())
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
