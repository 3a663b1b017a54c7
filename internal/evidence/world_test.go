package evidence_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/evidence"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// The two courses have the same items; one holds its key back, the other teaches by it.
const (
	guarded = courses.CourseID("guarded")
	open    = courses.CourseID("open")
)

// clock moves a second at each look, so that no two facts have the same time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Second)
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// ring is a key ring: the newest key signs, all verify.
type ring struct {
	kids []string
	keys map[string]ed25519.PrivateKey
}

func newRing(kids ...string) *ring {
	r := &ring{keys: map[string]ed25519.PrivateKey{}}
	for _, kid := range kids {
		r.add(kid)
	}
	return r
}

// add makes a key of its name, the same in every run.
func (r *ring) add(kid string) {
	seed := [ed25519.SeedSize]byte{}
	copy(seed[:], kid)
	r.kids = append(r.kids, kid)
	r.keys[kid] = ed25519.NewKeyFromSeed(seed[:])
}

func (r *ring) Signing() (string, crypto.Signer) {
	kid := r.kids[len(r.kids)-1]
	return kid, r.keys[kid]
}

func (r *ring) Public(_ context.Context, kid string) (ed25519.PublicKey, error) {
	key, ok := r.keys[kid]
	if !ok {
		return nil, fmt.Errorf("key %s: %w", kid, store.ErrNotFound)
	}
	return key.Public().(ed25519.PublicKey), nil
}

// world is a store with both courses, and evidence of what is done in them. The same seed and the same steps give the same
// people, draws and times, on whichever engine.
type world struct {
	testing.TB
	engine store.Engine
	clock  *clock
	ring   *ring
	random *rand.ChaCha8
	ids    int

	library  *catalogue.Library
	register *org.Register
	learning *learning.Service
	evidence *evidence.Service
}

func newWorld(t testing.TB, engine store.Engine) *world {
	t.Helper()
	w := &world{TB: t, engine: engine, clock: &clock{at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}, ring: newRing("first"),
		random: rand.NewChaCha8([32]byte{7})}
	w.restart()
	w.publish("1.0.0")
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\nmoh,ministry,,Ministry of Health,,,,,test\n"
	w.must(w.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	return w
}

// restart opens all services anew on the same store, as another process does.
func (w *world) restart() {
	w.Helper()
	ctx := w.Context()
	log, err := audit.Open(ctx, w.engine)
	w.must(err)
	w.library, err = catalogue.Open(ctx, w.engine)
	w.must(err)
	w.register, err = org.Open(ctx, w.engine, log, org.Settings{Now: w.clock.now, NewID: w.newID})
	w.must(err)
	w.learning, err = learning.Open(ctx, w.engine, learning.Deps{Library: w.library, Register: w.register, Audit: log},
		learning.Settings{Now: w.clock.now, Random: w.random})
	w.must(err)
	w.evidence, err = evidence.New(evidence.Deps{Learning: w.learning, Library: w.library, Register: w.register, Keys: w.ring},
		evidence.Settings{Origin: "https://training.example.bt"})
	w.must(err)
}

func (w *world) newID() string {
	w.ids++
	return fmt.Sprintf("%016d", w.ids)
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) publish(version string) {
	w.Helper()
	catalogue, err := courses.Load(tree(version), courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.Context(), catalogue))
}

func (w *world) person(eid, name string) org.PersonID {
	w.Helper()
	p, err := w.register.AddPerson(w.Context(), org.NewPerson{
		Person: org.Person{EID: eid, Name: name, Kind: org.KindRegular, Joined: "2020-01-15"},
		Post:   org.Post{Agency: "moh", Position: "Officer"},
	}, "test")
	w.must(err)
	return p.ID
}

// start does the lessons and begins an attempt.
func (w *world) start(who org.PersonID, course courses.CourseID) learning.Attempt {
	w.Helper()
	w.lessons(who, course)
	a, err := w.learning.StartAttempt(w.Context(), who, course, learning.ViaWeb)
	w.must(err)
	return a
}

func (w *world) lessons(who org.PersonID, course courses.CourseID) {
	w.Helper()
	ctx := w.Context()
	e, err := w.learning.Begin(ctx, who, course, learning.ViaWeb)
	w.must(err)
	c, err := w.library.Version(ctx, course, e.Version)
	w.must(err)
	for _, l := range c.Lessons {
		_, err := w.learning.FinishLesson(ctx, who, course, l.ID, learning.ViaWeb)
		w.must(err)
	}
}

// care is how well somebody answers.
type care int

const (
	none care = iota
	wrongly
	partly // what cannot be partly right is wrong
	rightly
)

