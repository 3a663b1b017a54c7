package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

const (
	walkers  = 4  // people who take the course at the same time
	leastDie = 10 // times that the server must have been killed
)

// mortal is a server in a process of its own, which is killed and started again.
type mortal struct {
	*installation
	mu      sync.Mutex
	process *exec.Cmd
	address string        // "" while there is none
	up      chan struct{} // closed when there is one
	acks    chan struct{} // one for each acknowledged step
	kills   int
}

// start begins a new process and, unless it is to die before, waits until it listens.
func (m *mortal) start(dieAfter time.Duration) {
	m.Helper()
	cmd := child(m.Context(), m.args("serve", "--addr=127.0.0.1:0", "--url=http://localhost:8080")...)
	output, err := cmd.StderrPipe()
	if err := errors.Join(err, cmd.Start()); err != nil {
		m.Fatal(err)
	}
	m.process = cmd
	found := make(chan string, 1)
	go watch(output, found)
	if dieAfter > 0 {
		time.Sleep(dieAfter)
		m.kill()
		return
	}
	select {
	case address := <-found:
		if strings.HasPrefix(address, "http://") {
			m.mu.Lock()
			m.address = address
			close(m.up)
			m.mu.Unlock()
			return
		}
		m.Fatalf("the server does not start again after %d kills: %s", m.kills, address)
	case <-time.After(time.Minute):
		m.Fatal("the server does not start again in a minute")
	}
}

var listening = regexp.MustCompile(`msg=serving address=(\S+)`)

// watch gives the address that a server logs, or all that it said when it ends without.
func watch(output io.Reader, found chan<- string) {
	var said strings.Builder
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if at := listening.FindStringSubmatch(lines.Text()); at != nil {
			found <- "http://" + at[1]
		}
		said.WriteString(lines.Text() + "\n")
	}
	select {
	case found <- said.String():
	default:
	}
}

// kill ends the process as a power cut would.
func (m *mortal) kill() {
	m.mu.Lock()
	if m.address != "" {
		m.address, m.up = "", make(chan struct{})
	}
	m.mu.Unlock()
	_ = m.process.Process.Kill()
	_ = m.process.Wait()
	m.kills++
}

