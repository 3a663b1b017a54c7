package coverage

import (
	"context"
	"slices"

	"lamtoen/internal/org"
)

// rejudge gives the sheet with a few people of the same cast judged again. The old one stays as it is: readers may hold it.
func (c *Cube) rejudge(f *folder, old *Sheet, people map[org.PersonID]bool) *Sheet {
	s := f.sheet
	s.standings, s.holds, s.cells = slices.Clone(old.standings), slices.Clone(old.holds), old.cells.clone()
	var use scratch
	for id := range people {
		i, listed := f.cast.find(id)
		if !listed {
			continue
		}
		c.judgeAt(f, i, &use)
		s.cells.move(s.layout, s.layout.agencies[i], old.standings[i], s.standings[i])
	}
	return s
}

// renew gives the sheet for another cast: after a change of the register, or for the day that has begun. Standings are taken
// over of those of whom the register says the same, about whom nothing came, and for whom time alone changes nothing.
func (c *Cube) renew(ctx context.Context, f *folder, old *Sheet, people map[org.PersonID]bool) (*Sheet, error) {
	s, was := f.sheet, old.cast
	s.standings = make([]standing, len(f.cast.actors))
	if old.holds != nil {
		s.holds = make([]int32, len(f.cast.actors))
	}
	today := dayNumber(s.At.Start())
	again := make([]bool, len(f.cast.actors))
	k := 0
	for i := range f.cast.actors {
		a := &f.cast.actors[i]
		for k < len(was.actors) && was.actors[k].id < a.id {
			k++
		}
		same := k < len(was.actors) && was.actors[k].id == a.id && was.actors[k].digest == a.digest && !people[a.id] &&
			(s.At == old.At || old.holds[k] > today)
		if again[i] = !same; same {
			s.standings[i] = old.standings[k]
			if s.holds != nil {
				s.holds[i] = old.holds[k]
			}
		}
	}
	if err := c.judgeWhere(ctx, f, func(i int) bool { return again[i] }); err != nil {
		return nil, err
	}
	s.cells = s.layout.tally(f.cast.actors, s.standings, slice{-1, -1, -1})
	return s, nil
}
