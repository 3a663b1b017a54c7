package evidence

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"lamtoen/internal/store"
)

// KeySet is a published JWK Set (RFC 7517): for whoever checks evidence without the service's store.
type KeySet map[string]ed25519.PublicKey

// ReadKeySet reads the Ed25519 keys of a set as /.well-known/jwks.json gives it; keys of other kinds are passed over.
func ReadKeySet(text []byte) (KeySet, error) {
	var set struct {
		Keys []struct {
			Type  string `json:"kty"`
			ID    string `json:"kid"`
			Curve string `json:"crv"`
			X     string `json:"x"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, fmt.Errorf("evidence: this is not a set of keys (JWK Set): %w", err)
	}
	keys := KeySet{}
	for _, k := range set.Keys {
		if k.Type != "OKP" || k.Curve != "Ed25519" { // RFC 8037
			continue
		}
		x, err := base64.RawURLEncoding.DecodeString(k.X)
		if err != nil || len(x) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("evidence: the key %q of the set is damaged", k.ID)
		}
		keys[k.ID] = ed25519.PublicKey(x)
	}
	if len(keys) == 0 {
		return nil, errors.New("evidence: the set has no Ed25519 key")
	}
	return keys, nil
}

// Public is PublicKeys'.
func (s KeySet) Public(_ context.Context, kid string) (ed25519.PublicKey, error) {
	key, ok := s[kid]
	if !ok {
		return nil, fmt.Errorf("evidence: key %s: %w", kid, store.ErrNotFound)
	}
	return key, nil
}
