package demo

import (
	"strings"

	"lamtoen/internal/org"
)

// domain is one that exists nowhere and never will (RFC 2606): nothing can be sent to an invented person.
const domain = "@people.invalid"

// address gives the i-th person of an office an e-mail address, as registers have them: most have their own, some offices give one for
// several people, some people have none. It draws nothing by chance, so that everything else stays as it was.
func address(p *person, a org.Agency, i int) string {
	switch {
	case p.fixed:
	case i%7 == 3:
		return ""
	case a.Type == org.TypeGewog && i%4 == 2:
		return "office-" + string(a.Code) + domain
	}
	return strings.ToLower(p.EID) + domain
}
