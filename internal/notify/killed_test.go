package notify_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/coverage"
	"lamtoen/internal/learning"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/mongo"
	"lamtoen/internal/store/sqlite"
	"lamtoen/internal/store/storetest"
)

// What a child process is told.
const (
	childStore = "NOTIFY_TEST_STORE"
	childPort  = "NOTIFY_TEST_PORT"
	childRoots = "NOTIFY_TEST_ROOTS"
	childMoved = "NOTIFY_TEST_MINUTES" // since ten on Monday
)

func TestMain(m *testing.M) {
	if os.Getenv(childStore) != "" {
		if err := child(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// openStore opens the address of a MongoDB, or the file of SQLite as a server does.
func openStore(ctx context.Context, where string) (store.Engine, error) {
	if strings.HasPrefix(where, "mongodb://") {
		return mongo.Open(ctx, where)
	}
	return sqlite.Open(ctx, where, sqlite.Options{Exclusive: true})
}

// child plans and sends until nothing is left to do, as a server would, and says so.
func child(ctx context.Context) error {
	engine, err := openStore(ctx, os.Getenv(childStore))
	if err != nil {
		return err
	}
	pemData, err := os.ReadFile(os.Getenv(childRoots))
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pemData)
	port, _ := strconv.Atoi(os.Getenv(childPort))
	minutes, _ := strconv.Atoi(os.Getenv(childMoved))
	at := monday.Start().Add(10*time.Hour + time.Duration(minutes)*time.Minute)
	s, err := killedService(ctx, engine, at, notify.SMTP{Host: "127.0.0.1", Port: port, Security: notify.STARTTLS, From: "training@example.bt", Roots: roots})
	if err != nil {
		return err
	}
	fmt.Println("open")
	if _, err := s.Plan(ctx); err != nil {
		return err
	}
	for {
		n, err := s.Send(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			fmt.Println("done")
			return engine.Close()
		}
	}
}

// killedService lets everybody of the register owe the same course.
func killedService(ctx context.Context, engine store.Engine, at time.Time, mailer notify.Mailer) (*notify.Service, error) {
	now := func() time.Time { return at }
	log, err := audit.Open(ctx, engine)
	if err != nil {
		return nil, err
	}
	register, err := org.Open(ctx, engine, log, org.Settings{Now: now})
	if err != nil {
		return nil, err
	}
	return notify.Open(ctx, engine, notify.Deps{Register: register, Audit: log, Mailer: mailer,
		Title: func(courses.CourseID) string { return "A course" },
		Owed: func(context.Context, ...org.PersonID) (all []coverage.Owed, err error) {
			for p := range register.People() {
				all = append(all, coverage.Owed{Person: p.ID, Agency: "moh", Course: conduct, Due: monday, State: learning.StateNotStarted})
			}
			return all, nil
		}}, notify.Settings{Origin: "https://training.example.bt", Now: now, Rate: 20})
}

// The program is killed at any point of planning and sending, again and again: nobody gets two mails, whoever is recorded as sent to
// got one, and what may have been sent is neither lost nor sent again.
func TestKilledSender(t *testing.T) {
	const people, leastKills = 200, 12
	server := startMailServer(t)
	server.onContent = func(string, int) string {
		time.Sleep(3 * time.Millisecond) // so that some die in the midst of a mail
		return ""
	}
	path := filepath.Join(t.TempDir(), "lamtoen.db")
	ids := hireMany(t, path, people)
	kills, done := 0, false
	for round := 0; !done; round++ {
		cmd := sender(t, path, server, 6*min(round, 50))
		var dieAfter time.Duration
		if kills < leastKills || round < 20 {
			dieAfter = time.Duration(rand.IntN(200)) * time.Millisecond
		}
		if done = live(t, cmd, dieAfter); !done {
			kills++
		}
		if round > 200 {
			t.Fatal("it never comes to an end")
		}
	}
	t.Logf("killed %d times", kills)
	t.Logf("%d of %d are unknown", checkKilled(t, path, server, ids), people)
}

// sender is a process that plans and sends, so many minutes after ten on Monday.
func sender(t *testing.T, where string, server *mailServer, minutes int) *exec.Cmd {
	t.Helper()
	roots := filepath.Join(t.TempDir(), "roots.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.tls.Certificates[0].Certificate[0]}
	if err := os.WriteFile(roots, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childStore+"="+where, childPort+"="+strconv.Itoa(server.port()), childRoots+"="+roots,
		childMoved+"="+strconv.Itoa(minutes))
	cmd.Stderr = os.Stderr
	return cmd
}

// live runs a child until it says that it is done, or dieAfter it has opened the store; 0 lets it live.
func live(t *testing.T, cmd *exec.Cmd, dieAfter time.Duration) (done bool) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch lines.Text() {
		case "open":
			if dieAfter > 0 {
				time.AfterFunc(dieAfter, func() { _ = cmd.Process.Kill() })
			}
		case "done":
			done = true
		}
	}
	err = cmd.Wait()
	if dieAfter == 0 && err != nil {
		t.Fatalf("a child that nobody killed: %v", err)
	}
	return done
}

// hireMany fills a store and lets go of it.
func hireMany(t *testing.T, where string, people int) []org.PersonID {
	t.Helper()
	ctx := t.Context()
	engine, err := openStore(ctx, where)
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(ctx, engine)
	if err != nil {
		t.Fatal(err)
	}
	register, err := org.Open(ctx, engine, log, org.Settings{Now: monday.Start})
	if err != nil {
		t.Fatal(err)
	}
	if err := register.LoadAgencies(ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}); err != nil {
		t.Fatal(err)
	}
	var ids []org.PersonID
	if err := register.Import(ctx, crowdOf(people, &ids), "test"); err != nil {
		t.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	return ids
}

// crowdOf invents people with addresses of their own.
func crowdOf(people int, ids *[]org.PersonID) org.Batch {
	var b org.Batch
	for i := range people {
		id := org.PersonID(fmt.Sprintf("p%016d", i))
		*ids = append(*ids, id)
		b.People = append(b.People, org.Person{ID: id, EID: fmt.Sprintf("20%07d", i), Name: "Tshering Wangmo", Kind: org.KindRegular, Joined: "2019-07-01",
			Email: fmt.Sprintf("p%d@example.bt", i)})
		b.Posts = append(b.Posts, org.Post{Person: id, Agency: "moh", Position: "Officer", From: "2020-01-01"})
	}
	return b
}

// checkKilled looks at what the processes have left, and gives how many mails nobody knows the fate of.
func checkKilled(t *testing.T, where string, server *mailServer, ids []org.PersonID) (unknown int) {
	t.Helper()
	ctx := t.Context()
	engine, err := openStore(ctx, where)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = engine.Close() }()
	s, err := killedService(ctx, engine, monday.Start().Add(15*time.Hour+50*time.Minute), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send(ctx); err != nil { // without a mail server it settles what the dead left
		t.Fatal(err)
	}
	for i, id := range ids {
		list, _, err := s.MessagesOf(ctx, id, "", 10)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: got %d messages, %v, want one", id, len(list), err)
		}
		got := server.count(fmt.Sprintf("p%d@example.bt", i))
		switch {
		case got > 1:
			t.Errorf("%s got %d mails", id, got)
		case list[0].State == notify.Sent && got != 1:
			t.Errorf("%s is recorded as sent to, and got none", id)
		case list[0].State == notify.Unknown:
			unknown++
		case list[0].State != notify.Sent:
			t.Errorf("%s: the message is %s at the end", id, list[0].State)
		}
	}
	return unknown
}

// Two processes share a MongoDB and a mail server, and plan and send at the same time, without the lease that lets one of them rest:
// everybody gets one mail.
func TestTwoSendersOnMongoDB(t *testing.T) {
	const people = 20
	where, server := storetest.SharedPeer(t), startMailServer(t)
	ids := hireMany(t, where, people)
	var begun atomic.Int32
	both := make(chan struct{})
	server.onSender = func() string { // the first mail waits until the other process begins one too
		if begun.Add(1) == 2 {
			close(both)
		}
		select {
		case <-both:
		case <-t.Context().Done():
		}
		return ""
	}
	var running sync.WaitGroup
	for range 2 {
		cmd := sender(t, where, server, 0)
		running.Go(func() {
			if out, err := cmd.Output(); err != nil || !strings.HasSuffix(string(out), "done\n") {
				t.Errorf("a sender ended with %v: %s", err, out)
			}
		})
	}
	running.Wait()
	if unknown := checkKilled(t, where, server, ids); unknown > 0 {
		t.Errorf("%d messages are unknown, want none: nobody was killed", unknown)
	}
	if mails, most := server.all(); mails != people || most != 1 {
		t.Errorf("got %d mails, %d to one person; want one to each of %d", mails, most, people)
	}
}
