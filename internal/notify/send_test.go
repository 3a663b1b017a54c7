package notify_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
)

// posted is a world with a mail server, where some people owe a course today.
func posted(t testing.TB, people int) (*world, *mailServer, []org.PersonID) {
	t.Helper()
	w, server := newWorld(t), startMailServer(t)
	w.mailer = server.mailer()
	var ids []org.PersonID
	for range people {
		id := w.hire("moh")
		w.owes(id, conduct, monday)
		ids = append(ids, id)
	}
	return w, server, ids
}

// turns lets the sender work until it has nothing more to do at once.
func (w *world) turn(s *notify.Service) {
	w.t.Helper()
	_, err := s.Send(w.ctx)
	w.must(err)
}

func (w *world) state(s *notify.Service, id org.PersonID) (notify.State, notify.Event) {
	w.t.Helper()
	list := w.messages(s, id)
	if len(list) == 0 {
		w.t.Fatalf("%s has no message", id)
	}
	return list[0].State, list[0].Last()
}

func TestSentByTLSAndOnce(t *testing.T) {
	w, server, ids := posted(t, 3)
	s := w.service()
	for range 3 {
		w.plan(s)
		w.turn(s)
	}
	mails, most := server.all()
	if mails != 3 || most != 1 || server.secure != 3 {
		t.Errorf("got %d mails, at most %d to one person, %d by TLS, want one to each of three by TLS", mails, most, server.secure)
	}
	if got, last := w.state(s, ids[0]); got != notify.Sent || last.At.IsZero() {
		t.Errorf("got %s, want sent", got)
	}
	m := w.messages(s, ids[0])[0]
	var states []notify.State
	for _, e := range m.Events {
		states = append(states, e.State)
	}
	if len(states) != 3 || states[0] != notify.Planned || states[1] != notify.Sending {
		t.Errorf("events: got %v, want planned, sending, sent", states)
	}
	body := server.bodies["person1@example.bt"]
	for _, want := range []string{"text/plain", "text/html", "Auto-Submitted: auto-generated", "https://training.example.bt/sign-in", m.ID + "@example.bt"} {
		if !strings.Contains(body, want) {
			t.Errorf("the mail lacks %q:\n%s", want, body)
		}
	}
	for _, never := range []string{"<img", "http://", "Person 1", "200800001"} {
		if strings.Contains(body, never) {
			t.Errorf("the mail holds %q", never)
		}
	}
}

func TestImplicitTLSAndSignIn(t *testing.T) {
	w, server, ids := posted(t, 1)
	server.implicit, server.user, server.password = true, "training", "a good secret"
	mailer := server.mailer()
	mailer.Security, mailer.User, mailer.Password = notify.TLS, "training", "wrong"
	w.mailer = mailer
	s := w.service()
	w.plan(s)
	_, err := s.Send(w.ctx)
	if err == nil || strings.Contains(err.Error(), "wrong") {
		t.Errorf("a wrong password: got %v, want an error that does not repeat it", err)
	}
	if got, _ := w.state(s, ids[0]); got != notify.Planned {
		t.Errorf("after a refused sign-in: got %s, want it planned still", got)
	}
	mailer.Password = "a good secret"
	w.mailer = mailer
	s = w.service()
	w.turn(s)
	if got, _ := w.state(s, ids[0]); got != notify.Sent {
		t.Errorf("got %s, want sent", got)
	}
	if text := mailer.String() + (&mailer).GoString(); strings.Contains(text, "secret") {
		t.Errorf("printed: %s", text)
	}
}

// Without TLS, or with a certificate that nobody trusts, nothing is handed over.
func TestNothingWithoutTLS(t *testing.T) {
	for name, set := range map[string]func(*mailServer, *notify.SMTP){
		"no STARTTLS":         func(s *mailServer, _ *notify.SMTP) { s.offer = false },
		"unknown certificate": func(_ *mailServer, m *notify.SMTP) { m.Roots = nil },
	} {
		t.Run(name, func(t *testing.T) {
			w, server, ids := posted(t, 1)
			mailer := server.mailer()
			set(server, &mailer)
			w.mailer = mailer
			s := w.service()
			w.plan(s)
			if _, err := s.Send(w.ctx); err == nil {
				t.Error("got no error")
			}
			if got, _ := w.state(s, ids[0]); got != notify.Planned || server.count("person1@example.bt") != 0 {
				t.Errorf("got %s, %d mails, want it planned and nothing sent", got, server.count("person1@example.bt"))
			}
		})
	}
}

