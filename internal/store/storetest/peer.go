package storetest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Peer starts a server that speaks MongoDB's wire protocol (internal/store/wirepeer) and gives its address, with the one
// connection that it can bear. It is killed when the test ends. When it cannot be built or started the test is skipped,
// or fails where REQUIRE_MONGO=1 says that it must run.
func Peer(t testing.TB) string {
	t.Helper()
	address, err := startPeer(t)
	if err != nil {
		if os.Getenv("REQUIRE_MONGO") == "1" {
			t.Fatalf("the wire peer does not start, and REQUIRE_MONGO=1: %v", err)
		}
		t.Skipf("the wire peer does not start: %v", err)
	}
	return address
}

func startPeer(t testing.TB) (string, error) {
	program, err := buildPeer(t.Context())
	if err != nil {
		return "", err
	}
	cmd := exec.Command(program, t.TempDir())
	cmd.Dir = t.TempDir()
	cmd.Stderr = os.Stderr
	// The peer ends with its standard input, hence with this process, even when that is killed.
	input, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	t.Cleanup(func() {
		_ = input.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(output).ReadString('\n')
		line <- strings.TrimSpace(text)
	}()
	select {
	case address := <-line:
		if !strings.HasPrefix(address, "mongodb://") {
			return "", fmt.Errorf("it printed %q and no address", address)
		}
		return address + "lamtoen?maxPoolSize=1", nil
	case <-time.After(30 * time.Second):
		return "", errors.New("it printed no address in 30 seconds")
	}
}

// buildPeer gives the path of the built program. It is built once for each state of its sources: FerretDB takes a minute.
func buildPeer(ctx context.Context) (string, error) {
	dir, err := peerSources()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	sum.Write([]byte(runtime.Version() + runtime.GOOS + runtime.GOARCH))
	for _, name := range []string{"go.mod", "go.sum", "main.go"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		sum.Write(data)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "lamtoen")
	program := filepath.Join(cache, fmt.Sprintf("wirepeer-%x", sum.Sum(nil)[:8]))
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return "", err
	}
	// Built beside and renamed, since several test processes may build at once.
	fresh := fmt.Sprintf("%s.%d", program, os.Getpid())
	build := exec.CommandContext(ctx, "go", "build", "-o", fresh, ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, os.Rename(fresh, program)
}

// peerSources looks for the module upwards from the test's folder.
func peerSources() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		sources := filepath.Join(dir, "internal", "store", "wirepeer")
		if _, err := os.Stat(filepath.Join(sources, "go.mod")); err == nil {
			return sources, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("internal/store/wirepeer is not above this folder")
		}
		dir = up
	}
}
