package certificate_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const (
	course = courses.CourseID("short")
	origin = "https://training.example.bt"
)

// world is a store with one short course and one person, in March 2026.
type world struct {
	t        *testing.T
	engine   store.Engine
	now      time.Time
	audit    *audit.Log
	register *org.Register
	learning *learning.Service
	keys     *keyring
	service  *certificate.Service
	pema     org.PersonID
}

// keyring is a set of keys as cmd hands them over.
type keyring struct {
	kid  string
	all  map[string]ed25519.PrivateKey
	lock sync.Mutex
}

func newKeyring() *keyring {
	k := &keyring{all: map[string]ed25519.PrivateKey{}}
	k.rotate("first")
	return k
}

func (k *keyring) rotate(kid string) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	k.lock.Lock()
	defer k.lock.Unlock()
	k.kid, k.all[kid] = kid, private
}

func (k *keyring) Signing() (string, crypto.Signer) {
	k.lock.Lock()
	defer k.lock.Unlock()
	return k.kid, k.all[k.kid]
}

func (k *keyring) Public(_ context.Context, kid string) (ed25519.PublicKey, error) {
	k.lock.Lock()
	defer k.lock.Unlock()
	private, ok := k.all[kid]
	if !ok {
		return nil, errors.New("no such key")
	}
	return private.Public().(ed25519.PublicKey), nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, engine: storetest.Open(t), now: time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC), keys: newKeyring()}
	ctx := t.Context()
	clock := func() time.Time { return w.now }
	var err error
	w.audit, err = audit.Open(ctx, w.engine)
	w.must(err)
	library, err := catalogue.Open(ctx, w.engine)
	w.must(err)
	w.register, err = org.Open(ctx, w.engine, w.audit, org.Settings{Now: clock})
	w.must(err)
	w.learning, err = learning.Open(ctx, w.engine, learning.Deps{Library: library, Register: w.register, Audit: w.audit}, learning.Settings{Now: clock})
	w.must(err)
	cat, err := courses.Load(tree(), courses.Options{})
	w.must(err)
	w.must(library.Publish(ctx, cat))
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\nmoh,ministry,,Ministry of Health,གསོ་བ་ལྷན་ཁག,,,,test\n"
	w.must(w.register.LoadAgencies(ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	p, err := w.register.AddPerson(ctx, org.NewPerson{
		Person: org.Person{EID: "200801234", Name: "Pema Dorji", Kind: org.KindRegular, Joined: "2020-01-15"},
		Post:   org.Post{Agency: "moh", Position: "Officer"},
	}, "test")
	w.must(err)
	w.pema = p.ID
	w.service = w.open()
	return w
}

// open gives another instance on the store.
func (w *world) open() *certificate.Service {
	w.t.Helper()
	s, err := certificate.Open(w.t.Context(), w.engine, certificate.Deps{Learning: w.learning, Register: w.register},
		certificate.Settings{Keys: w.keys, Origin: origin, Now: func() time.Time { return w.now }})
	w.must(err)
	return s
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) complete() {
	w.t.Helper()
	ctx := w.t.Context()
	_, err := w.learning.Begin(ctx, w.pema, course, learning.ViaWeb)
	w.must(err)
	p, err := w.learning.FinishLesson(ctx, w.pema, course, "only", learning.ViaWeb)
	w.must(err)
	_, err = w.learning.Sign(ctx, w.pema, course, learning.Signature{TextHash: p.Acknowledgement.Hash, TypedName: "Pema"})
	w.must(err)
}

func (w *world) issue() certificate.Certificate {
	w.t.Helper()
	c, err := w.service.Issue(w.t.Context(), w.pema, course)
	w.must(err)
	return c
}

func tree() fstest.MapFS {
	files := map[string]string{
		"policy.yaml": "clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\nlaws: []\n",
		"civil-service/short/course.yaml": `id: short
version: 1.0.0
title: A short course
summary: It is short.
catalogue: civil-service
audience: {who: Everyone, reading_age: 14}
owners: [moh]
minutes: 5
review: 2028-01-01
clauses: [coc.1]
objectives:
  - {id: know, can: "Know it", clauses: [coc.1]}
lesson_order: in-order
acknowledgement:
  - {role: everyone, title: Mine, text: I will.}
certificate: {title: A short course, valid_months: 12}
approval: {state: draft}
`,
		"civil-service/short/lessons/01-only.md": `---
id: only
title: The only lesson
objective: know
minutes: 5
clauses: [coc.1]
keep: Keep it.
cast:
  - {name: Karma, sex: man, job: clerk, role: wise}
---
Words.

:::policy coc.1
Be a good citizen.
:::

` + "```check\n" + `id: check-one
type: single
stem: Which?
options:
  - {id: this, text: This, right: true, feedback: Yes.}
  - {id: that, text: That, right: false, feedback: No.}
` + "```\n",
	}
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestNoCertificateBeforeCompletion(t *testing.T) {
	w := newWorld(t)
	_, err := w.service.Issue(t.Context(), w.pema, course)
	if !fault.Is(err, fault.CodeConflict) {
		t.Errorf("not begun: got %v, want a conflict", err)
	}
	_, err = w.service.Issue(t.Context(), w.pema, "unknown")
	if !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("unknown course: got %v, want not found", err)
	}
	held, err := w.service.OfPerson(t.Context(), w.pema)
	if err != nil || len(held) != 0 {
		t.Errorf("got %d certificates (%v), want none", len(held), err)
	}
}

func TestNoCertificateOnAnothersWordAlone(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	told := learning.InGroup{Session: "g1", Version: "1.0.0", Via: learning.ViaPaper, By: "p-facilitator"}
	_, err := w.learning.AttendGroup(ctx, w.pema, course, []learning.GroupLesson{{Lesson: "only"}}, told)
	w.must(err)
	_, err = w.learning.RecordPaperSignature(ctx, w.pema, course, learning.PaperSignature{InGroup: told, Sheet: "g1-1", Facilitator: "p-facilitator", Witness: "Karma"})
	w.must(err)
	if waits, err := w.service.Waits(ctx, w.pema, course); err != nil || !waits {
		t.Errorf("before the person's word: got %v (%v), want it to wait", waits, err)
	}
	if _, err := w.service.Issue(ctx, w.pema, course); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("before the person's word: got %v, want a conflict", err)
	}
	w.must(w.learning.AnswerGroup(ctx, w.pema, "g1", true))
	if c := w.issue(); c.Serial == "" {
		t.Error("after it: got no certificate")
	}
}