// answer answers the items of an attempt, each as carefully as asked.
func (w *world) answer(who org.PersonID, a learning.Attempt, how ...care) {
	w.Helper()
	c, err := w.library.Version(w.Context(), a.Enrolment.Course, a.Enrolment.Version)
	w.must(err)
	for i, d := range a.Drawn {
		if take := how[i%len(how)]; take != none {
			item, _ := c.Item(d.Item)
			w.must(w.learning.SaveAnswer(w.Context(), who, a.ID, d.Item, answerTo(item, take)))
		}
	}
}

// attempt makes a whole attempt.
func (w *world) attempt(who org.PersonID, course courses.CourseID, how ...care) learning.Attempt {
	w.Helper()
	a := w.start(who, course)
	w.answer(who, a, how...)
	_, err := w.learning.Submit(w.Context(), who, a.ID)
	w.must(err)
	a, err = w.learning.Attempt(w.Context(), who, a.ID)
	w.must(err)
	return a
}

func (w *world) of(who org.PersonID, a learning.Attempt) evidence.Document {
	w.Helper()
	d, err := w.evidence.Of(w.Context(), who, a.ID)
	w.must(err)
	return d
}

// answerTo is an answer to an item of the tree: its ids say what is right.
func answerTo(item courses.Item, how care) assessment.Answer {
	right := how == rightly
	pick := func(list []courses.Option, right bool) courses.OptionID {
		for _, o := range list {
			if o.Right == right {
				return o.ID
			}
		}
		return ""
	}
	var a assessment.Answer
	switch item.Type {
	case courses.Single:
		a.Options = []courses.OptionID{pick(item.Options, right)}
	case courses.TrueFalse:
		a.Options, a.Reason = []courses.OptionID{pick(item.Options, how != wrongly)}, pick(item.Reasons, right)
	case courses.Multiple:
		for _, o := range item.Options {
			if o.Right == right && (right || len(a.Options) == 0) {
				a.Options = append(a.Options, o.ID)
			}
		}
		if how == partly {
			a.Options = []courses.OptionID{pick(item.Options, true)}
		}
	case courses.Matching:
		for i, p := range item.Pairs {
			given := p.Right
			if !right && (how == wrongly || i > 0) {
				given = item.Pairs[(i+1)%len(item.Pairs)].Right
			}
			a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: given})
		}
	case courses.Ordering:
		a.Order = append(a.Order, item.Sequence...)
		switch how {
		case wrongly:
			a.Order[0], a.Order[2] = a.Order[2], a.Order[0]
		case partly:
			a.Order[0], a.Order[1] = a.Order[1], a.Order[0]
		}
	case courses.Branching:
		a.Path = map[care][]courses.ChoiceID{wrongly: {"wrong-send"}, partly: {"right-ask", "wrong-yield"}, rightly: {"right-ask", "right-report"}}[how]
		for i := range a.Path {
			a.Path[i] += courses.ChoiceID(strings.TrimPrefix(string(item.ID), "scenario"))
		}
	}
	return a
}

// tree is two courses with three items of each type; the questions say the version, so that one can see which was shown.
func tree(version string) fstest.MapFS {
	files := fstest.MapFS{"policy.yaml": {Data: []byte("clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\nlaws: []\n")}}
	add := func(name, text string) { files["civil-service/"+name] = &fstest.MapFile{Data: []byte(text)} }
	for course, feedback := range map[courses.CourseID]string{guarded: "compliance", open: "learning"} {
		head := fmt.Sprintf(courseHead, course, version)
		draw, bank := "", "items:\n"+practiceItem
		for i, kind := range kinds() {
			head += fmt.Sprintf("  - {id: use-%s, can: Do %s, clauses: [coc.1]}\n", kind, kind)
			draw += fmt.Sprintf("    - {objective: use-%s, items: 1}\n", kind)
			for n := 1; n <= 3; n++ {
				number := fmt.Sprintf("%d", n)
				bank += fmt.Sprintf("  - id: %s-%s\n    objective: use-%s\n    clauses: [coc.1]\n    difficulty: easy\n    type: %s\n", kind, number, kind, kind) +
					strings.NewReplacer("NUMBER", number, "VERSION", version).Replace(items()[kind])
			}
			add(fmt.Sprintf("%s/lessons/%02d-lesson-%s.md", course, i+1, kind), strings.ReplaceAll(lessonText, "TYPE", kind))
		}
		add(string(course)+"/course.yaml", head+fmt.Sprintf(courseEnd, draw, feedback))
		add(string(course)+"/questions.yaml", bank)
	}
	return files
}

