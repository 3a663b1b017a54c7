package demo_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/learning"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// dying is an engine that stops in the midst of things: its k-th write is done or not, and answers nothing any more.
type dying struct {
	store.Engine
	mu      sync.Mutex
	left    int
	unheard bool // the last write is done, and only its answer is lost
}

var errDead = errors.New("the process was killed")

func (d *dying) write(do func() error) error {
	d.mu.Lock()
	d.left--
	left := d.left
	d.mu.Unlock()
	if left > 0 {
		return do()
	}
	if left == 0 && d.unheard {
		return errors.Join(do(), errDead)
	}
	return errDead
}

func (d *dying) Insert(ctx context.Context, collection string, docs []store.Doc) (outcomes []error, err error) {
	err = d.write(func() error {
		outcomes, err = d.Engine.Insert(ctx, collection, docs)
		return err
	})
	return outcomes, err
}

func (d *dying) Replace(ctx context.Context, collection string, doc store.Doc, rev int64) error {
	return d.write(func() error { return d.Engine.Replace(ctx, collection, doc, rev) })
}

func (d *dying) Delete(ctx context.Context, collection, id string) (gone bool, err error) {
	err = d.write(func() error {
		gone, err = d.Engine.Delete(ctx, collection, id)
		return err
	})
	return gone, err
}

// Wherever a seed is killed, the next one goes on, and the result is that of one that was left in peace.
func TestSeedIsTakenUpAgain(t *testing.T) {
	peace := newCountry(t, storetest.Open(t))
	counting := &dying{Engine: peace.engine, left: 1 << 30}
	if _, err := peace.seed(counting, few); err != nil {
		t.Fatal(err)
	}
	peace.open()
	writes := 1<<30 - counting.left
	want := told(peace.facts())
	t.Logf("a small demonstration takes %d writes", writes)
	for i, k := range []int{1, 2, 6, 15, 40, writes / 3, writes / 2, writes - 9, writes - 1, writes} {
		c := newCountry(t, storetest.Open(t))
		killed := &dying{Engine: c.engine, left: k, unheard: i%2 == 0}
		if _, err := c.seed(killed, few); !errors.Is(err, errDead) {
			t.Errorf("killed at write %d: got %v, want the seed stopped", k, err)
		}
		// A second time, soon after it has been taken up.
		killed = &dying{Engine: c.engine, left: 5, unheard: i%2 == 1}
		if _, err := c.seed(killed, few); err != nil && !errors.Is(err, errDead) {
			t.Errorf("killed at write %d and again: %v", k, err)
		}
		c.filled(few)
		c.compare(peace, k, want)
	}
}

// told gives what each fact says, without what chance has put into certificates.
func told(facts []learning.Fact) map[string]string {
	said := map[string]string{}
	for _, f := range facts {
		if f.Kind == learning.KindCertificate {
			f.Data = nil
		}
		said[f.ID] = f.At.String() + string(f.Version) + f.Data.String()
	}
	return said
}

func (c *country) compare(peace *country, k int, want map[string]string) {
	c.Helper()
	got := told(c.facts())
	for id, said := range want {
		if got[id] != said {
			c.Errorf("killed at write %d: the fact %s says %q, want %q", k, id, got[id], said)
		}
	}
	if len(got) != len(want) {
		c.Errorf("killed at write %d: got %d facts, want %d", k, len(got), len(want))
	}
	for m := range peace.register.View(today, time.Time{}).Members() {
		mine, ok := c.register.View(today, time.Time{}).Member(m.Person.ID)
		if !ok || mine.Person.EID != m.Person.EID || mine.Post.Agency != m.Post.Agency || mine.Post.Duty != m.Post.Duty ||
			len(c.register.Appointments(m.Person.ID)) != len(peace.register.Appointments(m.Person.ID)) ||
			len(c.register.GrantsOf(m.Person.ID, today)) != len(peace.register.GrantsOf(m.Person.ID, today)) {
			c.Errorf("killed at write %d: %s is %+v, want %+v", k, m.Person.EID, mine, m)
		}
	}
	if a, b := c.register.Count(), peace.register.Count(); a != b || c.passwords() != 9 {
		c.Errorf("killed at write %d: got %d people and %d passwords, want %d and 9", k, a, c.passwords(), b)
	}
	if got, want := c.standings(), peace.standings(); got != want {
		c.Errorf("killed at write %d: got the plans %s, want %s", k, got, want)
	}
	if err := c.audit.Verify(c.Context()); err != nil {
		c.Errorf("killed at write %d: %v", k, err)
	}
}