func TestCertificateKeepsWhatItPrints(t *testing.T) {
	w := newWorld(t)
	w.complete()
	first := w.issue()
	w.now = w.now.Add(48 * time.Hour)
	w.must(w.register.Correct(t.Context(), w.pema, func(p *org.Person) { p.Name = "Pema Wangdi" }, "test", "typing mistake"))
	again, state, err := w.service.Certificate(t.Context(), strings.ToLower(certificate.GroupSerial(first.Serial)))
	w.must(err)
	if again.Name != "Pema Dorji" || again.Agency != "Ministry of Health" || again.AgencyDz == "" || again.Version != "1.0.0" {
		t.Errorf("got %+v, want what was printed", again)
	}
	if state.Standing != certificate.Valid || again.Completed != "2026-03-02" || again.ValidUntil != "2027-03-02" {
		t.Errorf("got %s, %s to %s; want valid for twelve months", state.Standing, again.Completed, again.ValidUntil)
	}
	if len(again.Marks) != 2 || again.Marks[0] != certificate.MarkTrial || again.Marks[1] != certificate.MarkDraft {
		t.Errorf("marks: got %q, want the trial mark of a draft course", again.Marks)
	}
	if len(again.Signature) > 450 {
		t.Errorf("the JWS has %d characters, want at most 450", len(again.Signature))
	}
}

// TestIssuedOnce: many at once on two instances, then again and again, and one certificate.
func TestIssuedOnce(t *testing.T) {
	w := newWorld(t)
	w.complete()
	services := []*certificate.Service{w.service, w.open()}
	serials := make([]string, 16)
	var wait sync.WaitGroup
	for i := range serials {
		wait.Go(func() {
			c, err := services[i%2].Issue(t.Context(), w.pema, course)
			if err != nil {
				t.Error(err)
			}
			serials[i] = c.Serial
		})
	}
	wait.Wait()
	for _, s := range serials {
		if s != serials[0] {
			t.Fatalf("two certificates: %v", serials)
		}
	}
	facts, err := w.learning.FactsOf(t.Context(), w.pema, course)
	w.must(err)
	n := 0
	for _, f := range facts {
		if f.Kind == learning.KindCertificate {
			n++
		}
	}
	if n != 1 {
		t.Errorf("got %d certificate facts, want 1", n)
	}
}

// TestCrashBetweenFactAndSerial: the serial's document is written by whoever asks next.
func TestCrashBetweenFactAndSerial(t *testing.T) {
	w := newWorld(t)
	w.complete()
	broken, err := certificate.Open(t.Context(), noSerials{w.engine}, certificate.Deps{Learning: w.learning, Register: w.register},
		certificate.Settings{Keys: w.keys, Origin: origin, Now: func() time.Time { return w.now }})
	w.must(err)
	if _, err := broken.Issue(t.Context(), w.pema, course); err == nil {
		t.Fatal("the serial was not written, and yet the certificate was given out")
	}
	held, err := w.service.OfPerson(t.Context(), w.pema)
	w.must(err)
	if len(held) != 1 {
		t.Fatalf("got %d certificates, want the one that the crash left", len(held))
	}
	if _, _, err := w.service.Certificate(t.Context(), held[0].Serial); err != nil {
		t.Errorf("the certificate cannot be verified: %v", err)
	}
}

// noSerials is an engine on which the documents by serial cannot be written.
type noSerials struct{ store.Engine }

func (e noSerials) Insert(ctx context.Context, collection string, docs []store.Doc) ([]error, error) {
	if collection == "certificates" {
		return nil, errors.New("the power is gone")
	}
	return e.Engine.Insert(ctx, collection, docs)
}

