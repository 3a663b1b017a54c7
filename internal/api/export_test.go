package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/assessment"
	"lamtoen/internal/store"
)

// Once is the memory of Idempotency-Keys.
type Once = once

// OpenOnce opens it.
func OpenOnce(ctx context.Context, engine store.Engine, now func() time.Time) (*Once, error) {
	return openOnce(ctx, engine, now)
}

// DoOnce does work whose result is a text.
func DoOnce(c *fiber.Ctx, o *Once, do func() (string, error), find func(since time.Time) (string, bool)) (string, error) {
	return doOnce(c, o, work[string]{
		do: func(context.Context) (string, error) { return do() },
		find: func(_ context.Context, since time.Time) (string, bool, error) {
			found, ok := find(since)
			return found, ok, nil
		},
	})
}

// AskedJSON is an item as an attempt asks it.
func AskedJSON(item courses.Item, drawn assessment.Drawn, given *assessment.Answer) ([]byte, error) {
	return json.Marshal(newAskedItem(0, item, drawn, given))
}

// ToldJSON is the i-th item of an attempt with its feedback.
func ToldJSON(i int, item courses.Item, drawn assessment.Drawn) ([]byte, error) {
	return json.Marshal(newToldItem(i, item, drawn))
}

// JWK is a published key.
type JWK = jwk

// NewJWK writes a key as a JWK.
func NewJWK(k account.PublicKey) (JWK, error) { return newJWK(k) }
