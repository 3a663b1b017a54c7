package main

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/config"
)

// childArgs is the variable by which this test program knows that it is to be the server: its arguments, one a line.
const childArgs = "LAMTOEN_TEST_CHILD"

func TestMain(m *testing.M) {
	args, isChild := os.LookupEnv(childArgs)
	for _, setting := range os.Environ() { // the operator's own settings are no business of the tests
		if name, _, _ := strings.Cut(setting, "="); strings.HasPrefix(name, "LAMTOEN_") && name != "LAMTOEN_TEST_MONGODB" {
			_ = os.Unsetenv(name)
		}
	}
	if isChild {
		go func() { // it ends with its parent, however that ends
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(exitFailed)
		}()
		os.Exit(run(context.Background(), strings.Split(args, "\n"), streams{os.Stdout, os.Stderr, oneCourse(), child}))
	}
	os.Exit(m.Run())
}

// child is this test program as another lamtoen, which ends when the pipe to its input does: with this process at the latest.
func child(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	if _, err := cmd.StdinPipe(); err != nil {
		panic(err)
	}
	cmd.Env = append(os.Environ(), childArgs+"="+strings.Join(args, "\n"))
	return cmd
}

// text is written by a command and read by its test, at the same time.
type text struct {
	mu sync.Mutex
	b  strings.Builder
}

func (w *text) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *text) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// command runs the program and gives its exit code and what it wrote.
func command(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	var stdout, stderr text
	code = run(t.Context(), args, streams{&stdout, &stderr, oneCourse(), child})
	return code, stdout.String(), stderr.String()
}

// want fails unless the command ends with the code and says all phrases.
func want(t *testing.T, wanted int, phrases []string, args ...string) string {
	t.Helper()
	code, out, complaints := command(t, args...)
	if code != wanted {
		t.Errorf("lamtoen %s: got exit code %d, want %d\n%s%s", strings.Join(args, " "), code, wanted, out, complaints)
	}
	for _, phrase := range phrases {
		if !strings.Contains(out+complaints, phrase) {
			t.Errorf("lamtoen %s: it does not say %q:\n%s%s", strings.Join(args, " "), phrase, out, complaints)
		}
	}
	return out
}

// installation is where a test keeps one installation.
type installation struct {
	*testing.T
	dir, keys string
	store     string // "" is SQLite in the folder
	origin    string // of the running server
	out, err  *text
	stop      func() int
}

// keyDir is one set of keys that all tests share, since to make RSA keys takes long.
var keyDir = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "lamtoen-keys")
	if err == nil {
		_, err = account.NewKeys(account.KeyOptions{Dir: dir})
	}
	return dir, err
})

func install(t *testing.T) *installation {
	t.Helper()
	keys, err := keyDir()
	if err != nil {
		t.Fatal(err)
	}
	return &installation{T: t, dir: t.TempDir(), keys: keys}
}

// args adds the installation's settings to a command.
func (s *installation) args(args ...string) []string {
	return append(args, "--store="+s.where(), "--keys="+s.keys)
}

func (s *installation) where() string {
	return cmp.Or(s.store, "sqlite:"+filepath.Join(s.dir, "lamtoen.db"))
}

// approve has the owner approve the flagship course, which is a draft in the files.
func (s *installation) approve(p *parts) {
	s.Helper()
	c, err := p.library.Course(conduct)
	if err != nil {
		s.Fatal(err)
	}
	err = p.library.Decide(s.Context(), p.audit, catalogue.Decision{Course: c.ID, Version: c.Version, Hash: c.Hash, Approved: true, Declared: true,
		Office: "RCSC", Position: "Director", Reference: "RCSC/1"}, catalogue.Approver{ID: "test", EID: "200899999", Name: "An approver", OfOwner: true})
	if err != nil {
		s.Fatal(err)
	}
}

// approveBeside does so beside a server, or after one.
func (s *installation) approveBeside() {
	s.Helper()
	p, err := openExisting(s.Context(), s.settings())
	if err != nil {
		s.Fatal(err)
	}
	s.approve(p)
	if err := p.close(nil); err != nil {
		s.Fatal(err)
	}
}

// ready finds the address in what a server prints.
var ready = regexp.MustCompile(`Lamtoen is ready\. Open (http\S+)`)

