package intake

import (
	"context"
	"encoding/base32"
	"strings"
	"sync"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Times of an upload.
const (
	keptFor   = 24 * time.Hour  // how long a file waits to be applied
	beatLife  = time.Minute     // after so long without a sign of life an application counts as broken off
	beatEvery = time.Second / 2 // how often the progress is written
)

// Deps are the packages that this one stands on.
type Deps struct {
	Register *org.Register
	Audit    org.Auditor // *audit.Log
}

// Settings are the service's sources; a zero field takes the real one.
type Settings struct {
	Now func() time.Time
}

// Service takes files and keeps the record of what was taken. It is safe for concurrent use, and any number of instances may
// share one store.
type Service struct {
	tables   tables
	register *org.Register
	audit    org.Auditor
	now      func() time.Time

	planning sync.Mutex // one dry run at a time: each holds a whole file in memory
	plans    []cached

	mu      sync.RWMutex
	records map[string]Record           // by import
	ages    map[org.AgencyCode]day.Date // the day of the last file that covered it
	pending map[string]importDoc        // records whose group is not decided yet
	seen    time.Time                   // the newest record read
}

// Open opens the collections and reads the record of imports.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	t, err := openTables(ctx, e)
	if err != nil {
		return nil, err
	}
	s := &Service{
		tables: t, register: deps.Register, audit: deps.Audit, now: settings.Now,
		records: map[string]Record{}, ages: map[org.AgencyCode]day.Date{}, pending: map[string]importDoc{},
	}
	if s.now == nil {
		s.now = time.Now
	}
	return s, s.Refresh(ctx)
}

func (s *Service) today() day.Date { return day.Of(s.now()) }

// idOf makes the id of an import from what it is about: "i" and 16 characters of Crockford's base 32 in lower case.
func idOf(sum []byte) string {
	return "i" + strings.ToLower(base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding).EncodeToString(sum[:10]))
}
