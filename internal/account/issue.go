package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// codeBatch is how many new accounts are inserted at once.
const codeBatch = 500

// IssueResetCode makes a one-time code of 24 hours for a person who has forgotten the password, to be printed in their
// presence. Who may: a focal officer for the people in scope who hold no office here themselves; RCSC for focal officers
// and all other staff; an administrator for officers of RCSC and the ministry and other administrators; nobody for
// themselves. The person is told whose code it was.
func (s *Service) IssueResetCode(ctx context.Context, by org.Principal, person org.PersonID) (Code, error) {
	if err := s.MayIssueCode(by, person); err != nil {
		return Code{}, err
	}
	issuer, err := s.person(by.ID)
	if err != nil {
		return Code{}, err
	}
	return s.issue(ctx, person, ResetCode, officer{id: string(by.ID), name: issuer.Name})
}

// officer is who answers for a code: a person, or a command.
type officer struct{ id, name string }

// ProvisionCode makes a code without asking who may. It is for commands, whose user has the server's files anyway: the
// first administrator gets in this way. A person without a password gets an activation code, any other a reset code.
func (s *Service) ProvisionCode(ctx context.Context, person org.PersonID, command string) (Code, error) {
	a, err := s.account(ctx, person)
	if err != nil {
		return Code{}, err
	}
	kind := ActivationCode
	if a.Hash != "" {
		kind = ResetCode
	}
	return s.issue(ctx, person, kind, officer{id: command, name: "the administrator of the server"})
}

func (s *Service) issue(ctx context.Context, person org.PersonID, kind CodeKind, by officer) (Code, error) {
	if err := s.checkHolder(person); err != nil {
		return Code{}, err
	}
	text, stored, err := s.newCode(person, kind, by.name)
	if err != nil {
		return Code{}, err
	}
	// The entry comes first: no code without one.
	err = s.log(ctx, audit.Entry{At: stored.Issued, By: by.id, Action: "code.issued", Subject: string(person),
		Agency: string(s.agencyOf(person)), Why: string(kind),
		After: "a one-time code, good until " + day.Of(stored.Expires).ISO()})
	if err != nil {
		return Code{}, err
	}
	return text, s.setCode(ctx, person, stored, func(a *account) error {
		a.drop(CodeIssued)
		if kind == ResetCode {
			a.add(Notice{Kind: CodeIssued, At: stored.Issued, By: by.name})
		}
		return nil
	})
}

// IssueActivationCodes makes an activation code of 90 days for each of the people who has not yet chosen a password, as
// for the letters after an import. Those who have are left out of the result. One entry of the audit log names all.
func (s *Service) IssueActivationCodes(ctx context.Context, by org.Principal, people []org.PersonID) ([]Code, error) {
	issuer, err := s.person(by.ID)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(people))
	// All are checked before the first is made: a list with one person out of reach prints nothing.
	for i, person := range people {
		if err := s.MayIssueCode(by, person); err != nil {
			return nil, err
		}
		if err := s.checkHolder(person); err != nil {
			return nil, err
		}
		names[i] = string(person)
	}
	err = s.log(ctx, audit.Entry{At: s.instant(), By: string(by.ID), Action: "codes.issued",
		Subject: plural(len(people), "account"), After: strings.Join(names, " "), Why: string(ActivationCode)})
	if err != nil {
		return nil, err
	}
	var codes []Code
	for batch := range slices.Chunk(people, codeBatch) {
		fresh, err := s.activationBatch(ctx, batch, issuer.Name)
		if err != nil {
			return codes, err
		}
		codes = append(codes, fresh...)
	}
	return codes, nil
}

