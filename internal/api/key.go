package api

import (
	"context"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"math/big"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
)

// Keys gives the public halves of the keys that have ever signed credentials. *account.Keys does.
type Keys interface {
	PublicKeys(ctx context.Context) ([]account.PublicKey, error)
}

// keySet is a JWK Set (RFC 7517). It carries no mark, since its readers are libraries.
type keySet struct {
	Keys []jwk `json:"keys"`
}

// jwk is a public key as RFC 7517 writes it: OKP with crv and x (RFC 8037), or RSA with n and e (RFC 7518, section 6.3).
type jwk struct {
	Type      string `json:"kty"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	Curve     string `json:"crv,omitempty"`
	X         string `json:"x,omitempty"`
	N         string `json:"n,omitempty"`
	E         string `json:"e,omitempty"`
}

// newJWK fails on a kind of key that no certificate is signed with, rather than publish it half.
func newJWK(k account.PublicKey) (jwk, error) {
	out := jwk{ID: k.ID, Use: "sig", Algorithm: k.Algorithm}
	encode := base64.RawURLEncoding.EncodeToString
	switch key := k.Key.(type) {
	case ed25519.PublicKey:
		out.Type, out.Curve, out.X = "OKP", "Ed25519", encode(key)
	case *rsa.PublicKey:
		out.Type, out.N, out.E = "RSA", encode(key.N.Bytes()), encode(big.NewInt(int64(key.E)).Bytes())
	default:
		return out, fmt.Errorf("api: key %s is a %T, which has no JWK here", k.ID, k.Key)
	}
	return out, nil
}

// publicKeys publishes them. They may be kept for five minutes: about as long as a certificate needs from its issue to a reader.
func (a *API) publicKeys(c *fiber.Ctx) error {
	keys, err := a.keys.PublicKeys(c.UserContext())
	if err != nil {
		return err
	}
	answer := keySet{Keys: []jwk{}}
	for _, k := range keys {
		one, err := newJWK(k)
		if err != nil {
			return err
		}
		answer.Keys = append(answer.Keys, one)
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	return c.JSON(answer)
}
