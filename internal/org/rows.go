package org

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unique"

	"lamtoen/internal/day"
)

// A register of a million people must fit beside the store, so the memory holds compact rows and makes a Person or a Post
// when one is asked for. What many rows share (kind, agency, position, who recorded it) is kept once.

// personTags are the parts of a person that many people share.
type personTags struct {
	kind                    Kind
	language, sex, category string
	by, group               string
	demo                    bool
}

// personRare are the parts that most rows lack.
type personRare struct{ nameDz, email string }

type personRow struct {
	eid, name string
	tags      unique.Handle[personTags]
	rare      *personRare
	joined    unique.Handle[day.Date]
	recorded  int64 // Unix milliseconds
	version   int32
}

func rowOfPerson(p Person) personRow {
	row := personRow{
		eid: p.EID, name: p.Name, version: int32(p.Version), recorded: p.Recorded.UnixMilli(),
		tags:   unique.Make(personTags{p.Kind, p.Language, p.Sex, p.Category, p.By, p.Group, p.Demo}),
		joined: unique.Make(p.Joined),
	}
	if p.NameDz != "" || p.Email != "" {
		row.rare = &personRare{p.NameDz, p.Email}
	}
	return row
}

func (row *personRow) person(id PersonID) Person {
	t := row.tags.Value()
	p := Person{
		ID: id, Version: int(row.version), EID: row.eid, Name: row.name, Kind: t.kind, Language: t.language, Sex: t.sex,
		Category: t.category, Joined: row.joined.Value(), Demo: t.demo, By: t.by, Group: t.group,
		Recorded: time.UnixMilli(row.recorded).UTC(),
	}
	if row.rare != nil {
		p.NameDz, p.Email = row.rare.nameDz, row.rare.email
	}
	return p
}

func (row *personRow) email() string {
	if row.rare == nil {
		return ""
	}
	return row.rare.email
}

// postTags are the parts of a post that many posts share.
type postTags struct {
	agency    AgencyCode
	position  string
	flags     string // joined by commas
	acting    bool
	by, group string
}

type postRow struct {
	tags     unique.Handle[postTags]
	leave    *[]Period
	from     unique.Handle[day.Date]
	until    unique.Handle[day.Date]
	recorded int64 // Unix milliseconds
	version  int32 // the number in the person's series of post changes
	ordinal  int32 // which of the person's posts it is, from 1
}

func rowOfPost(p Post) postRow {
	flags := make([]string, len(p.Flags))
	for i, f := range p.Flags {
		flags[i] = string(f)
	}
	row := postRow{
		tags: unique.Make(postTags{p.Agency, p.Position, strings.Join(flags, ","), p.Acting, p.By, p.Group}),
		from: unique.Make(p.From), until: unique.Make(p.Until),
		recorded: p.Recorded.UnixMilli(), version: int32(p.Version), ordinal: int32(ordinalOf(p.ID)),
	}
	if len(p.Leave) > 0 {
		leave := slices.Clone(p.Leave)
		row.leave = &leave
	}
	return row
}

func (row *postRow) post(id PersonID) Post {
	t := row.tags.Value()
	p := Post{
		ID: recordID(id, int(row.ordinal)), Version: int(row.version), Person: id, Agency: t.agency, Position: t.position,
		Acting: t.acting, From: row.from.Value(), Until: row.until.Value(), By: t.by, Group: t.group,
		Recorded: time.UnixMilli(row.recorded).UTC(),
	}
	if t.flags != "" {
		for f := range strings.SplitSeq(t.flags, ",") {
			p.Flags = append(p.Flags, Flag(f))
		}
	}
	if row.leave != nil {
		p.Leave = slices.Clone(*row.leave)
	}
	return p
}

// recordID names a person's n-th post or grant. A dot, since it stands in URLs.
func recordID(id PersonID, n int) string { return string(id) + "." + strconv.Itoa(n) }

// personOf gives the person in the id of a post or grant.
func personOf(id string) PersonID {
	person, _, _ := strings.Cut(id, ".")
	return PersonID(person)
}

// ordinalOf gives the number in the id of a post or grant, 0 when it has none.
func ordinalOf(id string) int {
	_, n, _ := strings.Cut(id, ".")
	i, err := strconv.ParseInt(n, 10, 31)
	if err != nil || i < 1 || strconv.FormatInt(i, 10) != n {
		return 0
	}
	return int(i)
}

// always is an instant after all others: "as known now".
const always = int64(1<<63 - 1)

// entry is all that is known of one person. It is never changed once readers can see it; a write makes another.
type entry struct {
	id     PersonID
	people []personRow // by version
	posts  []postRow   // by version
}

// person gives the newest version recorded up to known; nil when there was none yet.
func (e *entry) person(known int64) *personRow {
	for i := len(e.people) - 1; i >= 0; i-- {
		if e.people[i].recorded <= known {
			return &e.people[i]
		}
	}
	return nil
}

// stands tells whether the i-th post row is the newest version of its post recorded up to known.
func (e *entry) stands(i int, known int64) bool {
	if e.posts[i].recorded > known {
		return false
	}
	for j := i + 1; j < len(e.posts); j++ {
		if e.posts[j].ordinal == e.posts[i].ordinal && e.posts[j].recorded <= known {
			return false
		}
	}
	return true
}

// postOn gives the post of a day: the substantive one, or else an acting one; nil when there is none.
func (e *entry) postOn(at day.Date, known int64) *postRow {
	var acting *postRow
	for i := len(e.posts) - 1; i >= 0; i-- {
		row := &e.posts[i]
		if !(Period{row.from.Value(), row.until.Value()}).Covers(at) || !e.stands(i, known) {
			continue
		}
		if !row.tags.Value().acting {
			return row
		}
		if acting == nil || row.ordinal > acting.ordinal {
			acting = row
		}
	}
	return acting
}

// appointments gives the posts as they are stored, by first day.
func (e *entry) appointments(known int64) []Post {
	var out []Post
	for i := range e.posts {
		if e.stands(i, known) {
			out = append(out, e.posts[i].post(e.id))
		}
	}
	slices.SortFunc(out, func(a, b Post) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(ordinalOf(a.ID), ordinalOf(b.ID)))
	})
	return out
}

// stretches gives the posts cut where leave begins and ends, by first day.
func (e *entry) stretches(known int64) []Post {
	var out []Post
	for _, p := range e.appointments(known) {
		out = append(out, p.stretches()...)
	}
	slices.SortStableFunc(out, func(a, b Post) int { return cmp.Compare(a.From, b.From) })
	return out
}

// withPerson gives an entry that also has the row: itself, when it has that version already.
func (e *entry) withPerson(row personRow) *entry {
	people, fresh := merged(e.people, row, func(r personRow) int32 { return r.version })
	if !fresh {
		return e
	}
	return &entry{e.id, people, e.posts}
}

// withPost does for posts what withPerson does for persons.
func (e *entry) withPost(row postRow) *entry {
	posts, fresh := merged(e.posts, row, func(r postRow) int32 { return r.version })
	if !fresh {
		return e
	}
	return &entry{e.id, e.people, posts}
}

// merged gives a copy of rows, which are in the order of their numbers, with one more; false when it is there already.
func merged[R any](rows []R, row R, number func(R) int32) ([]R, bool) {
	i, found := slices.BinarySearchFunc(rows, number(row), func(r R, n int32) int { return cmp.Compare(number(r), n) })
	if found {
		return rows, false
	}
	out := make([]R, 0, len(rows)+1)
	return append(append(append(out, rows[:i]...), row), rows[i:]...), true
}