func TestStates(t *testing.T) {
	w := newWorld(t)
	w.complete()
	first := w.issue()
	w.now = time.Date(2027, 3, 2, 17, 59, 0, 0, time.UTC) // 23:59 in Thimphu on the last day
	if got := w.standing(first.Serial); got != certificate.Valid {
		t.Errorf("on the last day: got %s, want valid", got)
	}
	w.now = w.now.Add(2 * time.Minute)
	if got := w.standing(first.Serial); got != certificate.Expired {
		t.Errorf("the day after: got %s, want expired", got)
	}
	w.complete() // opens the second enrolment, since the first has expired
	second := w.issue()
	if second.Serial == first.Serial || second.Enrolment != 2 {
		t.Fatalf("got serial %s of enrolment %d, want another of enrolment 2", second.Serial, second.Enrolment)
	}
	if got := w.standing(first.Serial); got != certificate.Replaced {
		t.Errorf("after the renewal: got %s, want replaced", got)
	}
	w.must(w.service.Revoke(t.Context(), second.Serial, "Issued to the wrong person.", "officer"))
	w.must(w.service.Revoke(t.Context(), second.Serial, "Issued to the wrong person.", "officer"))
	_, state, err := w.service.Certificate(t.Context(), second.Serial)
	w.must(err)
	if state.Standing != certificate.Revoked || state.Cause != "Issued to the wrong person." {
		t.Errorf("got %+v, want revoked with its cause", state)
	}
	if _, err := w.service.PDF(t.Context(), second.Serial); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("PDF of a revoked certificate: got %v, want a conflict", err)
	}
}

func (w *world) standing(serial string) certificate.Standing {
	w.t.Helper()
	_, state, err := w.service.Certificate(w.t.Context(), serial)
	w.must(err)
	return state.Standing
}

func TestPDFIsRepeatable(t *testing.T) {
	w := newWorld(t)
	w.complete()
	c := w.issue()
	first, err := w.service.PDF(t.Context(), c.Serial)
	w.must(err)
	w.now = w.now.Add(1000 * time.Hour)
	second, err := w.open().PDF(t.Context(), c.Serial)
	w.must(err)
	if !bytes.Equal(first, second) || !bytes.HasPrefix(first, []byte("%PDF-")) {
		t.Errorf("two drawings of %d and %d bytes differ", len(first), len(second))
	}
	if len(first) > 110<<10 {
		t.Errorf("the PDF has %d bytes, want at most 110 KB", len(first))
	}
}

func TestVerifyJWS(t *testing.T) {
	w := newWorld(t)
	w.complete()
	c := w.issue()
	w.keys.rotate("second") // an old key goes on verifying
	claims, err := w.service.VerifyJWS(t.Context(), c.VerifyURL()+"#"+c.Signature)
	w.must(err)
	if claims.Name != c.Name || claims.Serial != c.Serial || claims.Completed != c.Completed || claims.Marks != "t" || claims.Issuer != "training.example.bt" {
		t.Errorf("got %+v, want what is printed", claims)
	}
	head, rest, _ := strings.Cut(c.Signature, ".")
	body, signature, _ := strings.Cut(rest, ".")
	forged := map[string]string{
		"nothing":        "",
		"not a token":    "abc.def",
		"changed body":   head + "." + body[:len(body)-4] + "AAAA." + signature,
		"no signature":   head + "." + body + ".",
		"alg none":       "eyJhbGciOiJub25lIiwidHlwIjoiY2VydCJ9." + body + ".",
		"another's body": "x" + c.Signature,
	}
	for name, token := range forged {
		if _, err := w.service.VerifyJWS(t.Context(), token); !fault.Is(err, fault.CodeInvalid) {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
}

func TestParseSerial(t *testing.T) {
	for typed, want := range map[string]string{
		"0123 4567 89AB CDEF": "0123456789ABCDEF",
		"o123-4567-89ab-cdef": "0123456789ABCDEF",
		"L123456789ABCDEF":    "1123456789ABCDEF",
	} {
		if got, err := certificate.ParseSerial(typed); err != nil || got != want {
			t.Errorf("%q: got %q (%v), want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "0123", "0123456789ABCDEU", "0123456789ABCDEFG", "…"} {
		if _, err := certificate.ParseSerial(typed); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%q: got %v, want it refused", typed, err)
		}
	}
}

func TestUnknownSerial(t *testing.T) {
	w := newWorld(t)
	if _, _, err := w.service.Certificate(t.Context(), "0123456789ABCDEF"); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("got %v, want not found", err)
	}
}

func FuzzVerifyJWS(f *testing.F) {
	f.Add("https://training.example.bt/v/0123456789ABCDEF#eyJhbGciOiJFZERTQSJ9.e30.AAAA")
	f.Add("a.b.c")
	keys := newKeyring()
	f.Fuzz(func(t *testing.T, text string) {
		claims, err := certificate.VerifyJWS(t.Context(), keys, text)
		if err == nil {
			t.Fatalf("a made-up token was accepted: %+v", claims)
		}
	})
}
