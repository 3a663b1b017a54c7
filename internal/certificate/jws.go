package certificate

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// maxToken is the longest JWS that the code on the sheet holds at a size that phones and old scanners read.
const maxToken = 450

// tokenType is the `typ` of the header: a session's token can never pass for a certificate's, whatever its key.
const tokenType = "cert"

// Keys is what signs certificates and what their signatures are checked with: account's keys, as cmd hands them over.
type Keys interface {
	// Signing gives the Ed25519 key in use and its kid.
	Signing() (kid string, key crypto.Signer)
	// Public gives a published Ed25519 key, of today or retired; an unknown kid is an error.
	Public(ctx context.Context, kid string) (ed25519.PublicKey, error)
}

// Claims is what the JWS says, under short names since each byte makes the printed code denser. The hash of the course is
// cut to 128 bits.
type Claims struct {
	Issuer     string          `json:"iss"` // host of the verify page
	Serial     string          `json:"s"`
	Name       string          `json:"n"`
	NameDz     string          `json:"z,omitempty"` // left out where the code would grow beyond maxToken
	Agency     string          `json:"a,omitempty"`
	Course     string          `json:"c"` // the id; with version and hash it says the title
	Version    courses.Version `json:"v"`
	Hash       string          `json:"h"` // 128 bits, base64url
	Completed  day.Date        `json:"d"`
	ValidUntil day.Date        `json:"u,omitempty"`
	Score      int             `json:"p,omitempty"`
	Pretest    bool            `json:"b,omitempty"`
	Marks      string          `json:"m,omitempty"` // t: trial, d: demonstration
}

// The methods of jwt.Claims. A certificate has no expiry in the token's sense: that it has run out is a state to show, not a
// reason to call its signature bad.

// GetExpirationTime is nil: see above.
func (Claims) GetExpirationTime() (*jwt.NumericDate, error) { return nil, nil } //nolint:nilnil // the interface's way to say "none"

// GetIssuedAt is nil.
func (Claims) GetIssuedAt() (*jwt.NumericDate, error) { return nil, nil } //nolint:nilnil // as above

// GetNotBefore is nil.
func (Claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil } //nolint:nilnil // as above

// GetIssuer is the host of the verify page.
func (c Claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject is empty: a certificate names its holder as printed, never by an id.
func (Claims) GetSubject() (string, error) { return "", nil }

// GetAudience is empty: the type in the header sets these tokens apart.
func (Claims) GetAudience() (jwt.ClaimStrings, error) { return nil, nil }

// sign makes the compact JWS and gives the kid with it.
func (s *Service) sign(c Certificate) (token, kid string, err error) {
	kid, key := s.keys.Signing()
	claims := claimsOf(c)
	token, err = encode(claims, kid, key)
	if err == nil && len(token) > maxToken && claims.NameDz != "" {
		claims.NameDz = ""
		token, err = encode(claims, kid, key)
	}
	return token, kid, err
}

func encode(claims Claims, kid string, key crypto.Signer) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	t.Header["kid"], t.Header["typ"] = kid, tokenType
	token, err := t.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("certificate: sign: %w", err)
	}
	return token, nil
}

func claimsOf(c Certificate) Claims {
	claims := Claims{
		Issuer: hostOf(c.Origin), Serial: c.Serial, Name: c.Name, NameDz: c.NameDz, Agency: c.Agency,
		Course: string(c.CourseID), Version: c.Version, Hash: shortHash(c.Hash),
		Completed: c.Completed, ValidUntil: c.ValidUntil, Score: c.Score, Pretest: c.Pretest,
	}
	for _, m := range c.Marks {
		switch m {
		case MarkTrial:
			claims.Marks += "t"
		case MarkDemo:
			claims.Marks += "d"
		}
	}
	return claims
}

func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return origin
	}
	return u.Host
}

// shortHash cuts a course's hash to 128 bits: enough that no other version can be found for it.
func shortHash(h string) string {
	digest := strings.TrimPrefix(h, "h1:")
	raw, err := hex.DecodeString(digest)
	if err != nil {
		if raw, err = base64.RawURLEncoding.DecodeString(digest); err != nil {
			raw = []byte(digest)
		}
	}
	return base64.RawURLEncoding.EncodeToString(raw[:min(16, len(raw))])
}

// VerifyJWS checks the signature of what the code on a sheet holds, which may be the whole link, and gives what it says.
// It needs no store but the published keys, and says nothing about expiry or revocation.
func (s *Service) VerifyJWS(ctx context.Context, text string) (Claims, error) {
	return VerifyJWS(ctx, s.keys, text)
}

// VerifyJWS is the same for whoever has only the keys.
func VerifyJWS(ctx context.Context, keys Keys, text string) (Claims, error) {
	token := strings.TrimSpace(text)
	if _, fragment, found := strings.Cut(token, "#"); found {
		token = fragment
	}
	var claims Claims
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithStrictDecoding())
	_, err := parser.ParseWithClaims(token, &claims, func(t *jwt.Token) (any, error) {
		if t.Header["typ"] != tokenType {
			return nil, errors.New("not the token of a certificate")
		}
		kid, _ := t.Header["kid"].(string)
		return keys.Public(ctx, kid)
	})
	if err != nil {
		return Claims{}, fault.Invalid("The signature does not match: this is not a certificate of this service, or it was changed.").Because(err)
	}
	if _, err := ParseSerial(claims.Serial); err != nil {
		return Claims{}, fault.Invalid("The signed text is not that of a certificate.").Because(err)
	}
	return claims, nil
}

// String is the claims as indented JSON, for the command that verifies offline.
func (c Claims) String() string {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}
