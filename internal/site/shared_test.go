package site_test

import (
	"os"
	"sync"
	"testing"

	"lamtoen/internal/account"
	"lamtoen/internal/page"
	"lamtoen/web"
)

// What takes long to make and is the same in every world is made once: keys of RSA, and the templates with their languages.

var keyDir = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "lamtoen-keys")
	if err == nil {
		_, err = account.NewKeys(account.KeyOptions{Dir: dir})
	}
	if err != nil {
		panic(err)
	}
	return dir
})

var pageSet = sync.OnceValue(func() *page.Set {
	set, err := page.Load(web.Files)
	if err != nil {
		panic(err)
	}
	return set
})

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(keyDir())
	os.Exit(code)
}