func kinds() []string {
	return []string{"single", "multiple", "true-false", "matching", "ordering", "scenario"}
}

const courseHead = `id: %s
version: %s
title: Every type
summary: A course for tests.
catalogue: civil-service
audience: {who: Testers, reading_age: 14}
owners: [rcsc]
minutes: 30
review: 2028-11-01
clauses: [coc.1]
objectives:
`

const courseEnd = `lesson_order: in-order
assessment:
  pass_mark: 80
  draw:
%s  attempts: {limit: 0, delay: 15m, longest_delay: 24h}
  feedback: %s
approval: {state: draft}
`

const practiceItem = `  - id: practice-one
    objective: use-single
    clauses: [coc.1]
    difficulty: easy
    type: single
    practice: true
    stem: A message asks for your password. What do you do?
    options:
      - {id: give-it, text: Give it, right: false, feedback: Nobody needs your password.}
      - {id: keep-it, text: Keep it to yourself, right: true, feedback: Nobody may ask for it.}
`

const lessonText = `---
id: lesson-TYPE
title: Lesson on TYPE
objective: use-TYPE
minutes: 4
clauses: [coc.1]
keep: Think, then TYPE.
---
Some words.

` + "```check" + `
id: check-TYPE
type: single
stem: What comes first?
options:
  - {id: post-TYPE, text: Post at once, right: false, feedback: Too early.}
  - {id: look-TYPE, text: Look twice, right: true, feedback: Well looked.}
` + "```\n"

// items are the bodies of the items by type. Every feedback has the word "because", and ids of what is right begin with "right".
func items() map[string]string {
	return map[string]string{
		"single": `    stem: |
      Case NUMBER of VERSION. A rumour & 3 < 4 reach *you*.

      > "Share this!"

      What do you do?
    options:
      - {id: wrong-single-NUMBER, text: Pass it on, right: false, feedback: Not so because it may be false.}
      - {id: right-single-NUMBER, text: Check it, right: true, feedback: Right because checking comes first.}
      - {id: wrong-other-NUMBER, text: Laugh at it, right: false, feedback: Not so because it may hurt.}
`,
		"multiple": `    stem: Case NUMBER. Which of these belong in a public post?
    options:
      - {id: right-hours-NUMBER, text: Opening hours, right: true, feedback: Right because people need them.}
      - {id: right-forms-NUMBER, text: Where the forms are, right: true, feedback: Right because people ask.}
      - {id: wrong-names-NUMBER, text: Names of applicants, right: false, feedback: Not so because those are private.}
`,
		"true-false": `    stem: Case NUMBER. A post may be seen by people you do not know.
    answer: true
    feedback: {"true": "Right because it travels.", "false": "Not so because it travels."}
    reasons:
      - {id: right-reason-NUMBER, text: Others can share it, right: true, feedback: Right because they can.}
      - {id: wrong-reason-NUMBER, text: Phones are fast, right: false, feedback: Not so because speed is not the point.}
`,
		"matching": `    stem: Case NUMBER. What belongs together?
    pairs:
      - {id: pair-a-NUMBER, left: A question, right: An answer, feedback: Because a question wants one.}
      - {id: pair-b-NUMBER, left: A mistake, right: A correction, feedback: Because a mistake wants one.}
      - {id: pair-c-NUMBER, left: A rumour, right: A check, feedback: Because a rumour wants one.}
`,
		"ordering": `    stem: Case NUMBER. In which order?
    steps:
      - {id: step-a-NUMBER, text: Stop, feedback: First because it stops.}
      - {id: step-b-NUMBER, text: Check, feedback: Then because it checks.}
      - {id: step-c-NUMBER, text: Post, feedback: Last because it is good.}
`,
		"scenario": `    start: s1
    stem: Case NUMBER. A stranger asks for help.
    steps:
      - id: s1
        text: The stranger wants a code from your phone.
        choices:
          - {id: wrong-send-NUMBER, text: Send it, to: s2}
          - {id: right-ask-NUMBER, text: Ask who it is, to: s3}
      - {id: s2, text: Your account is gone., ending: poor, score: 0, feedback: Because a code is a key.}
      - id: s3
        text: The stranger becomes angry.
        choices:
          - {id: wrong-yield-NUMBER, text: Give in, to: s5}
          - {id: right-report-NUMBER, text: Report it, to: s4}
      - {id: s4, text: The help desk thanks you., ending: good, score: 100, feedback: Because reporting protects others.}
      - {id: s5, text: You kept half., ending: fair, score: 50, feedback: Because half is not whole.}
`,
	}
}
