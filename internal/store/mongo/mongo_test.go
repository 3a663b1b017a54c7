package mongo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lamtoen/internal/store"
	"lamtoen/internal/store/mongo"
	"lamtoen/internal/store/storetest"
)

func open(t testing.TB, uri string) *mongo.Engine {
	t.Helper()
	e, err := mongo.Open(t.Context(), uri)
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	return e
}

// server gives the address of a database for this test alone: on the MongoDB of LAMTOEN_TEST_MONGODB, where the whole suite
// runs, or else on the wire peer.
func server(t *testing.T) (string, storetest.Options) {
	t.Helper()
	given := os.Getenv("LAMTOEN_TEST_MONGODB")
	if given == "" {
		return storetest.Peer(t), storetest.Options{Peer: true}
	}
	name := "lamtoen_test_" + strings.ToLower(rand.Text()[:12])
	uri := withDatabase(given, name)
	t.Cleanup(func() { drop(t, uri, name) })
	return uri, storetest.Options{}
}

// withDatabase puts the name in place of the address's own, which stays the one that knows the user.
func withDatabase(uri, name string) string {
	base, settings, _ := strings.Cut(uri, "?")
	scheme, rest, _ := strings.Cut(base, "://")
	hosts, old, _ := strings.Cut(rest, "/")
	if strings.Contains(hosts, "@") && !strings.Contains(settings, "authSource=") {
		if old == "" {
			old = "admin"
		}
		settings = strings.Trim(settings+"&authSource="+old, "&")
	}
	return scheme + "://" + hosts + "/" + name + "?" + settings
}

func drop(t *testing.T, uri, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	client, err := driver.Connect(options.Client().ApplyURI(uri))
	if err == nil {
		err = errors.Join(client.Database(name).Drop(ctx), client.Disconnect(ctx))
	}
	if err != nil {
		t.Errorf("dropping %s: %v", name, err)
	}
}

func TestConformance(t *testing.T) {
	uri, o := server(t)
	storetest.Run(t, func(t *testing.T) store.Engine { return open(t, uri) }, o)
}

// TestKilledWriter kills the client; what the server does when it is killed is the server's own affair.
func TestKilledWriter(t *testing.T) {
	uri, rounds := "", 5
	if !storetest.IsKilledChild() {
		var o storetest.Options
		if uri, o = server(t); o.Peer {
			rounds = 2 // it is slow
		}
	}
	storetest.Killed(t, rounds, uri, func(ctx context.Context, uri string) (store.Engine, error) { return mongo.Open(ctx, uri) })
}

func TestOpenRefuses(t *testing.T) {
	for name, test := range map[string]struct{ uri, want string }{
		"not MongoDB's":   {"postgres://localhost/x", "mongodb://HOST:PORT/DATABASE"},
		"no host":         {"mongodb:///x", "mongodb://HOST:PORT/DATABASE"},
		"a bad database":  {"mongodb://localhost/a.b", "database"},
		"a bad setting":   {"mongodb://localhost/x?maxPoolSize=many", "mongodb://HOST:PORT/DATABASE"},
		"nobody there":    {"mongodb://127.0.0.1:1/x", "no answer from 127.0.0.1:1"},
		"a bad password":  {"mongodb://me:sec%ret@localhost/x", ""},
		"secret and odd":  {"mongodb://me:secret@127.0.0.1:1/x?authMechanism=NONE", ""},
		"secret, no host": {"mongodb://me:secret@127.0.0.1:1/x", "no answer from 127.0.0.1:1"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		e, err := mongo.Open(ctx, test.uri)
		cancel()
		if err == nil {
			t.Errorf("%s: got no error", name)
			_ = e.Close()
			continue
		}
		if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "sec") {
			t.Errorf("%s: got %q, want it to say %q and no password", name, err, test.want)
		}
	}
}

// TestSilentServer meets a server that takes connections and says nothing.
func TestSilentServer(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := mongo.Open(ctx, "mongodb://"+silent.Addr().String()+"/x"); err == nil || ctx.Err() == nil {
		t.Errorf("got %v, want an error when the time was up", err)
	}
}
