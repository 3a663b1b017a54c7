// Command wirepeer is a server that speaks MongoDB's wire protocol, for tests on machines without a MongoDB: FerretDB with
// its SQLite backend, on a random port of the loopback interface. It prints its address as one line and serves until it is
// killed, or until its standard input ends, so that it does not outlive the test that started it.
//
// It is a module of its own, so that FerretDB stays out of the product's dependencies. It is not a MongoDB: read
// docs/storage.md for what it cannot do.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: wirepeer DIRECTORY")
		os.Exit(2)
	}
	if err := serve(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "wirepeer:", err)
		os.Exit(1)
	}
}

// serve keeps its files in dir, which must exist and is the caller's to remove.
func serve(dir string) error {
	peer, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + dir + "/",
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	// The address is known only once Run listens; MongoDBURI waits for that.
	go func() { fmt.Println(peer.MongoDBURI()) }()
	return peer.Run(ctx)
}
