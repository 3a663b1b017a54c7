package classes

import (
	"context"
	"errors"

	"lamtoen/internal/fault"
	"lamtoen/internal/guess"
	"lamtoen/internal/store"
)

// fewest is how many pupils a class must have for anything to be said about what they did to those who do not teach it.
const fewest = 10

// Family is what the families of a class see of it: what it is taught, nobody in it, and no result.
type Family struct {
	School  string // its name
	Label   string
	Year    string
	Modules []FamilyModule // the newest first

	Told     bool // the class is large enough to say what it has finished
	Finished int  // modules; see FamilyModule.Finished
}

// FamilyModule is a module that the class was given.
type FamilyModule struct {
	Assignment
	Finished bool // by nine of ten pupils, or before one screen with the hands counted afterwards; false in a small class
}

// ByFamilyCode finds the class of a family code, however it is typed. Whoever guesses wrongly waits, longer each time;
// fault.CodeNotFound when no class has the code now.
func (s *Service) ByFamilyCode(ctx context.Context, typed, address string) (Class, error) {
	who := "family " + guess.From(address)
	if err := s.slow(who, mostFrom, s.now()); err != nil {
		return Class{}, err
	}
	c, code, err := s.classOf(ctx, typed)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Class{}, err
	}
	if err != nil || c.FamilyCode != code || !c.Purged.IsZero() {
		s.guesses.Miss(who, s.now())
		return Class{}, fault.NotFound("No class has this family code. Compare it with the slip from school, or ask the class teacher: there may be a new one.")
	}
	return c, nil
}

// Family gives what families see of a class now.
func (s *Service) Family(ctx context.Context, c Class) (Family, error) {
	at, _ := s.deps.Schools.School(c.School)
	f := Family{School: at.Name, Label: c.Label, Year: c.Year}
	tallies, err := s.Tallies(ctx, c.ID)
	if err != nil {
		return f, err
	}
	whole := map[string]Tally{}
	for _, t := range tallies {
		whole[string(t.Course)] = t
		f.Told = f.Told || t.Pupils >= fewest
	}
	for _, a := range c.Assignments() {
		t := whole[string(a.Course)]
		m := FamilyModule{Assignment: a, Finished: t.Pupils >= fewest && 10*t.Done >= 9*t.Pupils}
		f.Finished += one(m.Finished)
		f.Modules = append(f.Modules, m)
	}
	return f, nil
}
