package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"lamtoen/internal/org"
)

// audience keeps session tokens and credentials apart, beside their different keys.
const audience = "lamtoen-session"

// Tokens are what a sign-in or a refresh gives. Both are secrets: they go into HttpOnly cookies, or to an API client.
type Tokens struct {
	Access         string
	Refresh        string
	AccessExpires  time.Time
	RefreshExpires time.Time // when the session ends if nothing more is asked of it
	Shared         bool      // a shared device: the cookies must not outlive the browser
}

// claims are what an access token says. It names no roles: those are looked up on each request, so a grant that ended is
// over at once.
type claims struct {
	jwt.RegisteredClaims
	Session string `json:"sid"`
}

// tokens makes and reads access tokens.
type tokens struct {
	keys   *Keys
	issuer string
	life   time.Duration
	now    func() time.Time
	parser *jwt.Parser
}

func newTokens(keys *Keys, issuer string, life time.Duration, now func() time.Time) *tokens {
	return &tokens{keys: keys, issuer: issuer, life: life, now: now, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuer(issuer),
		jwt.WithAudience(audience),
		jwt.WithTimeFunc(now),
		jwt.WithStrictDecoding(),
	)}
}

// access signs an access token for the session. It never outlives the session.
func (t *tokens) access(person org.PersonID, session string, until time.Time) (string, time.Time, error) {
	now := t.now()
	expires := now.Add(t.life)
	if until.Before(expires) {
		expires = until
	}
	// The newest key signs.
	key := t.keys.session[0]
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: t.issuer, Subject: string(person), Audience: jwt.ClaimStrings{audience},
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
		},
		Session: session,
	})
	token.Header["kid"] = key.id
	signed, err := token.SignedString(key.key)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("account: sign a token: %w", err)
	}
	return signed, expires.Truncate(time.Second), nil
}

// read checks an access token's key, algorithm, issuer, audience and time.
func (t *tokens) read(access string) (claims, error) {
	var c claims
	_, err := t.parser.ParseWithClaims(access, &c, func(token *jwt.Token) (any, error) {
		kid, _ := token.Header["kid"].(string)
		// The kid only chooses among our own keys; nothing is fetched, and the algorithm is fixed by the parser.
		key, ok := t.keys.sessionKey(kid)
		if !ok {
			return nil, errors.New("unknown key")
		}
		return key, nil
	})
	if err != nil {
		return claims{}, err
	}
	if c.Session == "" || c.Subject == "" {
		return claims{}, errors.New("no session or no subject")
	}
	return c, nil
}

// refreshToken is SESSION.SECRET. The store holds only the secret's hash.
type refreshToken struct {
	session string
	secret  string // 32 bytes, base64url
}

func (r refreshToken) String() string { return r.session + "." + r.secret }

func parseRefresh(text string) (refreshToken, bool) {
	session, secret, ok := strings.Cut(text, ".")
	raw, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	return refreshToken{session: session, secret: secret}, ok && err == nil && len(raw) == sha256.Size && len(session) == sessionIDLength
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte("lamtoen refresh\n" + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// successor derives the secret that follows: from the secret itself, which only its holder knows, and a random salt, which
// only the store knows. So whoever shows the previous token again within the grace gets the same successor, although the
// store has never held it in clear.
func successor(secret, salt string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("lamtoen successor\n" + salt))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// random gives n random bytes as base64url text.
func random(source io.Reader, n int) (string, error) {
	raw := make([]byte, n)
	if _, err := io.ReadFull(source, raw); err != nil {
		return "", fmt.Errorf("account: no random bytes: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}
