package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/config"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Add a person with a national role, and print a one-time activation code."`
}

type userAddCmd struct {
	config.Config `embed:""`

	EID      string `required:"" help:"Employee id."`
	Name     string `required:"" help:"Name, as the register writes it."`
	Agency   string `required:"" help:"Code of the agency where the person serves, for example rcsc."`
	Position string `default:"Administrator" help:"Position title."`
	Joined   string `help:"Joining date, year-month-day; the activation asks for it. Default: today."`
	Role     string `enum:"admin,rcsc,moic,none" default:"admin" help:"National role: admin, rcsc, moic or none."`
}

// byCommand stands in the audit log for who did it: whoever may run commands on the server.
const byCommand = "lamtoen user add"

// Run adds the person, or finds the one with this EID, grants the role, and prints a code. It may be repeated: a person who
// was added before gets a new code, and a role that is held already is not granted again.
func (c userAddCmd) Run(ctx context.Context, io streams) error {
	settings, err := c.Validate()
	if err != nil {
		return usageError{err}
	}
	p, err := openDomain(ctx, settings)
	if err != nil {
		return err
	}
	return p.close(c.add(ctx, p, io))
}

func (c userAddCmd) add(ctx context.Context, p *parts, io streams) error {
	if err := p.loadAgencies(ctx, io); err != nil {
		return err
	}
	if err := p.openAccounts(ctx); err != nil {
		return err
	}
	person, known, err := c.person(ctx, p)
	if err != nil {
		return inWords(err)
	}
	if known {
		fmt.Fprintln(io.err, "This EID is in the register already, so name, post and joining date stay as they are there.")
	}
	if c.Role != "none" {
		if err := grant(ctx, p, person.ID, org.Role(c.Role)); err != nil {
			return inWords(err)
		}
	}
	code, err := p.accounts.ProvisionCode(ctx, person.ID, byCommand)
	if err != nil {
		return inWords(err)
	}
	_, err = fmt.Fprintf(io.out, "%s (EID %s) may now choose a password at %s/activate\n\n  code          %s\n  joining date  %s\n  valid until   %s\n",
		person.Name, person.EID, p.origin, code.Text, person.Joined.ISO(), day.Of(code.Expires))
	return err
}

// person finds or adds the person; known tells which.
func (c userAddCmd) person(ctx context.Context, p *parts) (_ org.Person, known bool, err error) {
	joined := day.Of(time.Now())
	if c.Joined != "" {
		if joined, err = day.Parse(c.Joined); err != nil {
			return org.Person{}, false, usageError{fmt.Errorf("--joined: %w", err)}
		}
	}
	if found, ok := p.register.ByEID(c.EID); ok {
		return found, true, nil
	}
	added, err := p.register.AddPerson(ctx, org.NewPerson{
		Person: org.Person{EID: c.EID, Name: c.Name, Kind: org.KindRegular, Joined: joined},
		Post:   org.Post{Agency: org.AgencyCode(c.Agency), Position: c.Position, From: joined},
	}, byCommand)
	return added, false, err
}

// grant gives the role from today, unless the person holds it.
func grant(ctx context.Context, p *parts, id org.PersonID, role org.Role) error {
	today := day.Of(time.Now())
	for _, g := range p.register.GrantsOf(id, today) {
		if g.Role == role && g.Agency == "" {
			return nil
		}
	}
	_, err := p.register.Grant(ctx, org.Grant{Person: id, Role: role, From: today, By: byCommand})
	return err
}

// inWords puts the fields of a fault behind its summary, for a terminal.
func inWords(err error) error {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	lines := []string{f.Message}
	for _, field := range f.Fields {
		lines = append(lines, "  "+field.Name+": "+field.Message)
	}
	return errors.New(strings.Join(lines, "\n"))
}

type keysCmd struct {
	New keysNewCmd `cmd:"" help:"Make a new set of signing keys in a folder; the newest keys sign, all verify."`
}

type keysNewCmd struct {
	Dir string `arg:"" help:"The folder; it is made, readable by this user only."`
}

// Run makes the keys and prints their files.
func (c keysNewCmd) Run(io streams) error {
	paths, err := account.NewKeys(account.KeyOptions{Dir: c.Dir})
	for _, path := range paths {
		fmt.Fprintln(io.out, path)
	}
	return err
}