// serve starts a server on a free port and waits for its welcome. It is stopped with the test, or before by stop.
func (s *installation) serve(more ...string) {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s.out, s.err = &text{}, &text{}
	ended := make(chan int, 1)
	args := s.args(append([]string{"serve", "--addr=127.0.0.1:0"}, more...)...)
	go func() { ended <- run(ctx, args, streams{s.out, s.err, oneCourse(), child}) }()
	s.stop = sync.OnceValue(func() int {
		cancel()
		return <-ended
	})
	s.Cleanup(func() { s.stop() })
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if found := ready.FindStringSubmatch(s.out.String()); found != nil {
			s.origin = found[1]
			return
		}
		select {
		case code := <-ended:
			ended <- code
			s.Fatalf("serve ended with exit code %d:\n%s%s", code, s.out, s.err)
		default:
		}
	}
	s.Fatalf("serve says nothing in a minute:\n%s%s", s.out, s.err)
}

func TestExitCodes(t *testing.T) {
	for name, c := range map[string]struct {
		args    []string
		code    int
		phrases []string
	}{
		"version":                   {[]string{"version"}, exitDone, []string{"lamtoen unknown"}},
		"help":                      {[]string{"--help"}, exitDone, []string{"serve", "content check", "Exit codes"}},
		"help of a command":         {[]string{"serve", "--help"}, exitDone, []string{"LAMTOEN_STORE", "sqlite:data/lamtoen.db"}},
		"nothing":                   {nil, exitUsage, []string{"lamtoen --help"}},
		"no such command":           {[]string{"dance"}, exitUsage, []string{"dance", "lamtoen --help"}},
		"no such flag":              {[]string{"serve", "--colour"}, exitUsage, []string{"--colour"}},
		"an argument too many":      {[]string{"version", "now"}, exitUsage, []string{"now"}},
		"no URL":                    {[]string{"serve", "--addr=0.0.0.0:0"}, exitUsage, []string{"LAMTOEN_URL", "for example https://"}},
		"a store of no kind":        {[]string{"serve", "--store=postgres://x"}, exitUsage, []string{"LAMTOEN_STORE", "sqlite:"}},
		"several bad settings":      {[]string{"serve", "--store=x", "--addr=y", "--data-price=-1"}, exitUsage, []string{"LAMTOEN_STORE", "LAMTOEN_ADDR", "LAMTOEN_DATA_PRICE"}},
		"courses under work":        {[]string{"serve", "--content=content"}, exitUsage, []string{"--content", "--demo"}},
		"no course files":           {[]string{"serve", "--demo", "--addr=127.0.0.1:0", "--content=."}, exitUsage, []string{"policy.yaml"}},
		"a demonstration for all":   {[]string{"serve", "--demo", "--addr=0.0.0.0:0", "--url=https://example.bt"}, exitUsage, []string{"LAMTOEN_DEMO"}},
		"health of nothing":         {[]string{"health", "--addr=127.0.0.1:1"}, exitFailed, []string{"not ready"}},
		"health of no address":      {[]string{"health", "--addr=here"}, exitUsage, []string{"--addr"}},
		"coverage on a bad day":     {[]string{"coverage", "--at=yesterday"}, exitUsage, []string{"--at", "2026-"}},
		"coverage of a later day":   {[]string{"coverage", "--known=31/12/2026"}, exitUsage, []string{"--known"}},
		"coverage without a store":  {[]string{"coverage", "--store=sqlite:nowhere/x.db"}, exitUsage, []string{"no store at nowhere/x.db"}},
		"a certificate and no text": {[]string{"certificate", "verify"}, exitUsage, []string{"text"}},
	} {
		t.Run(name, func(t *testing.T) { want(t, c.code, c.phrases, c.args...) })
	}
	if _, err := os.Stat("nowhere"); err == nil {
		t.Error("a command that only reads has made a folder for a store")
	}
}

func TestKeysNew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	out := want(t, exitDone, []string{"session-", "credential-ed25519-", "credential-rsa-"}, "keys", "new", dir)
	for _, path := range strings.Fields(out) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got mode %v, %v, want a file with 0600", path, info.Mode(), err)
		}
	}
	want(t, exitUsage, []string{"dir"}, "keys", "new")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, exitFailed, []string{"LAMTOEN_KEYS"}, "keys", "new", file)
}

// settings are those of the commands.
func (s *installation) settings() config.Settings {
	s.Helper()
	c := config.Default()
	c.Store, c.Keys = s.where(), s.keys
	settings, err := c.Validate()
	if err != nil {
		s.Fatal(err)
	}
	return settings
}
