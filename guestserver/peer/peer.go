// Package peer tells which address a request comes from. Throttles count by it, and nothing else may: an address is no proof of
// who somebody is.
//
// Behind a reverse proxy every request comes from the proxy, which names its client in the header X-Forwarded-For. Anybody
// can write that header, so it counts only when a proxy that the operator has named wrote it.
package peer

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// maxHops bounds how many addresses of X-Forwarded-For are read. No real chain of proxies is longer.
const maxHops = 16

// Proxies are the networks of the reverse proxies that may speak for a client's address. The zero value trusts nobody.
type Proxies []netip.Prefix

// Parse reads addresses and networks, such as "127.0.0.1, 10.0.0.0/8, fd00::/8". The empty list is none.
func Parse(list string) (Proxies, error) {
	var proxies Proxies
	for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(word)
		if err != nil {
			addr, addrErr := netip.ParseAddr(word)
			if addrErr != nil || addr.Zone() != "" {
				return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", word)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		proxies = append(proxies, prefix.Masked())
	}
	return proxies, nil
}

// trusts reports whether an address is a proxy's.
func (p Proxies) trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(addr) })
}

// Address returns where the request comes from: the last address on its way that is no trusted proxy's. It is the zero Addr if the
// request did not come over TCP.
func (p Proxies) Address(r *http.Request) netip.Addr {
	connection, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr := connection.Addr().Unmap().WithZone("")
	if !p.trusts(addr) {
		return addr
	}
	// Each proxy appends whom it heard, so that the header is true from its end to the first address of a stranger.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= max(0, len(hops)-maxHops) && p.trusts(addr); i-- {
		hop, err := parseHop(hops[i])
		if err != nil {
			return addr
		}
		addr = hop
	}
	return addr
}

// parseHop reads an address with or without a port: some proxies write one.
func parseHop(hop string) (netip.Addr, error) {
	hop = strings.TrimSpace(hop)
	addr, err := netip.ParseAddr(strings.Trim(hop, "[]"))
	if err != nil {
		var withPort netip.AddrPort
		if withPort, err = netip.ParseAddrPort(hop); err != nil {
			return netip.Addr{}, fmt.Errorf("read hop: %w", err)
		}
		addr = withPort.Addr()
	}
	return addr.Unmap().WithZone(""), nil
}
