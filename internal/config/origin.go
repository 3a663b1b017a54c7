package config

import (
	"net/netip"
	"net/url"
	"strings"
)

// checkURL gives the public origin, or "" when it follows from the listener.
func (c Config) checkURL(loopback bool, problems *Problems) string {
	const setting, example = "LAMTOEN_URL", "for example https://training.example.bt"
	text := strings.TrimSuffix(strings.TrimSpace(c.URL), "/")
	if text == "" {
		if !loopback {
			problems.add(setting, "set the address under which people reach the service, %s. It is printed on certificates and "+
				"must not change. (It may be left out only when LAMTOEN_ADDR is 127.0.0.1.)", example)
		}
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		problems.add(setting, "%q is not the address of a site; write scheme and host, %s.", withoutUser(text), example)
	case u.User != nil:
		problems.add(setting, "leave user and password out; write scheme and host, %s.", example)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "":
		problems.add(setting, "%q has a path; the service needs a host of its own, %s.", text, example)
	case u.Scheme == "http" && !IsLoopback(u.Hostname()):
		problems.add(setting, "%q is not encrypted: passwords could be read on the way, and browsers refuse the cookies. Begin with "+
			"https:// and let a proxy in front do the encryption (see docs/security.md).", text)
	case u.Scheme != "http" && u.Scheme != "https":
		problems.add(setting, "%q begins with neither https:// nor http://; write %s.", text, example)
	default:
		// Browsers write hosts in lower case and leave the usual port out.
		u.Host = strings.ToLower(u.Host)
		if usual := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; strings.HasSuffix(u.Host, usual) {
			u.Host = strings.TrimSuffix(u.Host, usual)
		}
		return u.Scheme + "://" + u.Host
	}
	return ""
}

// withoutUser keeps a password that stands in a mistyped address out of the message.
func withoutUser(text string) string {
	if i := strings.LastIndex(text, "@"); i >= 0 {
		return "…" + text[i:]
	}
	return text
}

// parseProxies understands addresses and networks. Everybody is no proxy: the limits on failed sign-ins count by address.
func parseProxies(given []string, problems *Problems) []netip.Prefix {
	const setting = "LAMTOEN_TRUSTED_PROXIES"
	var proxies []netip.Prefix
	for _, text := range given {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			var ip netip.Addr
			if ip, err = netip.ParseAddr(text); err == nil {
				prefix = netip.PrefixFrom(ip, ip.BitLen())
			}
		}
		switch {
		case err != nil:
			problems.add(setting, "%q is neither an address nor a network; write 10.0.0.5 or 10.0.0.0/24, several with commas.", text)
		case prefix.Bits() == 0:
			problems.add(setting, "%q is everybody, so anyone could pretend to call from anywhere; name the proxies only.", text)
		default:
			proxies = append(proxies, prefix.Masked())
		}
	}
	return proxies
}
