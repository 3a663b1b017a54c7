package account_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const (
	origin   = "https://training.example.bt"
	password = "seven cranes over Phobjikha"
	agent    = "Mozilla/5.0 (Android 13; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0"
)

// clock is a clock that stands until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// world is a small country: a ministry with a department of its own, a dzongkhag with a gewog, and people in them.
type world struct {
	engine   store.Engine
	register *org.Register
	log      *audit.Log
	clock    *clock
	keys     *account.Keys
	service  *account.Service

	learner, focal, focal2, teacher, head, rcsc, rcsc2, moic, admin org.PersonID
}

// keyDir is a set of keys that all tests share, because making RSA keys takes long.
var keyDir = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "lamtoen-keys")
	if err != nil {
		panic(err)
	}
	if _, err := account.NewKeys(account.KeyOptions{Dir: dir}); err != nil {
		panic(err)
	}
	return dir
})

func TestMain(m *testing.M) {
	code := m.Run()
	if err := os.RemoveAll(keyDir()); err != nil {
		panic(err)
	}
	os.Exit(code)
}

const agencies = `code,type,parent_code,name,name_dz,from,until,successors,source
moh,ministry,,Ministry of Health,,,,,test
dz-haa,dzongkhag,,Haa Dzongkhag,,,,,test
gw-haa-bji,gewog,dz-haa,Bji Gewog,,,,,test
`

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{engine: storetest.Open(t), clock: &clock{t: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}}
	ctx := t.Context()
	var err error
	if w.log, err = audit.Open(ctx, w.engine); err != nil {
		t.Fatal(err)
	}
	if w.register, err = org.Open(ctx, w.engine, w.log, org.Settings{Now: w.clock.now}); err != nil {
		t.Fatal(err)
	}
	if err := w.register.LoadAgencies(ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}); err != nil {
		t.Fatal(err)
	}
	w.learner = w.add(t, "200801234", "Karma Dorji", "gw-haa-bji")
	w.focal = w.add(t, "200801235", "Pema Lhamo", "dz-haa")
	w.focal2 = w.add(t, "200801236", "Sonam Tobgay", "dz-haa")
	w.teacher = w.add(t, "200801237", "Deki Yangzom", "dz-haa")
	w.head = w.add(t, "200801238", "Tshering Wangmo", "dz-haa", org.FlagHead)
	w.rcsc = w.add(t, "200801239", "Kinley Penjor", "moh")
	w.rcsc2 = w.add(t, "200801240", "Ugyen Tshomo", "moh")
	w.moic = w.add(t, "200801241", "Jigme Norbu", "moh")
	w.admin = w.add(t, "200801242", "Choki Om", "moh")
	for person, role := range map[org.PersonID]org.Role{w.focal: org.RoleFocal, w.focal2: org.RoleFocal, w.teacher: org.RoleTeacher,
		w.rcsc: org.RoleRCSC, w.rcsc2: org.RoleRCSC, w.moic: org.RoleMoIC, w.admin: org.RoleAdmin} {
		grant := org.Grant{Person: person, Role: role, From: "2026-01-01", By: "test"}
		if role.Scoped() {
			grant.Agency = "dz-haa"
		}
		if _, err := w.register.Grant(ctx, grant); err != nil {
			t.Fatal(err)
		}
	}
	w.keys = w.openKeys(t)
	w.service = w.open(t, account.Settings{})
	return w
}

func (w *world) add(t testing.TB, eid, name string, agency org.AgencyCode, flags ...org.Flag) org.PersonID {
	t.Helper()
	mail := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.bt"
	p, err := w.register.AddPerson(t.Context(), org.NewPerson{
		Person: org.Person{EID: eid, Name: name, Email: mail, Kind: org.KindRegular, Joined: "2020-07-01"},
		Post:   org.Post{Agency: agency, Position: "Officer", Flags: flags, From: "2020-07-01"},
	}, "test")
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

func (w *world) openKeys(t testing.TB) *account.Keys {
	t.Helper()
	keys, err := account.OpenKeys(t.Context(), w.engine, account.KeyOptions{Dir: keyDir(), Now: w.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// open gives one more instance over the same store, with hashing that costs little unless the settings say.
func (w *world) open(t testing.TB, settings account.Settings) *account.Service {
	t.Helper()
	settings.URL, settings.Now = origin, w.clock.now
	if settings.Keys == nil {
		settings.Keys = w.keys
	}
	if settings.Cost == (account.Cost{}) {
		settings.Cost = account.Cost{MemoryKiB: 64, Passes: 1, Threads: 1}
	}
	s, err := account.Open(t.Context(), w.engine, account.Deps{Register: w.register, Audit: w.log}, settings)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// give gives the person the password of all tests.
func (w *world) give(t testing.TB, person org.PersonID) {
	t.Helper()
	if err := w.service.SetPassword(t.Context(), person, password, "test"); err != nil {
		t.Fatal(err)
	}
}

// signIn gives the person the password and signs them in.
func (w *world) signIn(t testing.TB, person org.PersonID, shared bool) account.Tokens {
	t.Helper()
	if ok, _ := w.service.HasPassword(t.Context(), person); !ok {
		w.give(t, person)
	}
	who, _ := w.register.Person(person)
	tokens, err := w.service.SignIn(t.Context(), account.Login{Login: who.EID, Password: password, Address: "10.1.2.3",
		Agent: agent, Shared: shared})
	if err != nil {
		t.Fatalf("sign-in of %s: %v", who.Name, err)
	}
	return tokens
}

func (w *world) principal(person org.PersonID) org.Principal {
	return w.service.Principal(person, w.clock.now())
}

func (w *world) session(t testing.TB, tokens account.Tokens) account.Session {
	t.Helper()
	session, err := w.service.Verify(t.Context(), tokens.Access)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// notices gives the kinds of the person's notices, newest first, and their texts.
func (w *world) notices(t testing.TB, person org.PersonID) ([]account.NoticeKind, string) {
	t.Helper()
	notices, err := w.service.Notices(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []account.NoticeKind
	var texts strings.Builder
	for _, n := range notices {
		kinds = append(kinds, n.Kind)
		texts.WriteString(n.Text() + "\n")
	}
	return kinds, texts.String()
}

// refused fails unless err is a fault of the code, and gives it.
func refused(t testing.TB, err error, code fault.Code) fault.Error {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code {
		t.Fatalf("got %v, want a fault %q", err, code)
	}
	return *f
}

// actions gives the actions in the audit log about the person, newest first.
func (w *world) actions(t testing.TB, person org.PersonID) []string {
	t.Helper()
	return auditActions(t.Context(), t, w.engine, person)
}

func auditActions(ctx context.Context, t testing.TB, engine store.Engine, person org.PersonID) []string {
	t.Helper()
	log, err := audit.Open(ctx, engine)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Verify(ctx); err != nil {
		t.Fatalf("the audit log is broken: %v", err)
	}
	entries, _, err := log.List(ctx, "", 500)
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, e := range entries {
		if e.Subject == string(person) {
			actions = append(actions, e.Action)
		}
	}
	return actions
}
