package learning

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// allowanceWithdrawn stands behind the id of a record that is withdrawn.
const allowanceWithdrawn = "/withdrawn"

// stands gives the decision in force that says the same.
func (s *Service) stands(a Allowance) (Allowance, bool) {
	records := s.AllowancesOf(a.Person)
	for _, old := range records {
		withdrawn := slices.ContainsFunc(records, func(w Allowance) bool { return w.Withdraws == old.ID })
		if old.Withdraws == "" && !withdrawn && old.same(a) {
			return old, true
		}
	}
	return Allowance{}, false
}

// insertAllowances audits the decisions at the places of the list, as one act, and inserts them under one group.
func (s *Service) insertAllowances(ctx context.Context, list []Allowance, places []int, by string) error {
	var id [16]byte
	if _, err := io.ReadFull(s.random, id[:]); err != nil {
		return fmt.Errorf("learning: name a group of allowances: %w", err)
	}
	group, now := hex.EncodeToString(id[:]), s.now()
	fresh := make([]Allowance, len(places))
	for i, at := range places {
		fresh[i] = list[at]
		fresh[i].Group, fresh[i].Recorded = group, now
	}
	if err := s.auditAllowances(ctx, fresh, by); err != nil {
		return err
	}
	for try := 0; len(fresh) > 0; try++ {
		if try == allowanceTries {
			return fault.Conflict("Somebody else is deciding about the same people. Look again, then repeat.")
		}
		for i := range fresh {
			fresh[i].ID = fmt.Sprintf("%s/%04d", fresh[i].Person, s.allowances.next(fresh[i].Person))
		}
		outcomes, err := s.allowances.docs.InsertMany(ctx, fresh)
		if err != nil {
			return fmt.Errorf("learning: add %d allowances: %w", len(fresh), err)
		}
		var lost []Allowance // their numbers, to another officer
		for i, err := range outcomes {
			switch {
			case errors.Is(err, store.ErrExists):
				lost = append(lost, fresh[i])
			case err != nil:
				return fmt.Errorf("learning: add allowance %s: %w", fresh[i].ID, err)
			}
		}
		if fresh = lost; len(fresh) > 0 {
			if err := s.allowances.refresh(ctx); err != nil {
				return err
			}
		}
	}
	// Until here nothing counts, and what a crash leaves never will.
	if err := s.allowances.groups.Insert(ctx, allowanceGroup{ID: group, Recorded: s.now(), By: by}); err != nil {
		return fmt.Errorf("learning: complete the allowances %s: %w", group, err)
	}
	return s.Refresh(ctx)
}

// auditAllowances writes one entry for each decision that is made, with the people that it is about.
func (s *Service) auditAllowances(ctx context.Context, list []Allowance, by string) error {
	type decision struct{ what, why string }
	people := map[decision][]string{}
	var order []decision
	for i := range list {
		d := decision{list[i].describe(), list[i].Cause}
		if people[d] == nil {
			order = append(order, d)
		}
		people[d] = append(people[d], string(list[i].Person))
	}
	for _, d := range order {
		entry := audit.Entry{At: list[0].Recorded, By: by, Action: "allowance", Subject: people[d][0], After: d.what, Why: d.why}
		if n := len(people[d]); n > 1 {
			entry.Subject, entry.People = list[0].Group, people[d]
			entry.After += fmt.Sprintf("; %d people: %s", n, strings.Join(people[d], " "))
		} else {
			entry.Agency = s.agencyOf(people[d][0])
		}
		if err := s.audit.Append(ctx, entry); err != nil {
			return fmt.Errorf("learning: audit allowances: %w", err)
		}
	}
	return nil
}

// agencyOf is where the person serves today, for the log; "" nowhere.
func (s *Service) agencyOf(person string) string {
	post, _ := s.register.PostAt(org.PersonID(person), s.today())
	return string(post.Agency)
}

// WithdrawAllowance records that a decision was wrong, with the reason. From then on nothing follows from it. Withdrawing it
// again is success, one that never was is fault.CodeNotFound.
func (s *Service) WithdrawAllowance(ctx context.Context, id, by, why string) error {
	if err := s.Refresh(ctx); err != nil {
		return err
	}
	person, _, _ := strings.Cut(id, "/")
	records := s.AllowancesOf(org.PersonID(person))
	i := slices.IndexFunc(records, func(a Allowance) bool { return a.ID == id && a.Withdraws == "" })
	if i < 0 {
		return fault.NotFound("There is no such decision.")
	}
	if why = strings.TrimSpace(why); !oneLine(why, maxCause) {
		return fault.Invalid("Say why the decision is withdrawn.", fault.Field{Name: "cause",
			Message: fmt.Sprintf("Give the reason in a line of at most %d characters.", maxCause)})
	}
	if slices.ContainsFunc(records, func(a Allowance) bool { return a.Withdraws == id }) {
		return nil
	}
	w := records[i]
	entry := audit.Entry{At: s.now(), By: by, Action: "withdraw-allowance", Subject: person, Before: w.describe(), After: "withdrawn", Why: why,
		Agency: s.agencyOf(person)}
	if err := s.audit.Append(ctx, entry); err != nil {
		return fmt.Errorf("learning: audit the withdrawal of %s: %w", id, err)
	}
	w.ID, w.Withdraws, w.Cause, w.By, w.Recorded, w.Group = id+allowanceWithdrawn, id, why, by, entry.At, ""
	if err := s.allowances.docs.Insert(ctx, w); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("learning: withdraw allowance %s: %w", id, err)
	}
	return s.Refresh(ctx)
}
