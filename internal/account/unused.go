package account

import (
	"context"
	"time"

	"lamtoen/internal/org"
)

// UnusedCode is a one-time code that was printed and has neither been used nor run out. The code itself is nowhere.
type UnusedCode struct {
	Person  org.PersonID
	Kind    CodeKind
	Issued  time.Time
	Expires time.Time
	By      string // the issuer's name
}

// UnusedCodes gives the codes of the people that still open their accounts, in the people's order. It reads one document a
// person, so it is for the people of an agency and not of the country.
func (s *Service) UnusedCodes(ctx context.Context, people []org.PersonID) ([]UnusedCode, error) {
	now := s.instant()
	var out []UnusedCode
	for _, id := range people {
		a, err := s.account(ctx, id)
		if err != nil {
			return nil, err
		}
		if a.Code != nil && now.Before(a.Code.Expires) {
			out = append(out, UnusedCode{Person: id, Kind: a.Code.Kind, Issued: a.Code.Issued, Expires: a.Code.Expires, By: a.Code.By})
		}
	}
	return out, nil
}