func TestTemporaryErrorIsTriedAgainInOfficeHours(t *testing.T) {
	w, server, ids := posted(t, 1)
	var busy atomic.Bool
	busy.Store(true)
	server.onRecipient = func(string) string {
		if busy.Load() {
			return "450 4.2.1 later"
		}
		return ""
	}
	s := w.service()
	w.plan(s)
	w.turn(s)
	if got, last := w.state(s, ids[0]); got != notify.Planned || last.Cause != notify.CauseServer || last.Code != "450 4.2.1" {
		t.Fatalf("got %s, %+v, want it planned again", got, last)
	}
	w.turn(s)
	if server.refused != 1 {
		t.Errorf("asked %d times at once, want a wait between", server.refused)
	}
	busy.Store(false)
	w.clock.to(monday, 17)
	w.turn(s)
	if server.count("person1@example.bt") != 0 {
		t.Error("sent at five in the afternoon")
	}
	w.clock.to(monday.AddDays(1), 9)
	w.turn(s)
	if got, _ := w.state(s, ids[0]); got != notify.Sent || server.count("person1@example.bt") != 1 {
		t.Errorf("next morning: got %s, %d mails", got, server.count("person1@example.bt"))
	}
}

func TestGivenUpWithTheWeek(t *testing.T) {
	w, server, ids := posted(t, 1)
	server.onContent = func(string, int) string { return "451 4.3.0 later" }
	s := w.service()
	w.plan(s)
	for n := range 5 {
		w.clock.to(monday.AddDays(n), 11)
		w.turn(s)
	}
	server.onContent = nil
	w.clock.to(monday.AddDays(7), 10)
	w.turn(s)
	if got, last := w.state(s, ids[0]); got != notify.Expired || last.Cause != notify.CauseServer {
		t.Fatalf("got %s, %+v, want expired", got, last)
	}
	w.plan(s)
	w.turn(s)
	if mails, _ := server.all(); mails != 1 {
		t.Errorf("the week after: got %d mails, want the one of that week", mails)
	}
}

func TestPermanentErrorMarksTheAddress(t *testing.T) {
	w, server, ids := posted(t, 2)
	server.onRecipient = func(to string) string {
		if to == "person1@example.bt" {
			return "550 5.1.1 no such user"
		}
		return ""
	}
	s := w.service()
	w.plan(s)
	w.turn(s)
	if got, last := w.state(s, ids[0]); got != notify.Failed || last.Cause != notify.CauseBad || last.Code != "550 5.1.1" {
		t.Errorf("got %s, %+v, want failed", got, last)
	}
	if got, _ := w.state(s, ids[1]); got != notify.Sent {
		t.Errorf("the other: got %s, want sent on the same line", got)
	}
	d, err := s.Digest(w.ctx, org.Scope{All: true}, "moh")
	w.must(err)
	if len(d.ToTell) != 1 || d.ToTell[0].Person != ids[0] || d.ToTell[0].Cause != notify.CauseBad {
		t.Errorf("the digest tells of %+v, want the one with the bad address", d.ToTell)
	}
	w.change(ids[0], func(o *coverage.Owed) { o.Due = monday })
	w.clock.to(monday.AddDays(7), 10)
	w.plan(s)
	if got, last := w.state(s, ids[0]); got != notify.Held || last.Cause != notify.CauseBad {
		t.Errorf("a week later: got %s, %+v, want held", got, last)
	}
	w.must(s.Trust(w.ctx, ids[0], ids[1]))
	if bad, err := s.BadAddress(w.ctx, "person1@example.bt"); bad || err != nil {
		t.Errorf("after it was said to be right: got %v, %v", bad, err)
	}
}

// A server that refuses us refuses everybody: no address is marked, and the rest is left for later.
func TestRefusedSenderStops(t *testing.T) {
	w, server, ids := posted(t, 20)
	server.onSender = func() string { return "550 5.7.1 not allowed" }
	s := w.service()
	w.plan(s)
	if _, err := s.Send(w.ctx); err == nil {
		t.Error("got no error")
	}
	server.onSender = nil
	server.onRecipient = func(string) string { return "550 5.7.1 relaying denied" }
	w.clock.forward(2 * time.Hour)
	if _, err := s.Send(w.ctx); err == nil {
		t.Error("got no error when every mail is refused")
	}
	planned := 0
	for _, id := range ids {
		if got, _ := w.state(s, id); got == notify.Planned {
			planned++
		}
	}
	if planned != 15 {
		t.Errorf("got %d left for later, want all but the five that it took to see it", planned)
	}
	if bad, err := s.BadAddress(w.ctx, "person1@example.bt"); bad || err != nil {
		t.Errorf("an address was marked: %v, %v", bad, err)
	}
}

