package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Entry is one administrative act: who did what to whom, what was there before and after, and why.
type Entry struct {
	// At is when it was done, to the millisecond; By is the id of the person or service who did it.
	At     time.Time `bson:"at" json:"at"`
	By     string    `bson:"by" json:"by"`
	Action string    `bson:"action" json:"action"`

	// Subject is the id of what it was done to, Agency the code of the agency concerned, or "".
	Subject string `bson:"subject" json:"subject"`
	Agency  string `bson:"agency" json:"agency"`
	// Before and After are in words, Why is as the officer gave it. They must hold no secrets.
	Before string `bson:"before" json:"before"`
	After  string `bson:"after" json:"after"`
	Why    string `bson:"why" json:"why"`

	// People are those whom an act about several was done to, so that each is found by it. Subject is then an id of the act
	// alone, and After names them: they are searched for here, not kept in the record.
	People []string `bson:"-" json:"-"`
}

// mention says that an act about several people was done to one of them.
type mention struct {
	ID      string `bson:"_id"` // SUBJECT/PERSON
	Person  string `bson:"person"`
	Subject string `bson:"subject"` // of the act
}

// Record is an entry in its place in the log.
type Record struct {
	ID       string `bson:"_id" json:"-"`             // the number in twelve digits, so that ids sort as numbers
	Number   int64  `bson:"number" json:"number"`     // from 1, without gaps
	Previous string `bson:"previous" json:"previous"` // the hash of the record before; "" for the first
	Hash     string `bson:"hash" json:"hash"`         // over everything else in the record, but About
	Entry    `bson:",inline" json:",inline"`

	// About is whom or what the subject belongs to: PERSON of the subject PERSON/0001. It is there to be searched for, and
	// missing in records of before it was.
	About string `bson:"about" json:"-"`
}

// idOf gives the id of the record with the number.
func idOf(number int64) string { return fmt.Sprintf("%012d", number) }

// aboutOf gives what the subject belongs to.
func aboutOf(subject string) string {
	about, _, _ := strings.Cut(subject, "/")
	return about
}

// becauseKey is the key of a context's reason.
type becauseKey struct{}

// Because gives a context in which entries without a Why get this one: the reason that an officer typed, for acts whose
// functions take none. An empty reason changes nothing.
func Because(ctx context.Context, why string) context.Context {
	if why = strings.TrimSpace(why); why == "" {
		return ctx
	}
	return context.WithValue(ctx, becauseKey{}, why)
}

// completed gives the entry as it is kept: the reason of the context where it has none, and line ends that a CSV file gives
// back as they were.
func (e Entry) completed(ctx context.Context) Entry {
	if why, ok := ctx.Value(becauseKey{}).(string); ok && e.Why == "" {
		e.Why = why
	}
	for _, text := range []*string{&e.Before, &e.After, &e.Why} {
		*text = strings.ReplaceAll(*text, "\r\n", "\n")
	}
	return e
}

// sum computes the hash of a record: "a1:" and the hexadecimal SHA-256 of its fields, each as its length in bytes, a colon
// and its text. Lengths keep two fields from being read as one; the "a1" names this list of fields, so that a later list
// can stand beside it in one log.
func (r Record) sum() string {
	var text strings.Builder
	for _, field := range []string{
		strconv.FormatInt(r.Number, 10), r.Previous, r.At.UTC().Format(time.RFC3339Nano), r.By, r.Action, r.Subject, r.Agency,
		r.Before, r.After, r.Why,
	} {
		fmt.Fprintf(&text, "%d:%s", len(field), field)
	}
	hash := sha256.Sum256([]byte(text.String()))
	return "a1:" + hex.EncodeToString(hash[:])
}
