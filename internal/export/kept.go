package export

import (
	"cmp"
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"lamtoen/courses"
)

// maxKept is how many bytes of files are kept in memory unless a limit is set, and maxSizes how many sizes are known.
const (
	maxKept  = 32 << 20
	maxSizes = 4096
)

// Kept makes each file once and keeps those that were last asked for, up to a bound of bytes. The zero value is ready, and safe
// for concurrent use.
type Kept struct {
	Limit int // bytes; 0: 32 MB

	mu    sync.Mutex
	files map[keptKey]*list.Element // of *Held
	order list.List                 // the one last asked for first
	bytes int
	sizes map[keptKey]int         // also of files that are not kept any more
	work  map[keptKey]*sync.Mutex // of files that are being made
}

// Held is a file with the mark by which a browser knows that it has it already.
type Held struct {
	File
	ETag string // without quotes: from the bytes
	key  keptKey
}

// keptKey is everything that a file's bytes depend on; contacts change with the program only.
type keptKey struct {
	course  courses.CourseID
	version courses.Version
	hash    string
	state   string
	format  Format
	day     string
	owners  string
	demo    bool
}

// Write gives the file, made now or before. It fails as the function Write does.
func (k *Kept) Write(c *courses.Course, f Format, about About) (Held, error) {
	key := keptKey{c.ID, c.Version, c.Hash, stateOf(c), f, string(about.Day), about.Owners, about.Demo}
	making := k.begin(key)
	making.Lock() // one makes the file, and the others wait for it
	defer making.Unlock()
	if held, ok := k.find(key); ok {
		return held, nil
	}
	file, err := Write(c, f, about)
	if err != nil {
		k.end(key)
		return Held{}, err
	}
	sum := sha256.Sum256(file.Data)
	held := Held{file, hex.EncodeToString(sum[:16]), key}
	k.keep(held)
	return held, nil
}

// Size is how many bytes the file has; it is made only when nobody has asked before.
func (k *Kept) Size(c *courses.Course, f Format, about About) (int, error) {
	key := keptKey{c.ID, c.Version, c.Hash, stateOf(c), f, string(about.Day), about.Owners, about.Demo}
	k.mu.Lock()
	size, ok := k.sizes[key]
	k.mu.Unlock()
	if ok {
		return size, nil
	}
	held, err := k.Write(c, f, about)
	return len(held.Data), err
}

func (k *Kept) begin(key keptKey) *sync.Mutex {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.work == nil {
		k.work, k.files, k.sizes = map[keptKey]*sync.Mutex{}, map[keptKey]*list.Element{}, map[keptKey]int{}
	}
	if k.work[key] == nil {
		k.work[key] = &sync.Mutex{}
	}
	return k.work[key]
}

func (k *Kept) end(key keptKey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.work, key)
}

func (k *Kept) find(key keptKey) (Held, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.files[key]
	if !ok {
		return Held{}, false
	}
	delete(k.work, key)
	k.order.MoveToFront(e)
	held, ok := e.Value.(Held)
	return held, ok
}

// keep puts a file in front and lets those go that were not asked for the longest.
func (k *Kept) keep(held Held) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.work, held.key)
	if len(k.sizes) >= maxSizes {
		clear(k.sizes)
	}
	k.sizes[held.key] = len(held.Data)
	k.files[held.key] = k.order.PushFront(held)
	k.bytes += len(held.Data)
	for k.bytes > cmp.Or(k.Limit, maxKept) && k.order.Len() > 1 {
		old, _ := k.order.Remove(k.order.Back()).(Held)
		delete(k.files, old.key)
		k.bytes -= len(old.Data)
	}
}
