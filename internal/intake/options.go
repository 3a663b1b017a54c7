package intake

import (
	"fmt"
	"slices"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Complete says for which agencies a file holds everybody.
type Complete string

// The declarations. Only with one of the last three does anybody leave for not being in the file.
const (
	CompleteNone     Complete = "none"
	CompleteFile     Complete = "file"     // the agencies that stand in the file
	CompleteAgencies Complete = "agencies" // the agencies of Options and all below them
	CompleteRegister Complete = "register" // every agency
)

// Declarations gives them in the order in which pages list them.
func Declarations() []Complete {
	return []Complete{CompleteNone, CompleteFile, CompleteAgencies, CompleteRegister}
}

// Options are what the officer declares about a file.
type Options struct {
	AsOf     day.Date         `bson:"as_of"` // the day on which the list was true
	Complete Complete         `bson:"complete"`
	Agencies []org.AgencyCode `bson:"agencies,omitempty"` // of CompleteAgencies
	LeaveOn  day.Date         `bson:"leave_on"`           // the last day of those who are not in a complete file
	Kind     org.Kind         `bson:"kind,omitempty"`     // of new people where the file does not say
}

// oldest is how far back a file's day may lie: what is older tells more of the past than of the register.
const oldest = 366

// settle fills in what follows and tells what is wrong, by field.
func (o Options) settle(today day.Date, tree *org.Tree) (Options, error) {
	var bad []fault.Field
	say := func(name, format string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	if o.AsOf == "" {
		o.AsOf = today
	}
	if _, err := day.Parse(string(o.AsOf)); err != nil {
		say("as_of", "Give the day of the list as year-month-day, for example %s.", today.ISO())
	} else if o.AsOf > today || o.AsOf < today.AddDays(-oldest) {
		say("as_of", "Give a day of the last year, today at the latest: the day on which the list was true.")
	}
	if o.Complete == "" {
		o.Complete = CompleteNone
	}
	if !slices.Contains(Declarations(), o.Complete) {
		say("complete", "Choose for which agencies the file holds everybody.")
	}
	if o.Complete != CompleteAgencies {
		o.Agencies = nil
	} else if len(o.Agencies) == 0 {
		say("agencies", "Name the agencies for which the file is complete.")
	}
	for _, code := range o.Agencies {
		if _, ok := tree.Agency(code); !ok {
			say("agencies", "There is no agency with the code “%s” today.", clip(string(code)))
		}
	}
	slices.Sort(o.Agencies)
	o.Agencies = slices.Compact(o.Agencies)
	if o.LeaveOn == "" || o.Complete == CompleteNone {
		o.LeaveOn = o.AsOf
	}
	if _, err := day.Parse(string(o.LeaveOn)); err != nil || len(bad) == 0 && (o.LeaveOn > o.AsOf || o.LeaveOn < o.AsOf.AddDays(-oldest)) {
		say("leave_on", "Give the last day of those who have left as a day of the year before the list, or the day of the list itself.")
	}
	if o.Kind != "" && !o.Kind.Valid() {
		say("kind", "Choose the kind of staff from the list.")
	}
	if len(bad) > 0 {
		return o, fault.Invalid("Please correct what is marked.", bad...)
	}
	return o, nil
}
