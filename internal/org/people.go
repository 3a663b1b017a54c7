package org

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// NewPerson is somebody who enters the register, with the post they begin in. A Post without an agency is none; one
// without a first day begins on the joining date.
type NewPerson struct {
	Person
	Post Post
}

// AddPerson enters one person. The ID is made here.
func (r *Register) AddPerson(ctx context.Context, n NewPerson, by string) (Person, error) {
	n.ID = r.NewPersonID() // outside the plan: a repeated plan must claim the EID for the same person
	n.Post.Person = n.ID
	if n.Post.From == "" {
		n.Post.From = n.Joined
	}
	err := r.perform(ctx, func() (*act, error) {
		a := &act{by: by}
		a.people = []Person{n.Person}
		if n.Post.Agency != "" {
			a.posts = []Post{n.Post}
		}
		if err := r.check(&a.changes, nameForm); err != nil {
			return nil, err
		}
		a.entry = audit.Entry{Action: "add-person", Subject: string(n.ID), Agency: string(n.Post.Agency), After: a.people[0].words()}
		return a, nil
	})
	if err != nil {
		return Person{}, err
	}
	p, _ := r.Person(n.ID)
	return p, nil
}

// Correct changes what the register says about a person. Change may be called more than once; it must not change the ID.
func (r *Register) Correct(ctx context.Context, id PersonID, change func(*Person), by, why string) error {
	return r.perform(ctx, func() (*act, error) {
		old, ok := r.Person(id)
		if !ok {
			return nil, noPerson()
		}
		fresh := old
		change(&fresh)
		fresh.ID = id // whatever change did to it
		a := &act{by: by}
		a.people = []Person{fresh}
		if err := r.check(&a.changes, nameForm); err != nil {
			return nil, err
		}
		before, after := differences(old, a.people[0])
		if after == "" { // the same form sent twice is one act
			return nil, nil
		}
		a.entry = audit.Entry{Action: "correct-person", Subject: string(id), Before: before, After: after, Why: why}
		if p, ok := r.PostAt(id, day.Of(r.now())); ok {
			a.entry.Agency = string(p.Agency)
		}
		return a, nil
	})
}

func noPerson() error { return fault.NotFound("The register does not know this person.") }

// Move gives a person a post. A substantive one ends the post that they hold on its first day with the day before; an
// acting one stands beside it.
func (r *Register) Move(ctx context.Context, id PersonID, to Post, by string) error {
	to.Person, to.ID = id, ""
	return r.perform(ctx, func() (*act, error) {
		a := &act{by: by, entry: audit.Entry{Action: "move", Subject: string(id), Agency: string(to.Agency)}}
		// The end of the old post and the new one are one act: nobody is ever seen between two posts, or in both.
		for _, p := range r.Appointments(id) {
			if to.Acting || p.Acting || !p.Period().Covers(to.From) {
				continue
			}
			if p.From >= to.From {
				return nil, fault.Invalid("Please correct what is marked.", field("from",
					"The present post begins on %s too. Give a later day, or withdraw the present post.", p.From))
			}
			a.entry.Before = p.words()
			a.posts = append(a.posts, p.endedOn(to.From.AddDays(-1)))
		}
		a.posts = append(a.posts, to)
		if err := r.check(&a.changes, nameForm); err != nil {
			return nil, err
		}
		a.entry.After = a.posts[len(a.posts)-1].words()
		return a, nil
	})
}

// EndPost ends a post with its last day, for somebody who leaves, or whose acting post is over.
func (r *Register) EndPost(ctx context.Context, postID string, last day.Date, by, why string) error {
	e := audit.Entry{Action: "end-post", Why: why, By: by}
	return r.changePost(ctx, e, r.postNamed(postID), func(p Post) (Post, error) {
		if last == "" {
			return p, fault.Invalid("Please correct what is marked.", field("until", "Give the last day of the post."))
		}
		if last < p.From {
			return p, fault.Invalid("Please correct what is marked.", field("until",
				"The last day of the post (%s) is before its first (%s); if the post never was, withdraw it.", last, p.From))
		}
		return p.endedOn(last), nil
	})
}

// WithdrawPost takes back a post that was entered by mistake: from now on it never was, though what was known before
// stays known.
func (r *Register) WithdrawPost(ctx context.Context, postID string, by, why string) error {
	e := audit.Entry{Action: "withdraw-post", Why: why, By: by}
	return r.changePost(ctx, e, r.postNamed(postID), func(p Post) (Post, error) {
		return p.endedOn(p.From.AddDays(-1)), nil
	})
}

