package demo

import (
	"net"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Refuse gives an error when a demonstration must not run: on a store that holds a real person, since invented figures
// would mix with true ones, or on an address that other machines reach, since its passwords are printed.
func Refuse(r *org.Register, addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fault.Invalid("The address of a demonstration must be a loopback address with a port, such as 127.0.0.1:8080.").Because(err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fault.Forbidden("A demonstration only serves this machine, since its passwords are printed: use 127.0.0.1 instead of %q.", host)
	}
	for p := range r.People() {
		if !p.Demo {
			return fault.Forbidden("This store holds real people, and a demonstration would mix invented figures with theirs. Choose another store.")
		}
	}
	return nil
}
