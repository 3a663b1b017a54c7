package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/route"
	"lamtoen/internal/store"
)

// Times of Idempotency-Keys.
const (
	onceKept  = 24 * time.Hour   // how long a key is remembered
	onceLease = 30 * time.Second // how long its first request may take; then it counts as broken off
)

// maxOnceKey is the longest key, in characters; a UUID has 36.
const maxOnceKey = 128

// onceHeader is the header of the key (draft-ietf-httpapi-idempotency-key-header).
const onceHeader = "Idempotency-Key"

// once gives a POST that its caller repeats, under the same Idempotency-Key, the effect of one. It is for requests that the
// domain cannot recognise as repeated by what they ask for.
//
// The key is claimed before the work and the answer is stored after it. When a crash comes between, the request that comes
// back with the key first looks whether the work was done (work.find), and does it only if it was not.
type once struct {
	docs *store.Collection[claim]
	now  func() time.Time
}

// claim is one used key. It is removed a day after it was made.
type claim struct {
	ID      string    `bson:"_id"`    // hash of principal, route and key
	Request string    `bson:"body"`   // hash of the request's body
	Made    time.Time `bson:"made"`   // when the key was first seen
	Leased  time.Time `bson:"leased"` // until then somebody is working on it
	Answer  []byte    `bson:"answer,omitempty"`
}

// work is what a request does.
type work[T any] struct {
	// do does it.
	do func(ctx context.Context) (T, error)
	// find looks for what the same request did since an instant; false when there is nothing.
	find func(ctx context.Context, since time.Time) (T, bool, error)
}

func openOnce(ctx context.Context, engine store.Engine, now func() time.Time) (*once, error) {
	docs, err := store.Open[claim](ctx, engine, "idempotency_keys", store.Index{Name: "made", Fields: []string{"made"}})
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	return &once{docs: docs, now: now}, nil
}

// doOnce does the work, or gives its result when the request's key has been used for it already. Without a key it does the
// work.
func doOnce[T any](c *fiber.Ctx, o *once, w work[T]) (T, error) {
	var result T
	ctx := c.UserContext()
	key := c.Get(onceHeader)
	if key == "" {
		return w.do(ctx)
	}
	if len(key) > maxOnceKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return result, fault.Invalid("The request cannot be taken under this key.", fault.Field{Name: onceHeader,
			Message: fmt.Sprintf("Give a key of at most %d letters, digits and signs, for example a UUID.", maxOnceKey)})
	}
	principal := route.Principal(c)
	id := digest(string(principal.Kind), string(principal.ID), c.Method(), c.Route().Path, key)
	found, fresh, err := o.claim(ctx, id, digest(string(c.Request().Body())))
	switch {
	case err != nil:
		return result, err
	case found.Answer != nil:
		return result, json.Unmarshal(found.Answer, &result)
	case fresh:
		result, err = w.do(ctx)
	default:
		result, err = redo(ctx, w, found.Made)
	}
	return result, o.settle(ctx, id, result, err)
}

// redo takes over from a request that was broken off: it may have done its work and not have said so.
func redo[T any](ctx context.Context, w work[T], since time.Time) (T, error) {
	result, done, err := w.find(ctx, since)
	if err != nil || done {
		return result, err
	}
	return w.do(ctx)
}

// claim takes the key for this request. fresh tells that it is the first.
func (o *once) claim(ctx context.Context, id, request string) (c claim, fresh bool, err error) {
	now := day.Instant(o.now())
	first := claim{ID: id, Request: request, Made: now, Leased: now.Add(onceLease)}
	err = o.docs.Insert(ctx, first)
	if err == nil || !errors.Is(err, store.ErrExists) {
		return first, true, err
	}
	c, err = o.docs.Update(ctx, id, func(c *claim) error {
		switch {
		case c.Request != request:
			return fault.Conflict("This Idempotency-Key was used for another request. Make a new key for each new request.")
		case c.Answer != nil:
			first = *c
			return errAnswered
		case now.Before(c.Leased):
			return &fault.Error{Code: fault.CodeUnavailable, RetryAfter: c.Leased.Sub(now),
				Message: "The first request with this Idempotency-Key is still being worked on. Ask again in a moment."}
		}
		c.Leased = now.Add(onceLease)
		return nil
	})
	if errors.Is(err, errAnswered) {
		return first, false, nil
	}
	if errors.Is(err, store.ErrNotFound) {
		return o.claim(ctx, id, request) // given up in between
	}
	return c, false, err
}

// errAnswered leaves a claim as it is: it has its answer.
var errAnswered = errors.New("api: answered before")

// settle notes how the work ended and gives its error back. A request that was refused did nothing, so its key is free for
// the mended one; after any other error nobody knows, and the next request looks for the result first.
func (o *once) settle(ctx context.Context, id string, result any, failed error) error {
	// The caller may have gone; what was done must be noted all the same.
	ctx = context.WithoutCancel(ctx)
	if _, refused := fault.As(failed); refused {
		_, err := o.docs.Delete(ctx, id)
		return errors.Join(failed, err)
	}
	answer, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	_, err = o.docs.Update(ctx, id, func(c *claim) error {
		if failed != nil {
			c.Leased = time.Time{}
		} else {
			c.Answer = answer
		}
		return nil
	})
	if err != nil {
		return errors.Join(failed, fmt.Errorf("api: note the result under a key: %w", err))
	}
	return failed
}

// Sweep forgets keys that are more than a day old and tells how many. It is for a background job.
func (a *API) Sweep(ctx context.Context) (int, error) {
	removed := 0
	for c, err := range a.once.docs.Each(ctx, store.Query{Index: "made", Until: day.Instant(a.now().Add(-onceKept))}) {
		if err != nil {
			return removed, fmt.Errorf("api: %w", err)
		}
		gone, err := a.once.docs.Delete(ctx, c.ID)
		if err != nil {
			return removed, fmt.Errorf("api: %w", err)
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}

// digest is the SHA-256 of the parts, each led by its length so that no two lists of parts are alike.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(p), p) // a hash takes everything
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
