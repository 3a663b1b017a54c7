package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// StaticPrefix is where the server mounts Set.Static.
const StaticPrefix = "/static/"

// Static is one file as it is sent. Its address holds a hash of the bytes, so it may be cached for ever.
type Static struct {
	Name  string
	Type  string // the Content-Type
	Hash  string // 12 hexadecimal digits of the SHA-256
	Plain []byte
	Gzip  []byte // nil where compression does not help
}

// Address is the path a page links to.
func (s Static) Address() string { return StaticPrefix + s.Hash + "/" + s.Name }

// types are the kinds of file that static/ may hold; a file of another kind stops the load, so that nothing is served under a
// guessed type.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".webp":  "image/webp",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",
}

// bundles are files made of others, for pages that need both: one request fewer, where each costs a poor link a round trip.
func bundles() map[string][]string {
	return map[string][]string{
		"app-drag.js":        {"app.js", "drag.js"},
		"app-device.js":      {"app.js", "device.js", "sending.js", "passing.js", "offline.js", "turn.js", "keeping.js"},
		"app-drag-device.js": {"app.js", "drag.js", "device.js", "sending.js", "passing.js", "offline.js", "turn.js", "keeping.js"},
		"sw.js":              {"device.js", "sending.js", "passing.js", "worker.js"},
	}
}

// loadStatic reads the files once and packs them once, so that a request only copies bytes.
func loadStatic(fsys fs.FS) (map[string]Static, error) {
	out := map[string]Static{}
	entries, err := fs.ReadDir(fsys, "static")
	if err != nil {
		return nil, fmt.Errorf("reading the static files: %w", err)
	}
	for _, e := range entries {
		name := e.Name()
		kind, ok := types[path.Ext(name)]
		if !ok || e.IsDir() {
			return nil, fmt.Errorf("static/%s is of a kind that is not served", name)
		}
		plain, err := fs.ReadFile(fsys, "static/"+name)
		if err != nil {
			return nil, fmt.Errorf("reading static/%s: %w", name, err)
		}
		if out[name], err = pack(name, kind, plain); err != nil {
			return nil, err
		}
	}
	for name, parts := range bundles() {
		var whole []byte
		for _, part := range parts {
			whole = append(whole, out[part].Plain...)
		}
		if len(whole) == 0 {
			continue // none of them is there, as in a tree for tests
		}
		if out[name], err = pack(name, types[path.Ext(name)], whole); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// pack makes a file ready to be sent.
func pack(name, kind string, plain []byte) (Static, error) {
	zipped, err := compress(plain)
	if err != nil {
		return Static{}, fmt.Errorf("compressing static/%s: %w", name, err)
	}
	sum := sha256.Sum256(plain)
	return Static{Name: name, Type: kind, Hash: hex.EncodeToString(sum[:6]), Plain: plain, Gzip: zipped}, nil
}

// compress gives the gzip form once, at the best level, or nil when it would not save a tenth.
func compress(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if b.Len() > len(plain)*9/10 {
		return nil, nil
	}
	return b.Bytes(), nil
}

// Asset gives the address of a file of static/, or "" when there is none.
func (s *Set) Asset(name string) string {
	f, ok := s.static[name]
	if !ok {
		return ""
	}
	return f.Address()
}

// Static finds a file by the two parts of its address. An old hash is not found: the page that linked to it is old too, and
// a browser that kept the page kept the file.
func (s *Set) Static(hash, name string) (Static, bool) {
	f, ok := s.static[name]
	if !ok || f.Hash != hash || strings.Contains(name, "/") {
		return Static{}, false
	}
	return f, true
}

// StaticNames lists the files, for the test that weighs them.
func (s *Set) StaticNames() []string {
	var names []string
	for name := range s.static {
		names = append(names, name)
	}
	return names
}

// File finds a file of static/ by its name, for what is sent under an address of its own.
func (s *Set) File(name string) (Static, bool) {
	f, ok := s.static[name]
	return f, ok
}
