package account_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/account"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

func TestKeysAreMadeOnceAndKept(t *testing.T) {
	engine, dir := storetest.Open(t), filepath.Join(t.TempDir(), "data", "keys")
	options := account.KeyOptions{Dir: dir, Generate: true}
	first, err := account.OpenKeys(t.Context(), engine, options)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("got directory %v, %v; want mode 0700", info.Mode(), err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 3 {
		t.Fatalf("got files %v, want three", files)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got mode %v, %v; want 0600", f, info.Mode(), err)
		}
	}
	again, err := account.OpenKeys(t.Context(), engine, options)
	if err != nil {
		t.Fatal(err)
	}
	if first.Ed25519().ID != again.Ed25519().ID || first.RSA().ID != again.RSA().ID {
		t.Error("the second start uses other keys than the first")
	}
	if key, ok := first.RSA().Private.Public().(*rsa.PublicKey); !ok || key.N.BitLen() < 2048 {
		t.Errorf("got RSA key %v, want 2048 bits or more", first.RSA().Private.Public())
	}
}

func TestCredentialKeysRotateAndStayPublished(t *testing.T) {
	engine, dir := storetest.Open(t), t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	options := account.KeyOptions{Dir: dir, Generate: true, Now: func() time.Time { return at }}
	first, err := account.OpenKeys(t.Context(), engine, options)
	if err != nil {
		t.Fatal(err)
	}
	at = at.AddDate(1, 0, 0)
	if _, err := account.NewKeys(options); err != nil {
		t.Fatal(err)
	}
	second, err := account.OpenKeys(t.Context(), engine, options)
	if err != nil {
		t.Fatal(err)
	}
	if first.Ed25519().ID == second.Ed25519().ID || first.RSA().ID == second.RSA().ID {
		t.Fatal("the newest keys do not sign")
	}
	// The old files are taken away; their public halves stay.
	for _, f := range glob(t, dir, "*-20260101T*") {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	third, err := account.OpenKeys(t.Context(), engine, options)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := third.PublicKeys(t.Context())
	if err != nil || len(keys) != 4 {
		t.Fatalf("got %d published keys, %v; want 4", len(keys), err)
	}
	old, err := third.PublicKey(t.Context(), first.Ed25519().ID)
	if err != nil || old.Algorithm != account.EdDSA {
		t.Fatalf("the retired key: got %+v, %v", old, err)
	}
	if want := first.Ed25519().Private.Public().(ed25519.PublicKey); !want.Equal(old.Key) {
		t.Error("the retired key is published as another")
	}
	if want := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); !old.Since.Equal(want) {
		t.Errorf("got since %v, want %v", old.Since, want)
	}
	if public, err := third.Public(t.Context(), first.Ed25519().ID); err != nil || !public.Equal(old.Key) {
		t.Errorf("as a certificate asks for it: got %v, %v", public, err)
	}
	if _, err := third.Public(t.Context(), first.RSA().ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an RSA key where an Ed25519 one is asked for: got %v, want ErrNotFound", err)
	}
	if kid, key := third.Signing(); kid != third.Ed25519().ID || key == nil {
		t.Errorf("got signing key %q, want %q", kid, third.Ed25519().ID)
	}
	if _, err := third.PublicKey(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown kid: got %v, want ErrNotFound", err)
	}
}

func glob(t *testing.T, dir, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: got %v, %v; want files", pattern, files, err)
	}
	return files
}

func TestKeysThatWillNotDoAreRefusedWithTheCure(t *testing.T) {
	cases := []struct {
		name  string
		spoil func(t *testing.T, dir string)
		says  string
	}{
		{"no directory", func(t *testing.T, dir string) { must(t, os.RemoveAll(dir)) }, "lamtoen keys new DIR"},
		{"empty directory", func(t *testing.T, dir string) {
			for _, f := range glob(t, dir, "*.pem") {
				must(t, os.Remove(f))
			}
		}, "lamtoen keys new DIR"},
		{"no RSA key", func(t *testing.T, dir string) { must(t, os.Remove(glob(t, dir, "credential-rsa-*")[0])) }, "no credential-rsa key"},
		{"the group may read", func(t *testing.T, dir string) { must(t, os.Chmod(glob(t, dir, "session-*")[0], 0o640)) }, "chmod 600"},
		{"all may read", func(t *testing.T, dir string) { must(t, os.Chmod(glob(t, dir, "credential-ed*")[0], 0o604)) }, "chmod 600"},
		{"all may write the directory", func(t *testing.T, dir string) { must(t, os.Chmod(dir, 0o777)) }, "chmod 700"},
		{"damaged", func(t *testing.T, dir string) { write(t, glob(t, dir, "credential-ed*")[0], "rubbish") }, "not a PEM file"},
		{"cut short", func(t *testing.T, dir string) {
			path := glob(t, dir, "credential-rsa*")[0]
			text, err := os.ReadFile(path)
			must(t, err)
			lines := bytes.SplitAfter(text, []byte("\n"))
			write(t, path, string(bytes.Join(append(lines[:5:5], lines[len(lines)-2:]...), nil)))
		}, "backup"},
		{"an RSA key under another name", func(t *testing.T, dir string) {
			must(t, os.Rename(glob(t, dir, "credential-rsa*")[0], filepath.Join(dir, "credential-ed25519-20260101T000000Z-x.pem")))
		}, "another kind"},
		{"a short session key", func(t *testing.T, dir string) {
			write(t, glob(t, dir, "session*")[0], "-----BEGIN LAMTOEN SESSION KEY-----\nAAAA\n-----END LAMTOEN SESSION KEY-----\n")
		}, "32 bytes"},
		{"a foreign name", func(t *testing.T, dir string) { write(t, filepath.Join(dir, "server.pem"), "x") }, "rename it"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			must(t, os.Chmod(dir, 0o700))
			for _, f := range glob(t, keyDir(), "*.pem") {
				text, err := os.ReadFile(f)
				must(t, err)
				write(t, filepath.Join(dir, filepath.Base(f)), string(text))
			}
			c.spoil(t, dir)
			_, err := account.OpenKeys(t.Context(), storetest.Open(t), account.KeyOptions{Dir: dir})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want an error with %q", err, c.says)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
}