func TestUnknownIsNotSentAgain(t *testing.T) {
	w, server, ids := posted(t, 1)
	server.onContent = func(string, int) string { return answerless }
	s := w.service()
	w.plan(s)
	w.turn(s)
	server.onContent = nil
	if got, last := w.state(s, ids[0]); got != notify.Unknown || last.Cause != notify.CauseBreak {
		t.Fatalf("got %s, %+v, want unknown", got, last)
	}
	for n := range 4 {
		w.clock.to(monday.AddDays(n), 15)
		w.plan(s)
		w.turn(s)
	}
	if got := server.count("person1@example.bt"); got != 1 {
		t.Fatalf("got %d mails, want the one that nobody knew of", got)
	}
	m, err := s.Resend(w.ctx, w.messages(s, ids[0])[0].ID, ids[0])
	w.must(err)
	w.clock.to(monday.AddDays(4), 10)
	w.turn(s)
	if got, _ := w.state(s, ids[0]); got != notify.Sent || server.count("person1@example.bt") != 2 {
		t.Errorf("resent by hand: got %s, %d mails (%s)", got, server.count("person1@example.bt"), m.ID)
	}
}

func TestSlowServerIsUnknown(t *testing.T) {
	w, server, ids := posted(t, 2)
	mailer := server.mailer()
	mailer.Time = 300 * time.Millisecond
	w.mailer = mailer
	done := make(chan struct{})
	server.onContent = func(to string, _ int) string {
		if to == "person1@example.bt" {
			<-done
		}
		return ""
	}
	s := w.service()
	w.plan(s)
	w.turn(s)
	close(done)
	unknown, sent := 0, 0
	for _, id := range ids {
		switch got, _ := w.state(s, id); got {
		case notify.Unknown:
			unknown++
		case notify.Sent:
			sent++
		}
	}
	if unknown != 1 || sent != 1 {
		t.Errorf("got %d unknown and %d sent, want the slow one unknown and the other sent on a new line", unknown, sent)
	}
}

func TestNobodyListens(t *testing.T) {
	w, server, ids := posted(t, 1)
	_ = server.listener.Close()
	s := w.service()
	w.plan(s)
	if _, err := s.Send(w.ctx); err == nil {
		t.Error("got no error")
	}
	if n, err := s.Send(w.ctx); n != 0 || err != nil {
		t.Errorf("at once again: got %d, %v, want a pause", n, err)
	}
	if got, _ := w.state(s, ids[0]); got != notify.Planned {
		t.Errorf("got %s, want it planned: nothing was handed over", got)
	}
}

// What is done between planning and sending is not spoken of.
func TestLooksAgainBeforeSending(t *testing.T) {
	w, server, ids := posted(t, 3)
	w.owes(ids[0], privacy, monday)
	s := w.service()
	w.plan(s)
	w.done(ids[0], conduct)
	w.done(ids[1], conduct)
	w.review[ids[2]] = true
	w.turn(s)
	body := server.bodies["person1@example.bt"]
	if !strings.Contains(body, "Course privacy") || strings.Contains(body, "Course code-of-conduct") {
		t.Errorf("the mail speaks of what is done:\n%s", body)
	}
	m := w.messages(s, ids[0])[0]
	if _, exact, err := s.Text(m); !exact || err != nil {
		t.Errorf("the text cannot be made again: %v, %v", exact, err)
	}
	for i, want := range map[int]notify.Cause{1: notify.CauseNothing, 2: notify.CauseReview} {
		if got, last := w.state(s, ids[i]); got != notify.Dropped || last.Cause != want {
			t.Errorf("person %d: got %s, %q, want dropped for %q", i+1, got, last.Cause, want)
		}
	}
}

// Several instances that plan and send at the same time, without the lease that keeps them apart.
func TestTwoInstancesAtOnce(t *testing.T) {
	w, server, ids := posted(t, 60)
	var together sync.WaitGroup
	for range 3 {
		s := w.service()
		together.Go(func() {
			for range 3 {
				if _, err := s.Plan(w.ctx); err != nil {
					t.Error(err)
				}
				if _, err := s.Send(w.ctx); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
		})
	}
	together.Wait()
	mails, most := server.all()
	if mails != len(ids) || most != 1 {
		t.Errorf("got %d mails, at most %d to one, want one to each of %d", mails, most, len(ids))
	}
	s := w.service()
	for _, id := range ids {
		if got, _ := w.state(s, id); got != notify.Sent {
			t.Errorf("%s: got %s, want sent", id, got)
		}
	}
}

func TestClosedPlacesWait(t *testing.T) {
	w, server, ids := posted(t, 1)
	s := w.service()
	w.plan(s)
	w.closed["moh"] = true
	w.turn(s)
	if got, _ := w.state(s, ids[0]); got != notify.Planned || server.count("person1@example.bt") != 0 {
		t.Errorf("on a closure: got %s", got)
	}
	w.closed["moh"] = false
	w.clock.to(day.Date("2026-11-24"), 9)
	w.turn(s)
	if got, _ := w.state(s, ids[0]); got != notify.Sent {
		t.Errorf("the day after: got %s, want sent", got)
	}
}