// SetLeave puts a person on leave from a day until another, or with no end yet. It takes the place of leave that it
// overlaps with, so leave is shortened or extended by stating it again.
func (r *Register) SetLeave(ctx context.Context, id PersonID, from, until day.Date, by string) error {
	leave := Period{from, until}
	if bad := periodProblems(leave, "leave_from", "leave_until", "leave"); len(bad) > 0 {
		return fault.Invalid("Please correct what is marked.", bad...)
	}
	return r.changePost(ctx, audit.Entry{Action: "set-leave", By: by}, r.postOf(id, from, "leave_from"), func(p Post) (Post, error) {
		p.Leave = append(slices.DeleteFunc(p.Leave, leave.overlaps), leave)
		return p, nil
	})
}

// EndLeave ends a person's leave with a day; leave in the same post that would begin later goes altogether.
func (r *Register) EndLeave(ctx context.Context, id PersonID, last day.Date, by, why string) error {
	e := audit.Entry{Action: "end-leave", By: by, Why: why}
	return r.changePost(ctx, e, r.postOf(id, last, "leave_until"), func(p Post) (Post, error) {
		p.Leave = slices.DeleteFunc(p.Leave, func(l Period) bool { return l.From > last })
		for i := range p.Leave {
			p.Leave[i].Until = earlierEnd(p.Leave[i].Until, last)
		}
		return p, nil
	})
}

// postNamed finds a post by its id.
func (r *Register) postNamed(id string) func() (Post, error) {
	return func() (Post, error) {
		posts := r.Appointments(personOf(id))
		i := slices.IndexFunc(posts, func(p Post) bool { return p.ID == id && !p.withdrawn() })
		if i < 0 {
			return Post{}, fault.NotFound("The register does not know this post.")
		}
		return posts[i], nil
	}
}

// postOf finds the substantive post that a person holds on a day; the name is of the field that gave the day.
func (r *Register) postOf(id PersonID, on day.Date, name string) func() (Post, error) {
	return func() (Post, error) {
		posts := r.Appointments(id)
		i := slices.IndexFunc(posts, func(p Post) bool { return !p.Acting && p.Period().Covers(on) })
		if i < 0 {
			return Post{}, fault.Invalid("Please correct what is marked.", field(name, "The person has no post on %s.", on))
		}
		return posts[i], nil
	}
}

// changePost writes another version of the post that find gives.
func (r *Register) changePost(ctx context.Context, e audit.Entry, find func() (Post, error), change func(Post) (Post, error)) error {
	return r.perform(ctx, func() (*act, error) {
		old, err := find()
		if err != nil {
			return nil, err
		}
		a := &act{by: e.By, entry: e}
		a.entry.Subject, a.entry.Agency, a.entry.Before = string(old.Person), string(old.Agency), old.words()
		fresh, err := change(old)
		if err != nil {
			return nil, err
		}
		a.posts = []Post{fresh}
		if err := r.check(&a.changes, nameForm); err != nil {
			return nil, err
		}
		if a.entry.After = a.posts[0].words(); a.entry.After == a.entry.Before {
			return nil, nil
		}
		return a, nil
	})
}

// endedOn gives the post with another last day; leave that would begin after it goes.
func (p Post) endedOn(last day.Date) Post {
	p.Until = last
	p.Leave = slices.DeleteFunc(slices.Clone(p.Leave), func(l Period) bool { return l.From > last })
	return p
}

// withdrawn tells that the post never was: its last day is the one before its first.
func (p Post) withdrawn() bool { return p.ID != "" && p.Until != "" && p.Until == p.From.AddDays(-1) }

// words is the post for the audit log.
func (p Post) words() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s in %s from %s until %q", p.ID, p.Position, p.Agency, p.From.ISO(), p.Until.ISO())
	if p.Acting {
		b.WriteString(", acting")
	}
	for _, f := range p.Flags {
		b.WriteString(", " + string(f))
	}
	for _, l := range p.Leave {
		fmt.Fprintf(&b, ", leave from %s until %q", l.From.ISO(), l.Until.ISO())
	}
	return b.String()
}

// fields gives what a person's entry says, by field, for the audit log.
func (p Person) fields() [][2]string {
	return [][2]string{{"eid", p.EID}, {"name", p.Name}, {"name_dz", p.NameDz}, {"email", p.Email}, {"kind", string(p.Kind)},
		{"language", p.Language}, {"sex", p.Sex}, {"category", p.Category}, {"joined", p.Joined.ISO()}, {"demo", strconv.FormatBool(p.Demo)}}
}

// words is the person for the audit log.
func (p Person) words() string {
	_, after := differences(Person{}, p)
	return after
}

// differences gives the fields in which two versions differ, before and after.
func differences(old, fresh Person) (before, after string) {
	var was, is []string
	then := old.fields()
	for i, now := range fresh.fields() {
		if now[1] != then[i][1] {
			was = append(was, fmt.Sprintf("%s %q", now[0], then[i][1]))
			is = append(is, fmt.Sprintf("%s %q", now[0], now[1]))
		}
	}
	return strings.Join(was, ", "), strings.Join(is, ", ")
}