// base is a client's way to whichever process lives.
func (m *mortal) base(ctx context.Context) (string, error) {
	for {
		m.mu.Lock()
		address, up := m.address, m.up
		m.mu.Unlock()
		if address != "" {
			return address, nil
		}
		select {
		case <-up:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// reap kills the server after some acknowledged steps, a moment later so that others are under way, and now and then again
// while it starts; until all journeys are over.
func (m *mortal) reap(over <-chan struct{}) {
	for {
		for range 3 + rand.IntN(6) {
			select {
			case <-m.acks:
			case <-over:
				return
			}
		}
		time.Sleep(time.Duration(rand.IntN(10)) * time.Millisecond) // short, so that the way is not over after a few
		m.kill()
		if rand.IntN(4) == 0 {
			m.start(time.Duration(1+rand.IntN(300)) * time.Millisecond)
		}
		m.start(0)
	}
}

// insist repeats a step until it is acknowledged. A refusal is an end, but for those of somebody who comes too soon.
func (m *mortal) insist(ctx context.Context, step func(context.Context) error) error {
	for {
		err := step(ctx)
		var refused refusal
		switch {
		case err == nil:
			m.acks <- struct{}{}
			return nil
		case ctx.Err() != nil:
			return errors.Join(ctx.Err(), err)
		case errors.As(err, &refused) && refused.status != http.StatusTooManyRequests:
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// walk goes the whole way of one person.
func (m *mortal) walk(ctx context.Context, j *journey) error {
	// The code is used up when the server died between using it and saying so: then the password is good.
	var refused refusal
	if err := m.insist(ctx, j.activate); err != nil && (!errors.As(err, &refused) || refused.status != http.StatusUnauthorized) {
		return fmt.Errorf("activation: %w", err)
	}
	if err := m.insist(ctx, j.signIn); err != nil {
		return fmt.Errorf("sign-in: %w", err)
	}
	for i, step := range j.steps() {
		if err := m.insist(ctx, step); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	return nil
}

// Several people take the whole course while the server is killed again and again. Nothing that was acknowledged is lost,
// nothing is there twice, and everyone has one certificate.
func TestKilledServer(t *testing.T) {
	m := &mortal{installation: install(t), up: make(chan struct{}), acks: make(chan struct{}, 1<<12)}
	course := flagship(t)
	var all []*journey
	for i := range walkers {
		c := m.add(fmt.Sprintf("2008%05d", i), []string{"Karma Dorji", "Pema Lhamo", "Sonam Choden", "Kinley Norbu"}[i], "none")
		c.base = m.base
		all = append(all, &journey{client: c, course: course})
	}
	m.start(0)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	over := make(chan struct{})
	failures := make([]error, walkers)
	go func() {
		defer close(over)
		var walking sync.WaitGroup
		for i, j := range all {
			walking.Go(func() { failures[i] = m.walk(ctx, j) })
		}
		walking.Wait()
	}()
	m.reap(over)
	if err := errors.Join(failures...); err != nil {
		t.Fatal(err)
	}
	m.kill() // once more, so that what follows reads what a dead server has left
	t.Logf("the server was killed %d times", m.kills)
	if m.kills < leastDie {
		t.Errorf("the server was killed %d times, want at least %d", m.kills, leastDie)
	}
	m.approveBeside() // nobody is bound by a draft
	m.check(all)
}

// check looks at the store itself.
func (m *mortal) check(all []*journey) {
	ctx := m.Context()
	p, err := openExisting(ctx, m.settings())
	if err != nil {
		m.Fatal(err)
	}
	defer func() {
		if err := p.close(nil); err != nil {
			m.Error(err)
		}
	}()
	if err := errors.Join(p.openAccounts(ctx), p.openCoverage(ctx), p.audit.Verify(ctx)); err != nil {
		m.Fatal(err)
	}
	for _, j := range all {
		m.checkFacts(p, j)
	}
	serials, err := store.Open[struct {
		ID string `bson:"_id"`
	}](ctx, p.engine, "certificates")
	if err != nil {
		m.Fatal(err)
	}
	if found, _, err := serials.Find(ctx, store.Query{}); err != nil || len(found) != len(all) {
		m.Errorf("got %d serials, %v, want one for each of %d people", len(found), err, len(all))
	}
	table, err := p.cube.Figures(ctx, coverage.Query{Course: conduct, Agency: "dz-haa", Scope: org.Scope{All: true}})
	if err != nil {
		m.Fatal(err)
	}
	if got := table.Agency.Total; got.Must != len(all) || got.Complete != len(all) {
		m.Errorf("coverage: got %+v, want all %d complete", got, len(all))
	}
}

// checkFacts: every fact of the way once, and none besides.
func (m *mortal) checkFacts(p *parts, j *journey) {
	person, ok := p.register.ByEID(j.eid)
	if !ok {
		m.Fatalf("%s is lost", j.name)
	}
	facts, err := p.learning.FactsOf(m.Context(), person.ID, conduct)
	if err != nil {
		m.Fatal(err)
	}
	wanted := map[string]bool{}
	add := func(about ...string) { wanted[learning.FactID(person.ID, conduct, 1, about...)] = true }
	add()
	for _, l := range j.course.Lessons {
		add("lesson", string(l.ID), "opened")
		add("lesson", string(l.ID))
	}
	add("attempt", "1")
	add("attempt", "1", "submission")
	add("signature")
	add("certificate")
	for _, f := range facts {
		if !wanted[f.ID] {
			m.Errorf("%s: the fact %s is one too many", j.name, f.ID)
		}
		delete(wanted, f.ID)
		if f.Kind == learning.KindSubmitted {
			if score, passed := f.Result(); score != 10_000 || !passed {
				m.Errorf("%s: got the score %d, passed %v, want all answers counted", j.name, score, passed)
			}
		}
	}
	for id := range wanted {
		m.Errorf("%s: the fact %s is lost", j.name, id)
	}
	held, err := p.certificates.OfPerson(m.Context(), person.ID)
	if err != nil || len(held) != 1 || held[0].Serial != j.certificate.Serial {
		m.Errorf("%s: got %d certificates, %v, want the one that was acknowledged, %s", j.name, len(held), err, j.certificate.Serial)
	}
}