// activationBatch inserts an account with a code for each, and updates those who have an account already.
func (s *Service) activationBatch(ctx context.Context, people []org.PersonID, issuer string) ([]Code, error) {
	texts, accounts := make([]Code, len(people)), make([]account, len(people))
	for i, person := range people {
		text, stored, err := s.newCode(person, ActivationCode, issuer)
		if err != nil {
			return nil, err
		}
		texts[i], accounts[i] = text, account{ID: string(person), Code: stored}
	}
	outcomes, err := s.accounts.InsertMany(ctx, accounts)
	if err != nil {
		return nil, fmt.Errorf("account: %w", err)
	}
	var codes []Code
	for i, err := range outcomes {
		if errors.Is(err, store.ErrExists) {
			err = s.setCode(ctx, people[i], accounts[i].Code, func(a *account) error {
				if a.Hash != "" {
					return errUnchanged
				}
				return nil
			})
		}
		switch {
		case err == nil:
			codes = append(codes, texts[i])
		case !errors.Is(err, errUnchanged):
			return codes, err
		}
	}
	return codes, nil
}

// checkHolder tells whether a code could be of use to the person.
func (s *Service) checkHolder(id org.PersonID) error {
	who, err := s.person(id)
	if err != nil {
		return err
	}
	if who.Joined.IsZero() {
		return fault.Conflict("The register has no joining date for %s, and a code works only together with it. Add the date first.",
			who.Name)
	}
	return nil
}

// MayIssueCode tells whether the principal may print a code for the person, so that a page can leave the button out. The
// error says who else may.
func (s *Service) MayIssueCode(by org.Principal, person org.PersonID) error {
	if _, ok := Allowed(by, ResetCodes); !ok {
		return fault.Forbidden("You may not print codes.")
	}
	if by.ID == person {
		return fault.Forbidden("You cannot print a code for yourself. If you know your password, change it under “My account”.")
	}
	// Whoever can print a code for somebody could become them for a day, so nobody prints for an office that reaches
	// further than their own.
	office := s.officeOf(person)
	for _, grant := range by.Grants {
		if grant.Lent != "" && !lends(grant.Role, ResetCodes) {
			continue
		}
		if mayReset(grant.Role, office) && s.covers(grant, person) {
			return nil
		}
	}
	switch office {
	case org.RoleAdmin:
		return fault.Forbidden("This person is an officer of RCSC, of the ministry or an administrator: an administrator prints their code.")
	case org.RoleFocal:
		return fault.Forbidden("This person is a focal officer: RCSC prints their code.")
	}
	return fault.Forbidden("This person is outside the agencies that you look after: their own focal officer, or RCSC, prints their code.")
}

// officeOf sorts people by who must vouch for them: RoleAdmin for those who hold a national office, RoleFocal for focal
// officers, RoleLearner for everyone else.
func (s *Service) officeOf(person org.PersonID) org.Role {
	office := org.RoleLearner
	for _, grant := range s.register.GrantsOf(person, day.Of(s.now())) {
		switch grant.Role {
		case org.RoleRCSC, org.RoleMoIC, org.RoleAdmin:
			return org.RoleAdmin
		case org.RoleFocal:
			office = org.RoleFocal
		}
	}
	return office
}

func mayReset(role, office org.Role) bool {
	switch role {
	case org.RoleAdmin:
		return office == org.RoleAdmin
	case org.RoleRCSC:
		return office != org.RoleAdmin
	case org.RoleFocal:
		return office == org.RoleLearner
	}
	return false
}

// covers tells whether the person serves today within the grant's scope.
func (s *Service) covers(grant org.Grant, person org.PersonID) bool {
	if grant.Agency == "" {
		return !grant.Role.Scoped()
	}
	agency := s.agencyOf(person)
	tree := s.register.Tree(day.Of(s.now()))
	return agency != "" && tree.Within(org.Scope{Agencies: []org.AgencyCode{grant.Agency}}, agency)
}

// agencyOf is where the person serves today, or "".
func (s *Service) agencyOf(person org.PersonID) org.AgencyCode {
	post, ok := s.register.PostAt(person, day.Of(s.now()))
	if !ok {
		return ""
	}
	return post.Agency
}

func (s *Service) log(ctx context.Context, e audit.Entry) error {
	if err := s.audit.Append(ctx, e); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}
