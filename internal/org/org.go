// Package org knows who the people of the register are, where they serve, and what each may see: agencies, people, posts
// and grants.
//
// # Records
//
// Everything is insert-only. A record (a person, a post, a grant, a period of an agency's life) is a series of numbered
// versions; the highest number wins, and "as known on K" is the highest among those recorded up to K. Nothing is edited or
// deleted, so that what a report of last June said can be shown again and explained.
//
// # Acts
//
// One administrative act may need several documents (a move ends one post and begins another). They are inserted under a
// group id that readers ignore until one commit document names it, so an act is seen whole or not at all, however it is
// interrupted. The number in a document's id is the lock: of two officers who change one person's posts at the same
// moment, one gets the number and the other reads again. The audit entry is written before the commit: no change can
// exist without its entry.
//
// # Days and instants
//
// From and Until are days in Thimphu and Until is the last day, included; "" leaves the side open. Recorded is the instant
// at which the store took the act; the documents of one act share it.
//
// # The register in memory
//
// A Register holds all of it in memory, in compact rows, and stays fresh from the `(recorded, _id)` index of each
// collection; every instance of the program has its own.
package org

import (
	"crypto/rand"
	"strings"
	"time"

	"lamtoen/internal/day"
)

// PersonID is a person's opaque, immutable id: "p" and 16 characters of Crockford's base 32 in lower case. It is the only
// name of a person in fact ids, URLs and logs.
type PersonID string

// AgencyCode is an agency's stable code, such as moh, dz-haa or gw-paro-dokar. Match on the code, never on the name: two
// gewogs are called Gakiling.
type AgencyCode string

// idAlphabet is Crockford's base 32: no i, l, o or u, so that an id read aloud cannot be mistaken.
const idAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// idLength is 80 bits of randomness in base 32: two people would share an id once in 10^12 registers of a million.
const idLength = 16

// randomID is the default source of ids.
func randomID() string {
	var raw [idLength]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the program instead
	for i, b := range raw {
		raw[i] = idAlphabet[b&31]
	}
	return string(raw[:])
}

// Valid tells whether id has the form of a person's id; it says nothing about whether the person exists.
func (id PersonID) Valid() bool {
	rest, ok := strings.CutPrefix(string(id), "p")
	return ok && len(rest) == idLength && strings.Trim(rest, idAlphabet) == ""
}

// Period is a stretch of days, both ends included; "" leaves an end open.
type Period struct {
	From  day.Date `bson:"from" json:"from"`
	Until day.Date `bson:"until" json:"until,omitempty"`
}

// Covers tells whether the day d falls in the period. A period whose last day is before its first covers nothing: that
// is how a mistaken post or grant is withdrawn.
func (p Period) Covers(d day.Date) bool { return p.From <= d && (p.Until == "" || d <= p.Until) }

// overlaps tells whether the two periods share a day.
func (p Period) overlaps(o Period) bool {
	return !p.empty() && !o.empty() && (p.Until == "" || o.From <= p.Until) && (o.Until == "" || p.From <= o.Until)
}

func (p Period) empty() bool { return p.Until != "" && p.Until < p.From }

// Settings are the register's sources; a zero field takes the real one.
type Settings struct {
	Now   func() time.Time // the clock; default time.Now
	NewID func() string    // 16 characters of Crockford's base 32; default 80 random bits
}
