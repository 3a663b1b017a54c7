package account_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
)

// sessionSecret reads the one session key of the directory and its id from the file's name.
func sessionSecret(t testing.TB, dir string) (kid string, key []byte) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "session-*.pem"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("got session keys %v, want one", paths)
	}
	text, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	key, err = base64.StdEncoding.DecodeString(strings.Join(lines[1:len(lines)-1], ""))
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(strings.TrimSuffix(filepath.Base(paths[0]), ".pem"), "-", 3)
	return parts[2], key
}

// payload reads the claims of a token without checking it.
func payload(t testing.TB, token string) jwt.MapClaims {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims jwt.MapClaims
	if err := json.Unmarshal(raw, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestAnAccessTokenIsAcceptedOnlyAsItWasMade(t *testing.T) {
	w := newWorld(t)
	tokens := w.signIn(t, w.learner, false)
	kid, key := sessionSecret(t, keyDir())
	made := payload(t, tokens.Access)

	sign := func(method jwt.SigningMethod, kid string, key any, edit func(jwt.MapClaims)) string {
		claims := jwt.MapClaims{}
		for name, value := range made {
			claims[name] = value
		}
		edit(claims)
		token := jwt.NewWithClaims(method, claims)
		if kid != "" {
			token.Header["kid"] = kid
		}
		text, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	same := func(jwt.MapClaims) {}
	set := func(name string, value any) func(jwt.MapClaims) {
		return func(c jwt.MapClaims) { c[name] = value }
	}
	parts := strings.Split(tokens.Access, ".")
	past, soon := w.clock.now().Add(-time.Second).Unix(), w.clock.now().Add(time.Minute).Unix()
	ed := w.keys.Ed25519()

	if _, err := w.service.Verify(t.Context(), sign(jwt.SigningMethodHS256, kid, key, set("exp", soon))); err != nil {
		t.Fatalf("a token signed as the service does is refused (%v): the cases below would prove nothing", err)
	}
	for name, token := range map[string]string{
		"empty":              "",
		"not a token":        "kuzuzangpo la",
		"two parts":          parts[0] + "." + parts[1],
		"no signature":       parts[0] + "." + parts[1] + ".",
		"alg none":           sign(jwt.SigningMethodNone, kid, jwt.UnsafeAllowNoneSignatureType, same),
		"another key":        sign(jwt.SigningMethodHS256, kid, []byte("another key of thirty-two bytes!"), same),
		"unknown kid":        sign(jwt.SigningMethodHS256, "nobody", key, same),
		"no kid":             sign(jwt.SigningMethodHS256, "", key, same),
		"another HMAC":       sign(jwt.SigningMethodHS512, kid, key, same),
		"a credential key":   sign(jwt.SigningMethodEdDSA, ed.ID, ed.Private, same),
		"expired":            sign(jwt.SigningMethodHS256, kid, key, set("exp", past)),
		"no expiry":          sign(jwt.SigningMethodHS256, kid, key, func(c jwt.MapClaims) { delete(c, "exp") }),
		"another audience":   sign(jwt.SigningMethodHS256, kid, key, set("aud", "lamtoen-credential")),
		"no audience":        sign(jwt.SigningMethodHS256, kid, key, func(c jwt.MapClaims) { delete(c, "aud") }),
		"another issuer":     sign(jwt.SigningMethodHS256, kid, key, set("iss", "https://other.example.bt")),
		"another person":     sign(jwt.SigningMethodHS256, kid, key, set("sub", string(w.admin))),
		"no person":          sign(jwt.SigningMethodHS256, kid, key, set("sub", "")),
		"unknown session":    sign(jwt.SigningMethodHS256, kid, key, set("sid", "AAAAAAAAAAAAAAAAAAAAAA")),
		"no session":         sign(jwt.SigningMethodHS256, kid, key, func(c jwt.MapClaims) { delete(c, "sid") }),
		"changed payload":    parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"x"}`)) + "." + parts[2],
		"the refresh token":  tokens.Refresh,
		"padding at the end": tokens.Access + "=",
	} {
		t.Run(name, func(t *testing.T) {
			session, err := w.service.Verify(t.Context(), token)
			refused(t, err, fault.CodeUnauthorised)
			if session.SessionID != "" || session.Principal.ID != "" {
				t.Errorf("got session %+v beside the error, want none", session)
			}
		})
	}
}

func TestAnAccessTokenNamesThePersonByIDOnly(t *testing.T) {
	w := newWorld(t)
	tokens := w.signIn(t, w.rcsc, false)
	claims := payload(t, tokens.Access)
	if got, want := len(claims), 6; got != want {
		t.Errorf("got %d claims %v, want iss, sub, aud, exp, iat, sid", got, claims)
	}
	if got, want := claims["sub"], string(w.rcsc); got != want {
		t.Errorf("got subject %v, want %v", got, want)
	}
	if got, want := tokens.AccessExpires, w.clock.now().Add(5*time.Minute); !got.Equal(want) {
		t.Errorf("got expiry %v, want %v", got, want)
	}
}

func TestSessionKeysRotate(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	first, err := account.OpenKeys(t.Context(), w.engine, account.KeyOptions{Dir: dir, Generate: true, Now: w.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	w.give(t, w.learner)
	before := w.open(t, account.Settings{Keys: first})
	old, err := before.SignIn(t.Context(), account.Login{Login: "200801234", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	w.clock.move(time.Minute)
	if _, err := account.NewKeys(account.KeyOptions{Dir: dir, Now: w.clock.now}); err != nil {
		t.Fatal(err)
	}
	second, err := account.OpenKeys(t.Context(), w.engine, account.KeyOptions{Dir: dir, Now: w.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	after := w.open(t, account.Settings{Keys: second})
	if _, err := after.Verify(t.Context(), old.Access); err != nil {
		t.Errorf("a token of the older key is refused: %v", err)
	}
	fresh, _, err := after.Refresh(t.Context(), old.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := before.Verify(t.Context(), fresh.Access); !fault.Is(err, fault.CodeUnauthorised) {
		t.Errorf("an instance without the newer key says %v, want a refusal: the newest key must sign", err)
	}
	// An instance that has not got the new key yet still serves the person, by the refresh token.
	if _, err := before.Authenticate(t.Context(), fresh.Access, fresh.Refresh); err != nil {
		t.Errorf("the older instance signs the person out: %v", err)
	}
}

func FuzzVerify(f *testing.F) {
	w := newWorld(f)
	tokens := w.signIn(f, w.learner, false)
	f.Add(tokens.Access)
	f.Add(tokens.Refresh)
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add("..")
	f.Fuzz(func(t *testing.T, token string) {
		session, err := w.service.Verify(t.Context(), token)
		if token == tokens.Access {
			return
		}
		if !fault.Is(err, fault.CodeUnauthorised) || session.SessionID != "" {
			t.Fatalf("token %q: got %+v, %v; want a refusal", token, session, err)
		}
	})
}

func FuzzRefresh(f *testing.F) {
	w := newWorld(f)
	tokens := w.signIn(f, w.learner, false)
	f.Add(tokens.Access)
	f.Add("AAAAAAAAAAAAAAAAAAAAAA." + strings.Split(tokens.Refresh, ".")[1])
	f.Add(".")
	f.Fuzz(func(t *testing.T, token string) {
		if strings.HasPrefix(token, strings.Split(tokens.Refresh, ".")[0]) {
			return // whoever knows the session's secret id may end it
		}
		if _, _, err := w.service.Refresh(t.Context(), token); !fault.Is(err, fault.CodeUnauthorised) {
			t.Fatalf("token %q: got %v, want a refusal", token, err)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	w := newWorld(b)
	tokens := w.signIn(b, w.focal, false)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.service.Verify(b.Context(), tokens.Access); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRefresh(b *testing.B) {
	w := newWorld(b)
	tokens := w.signIn(b, w.focal, false)
	for b.Loop() {
		next, _, err := w.service.Refresh(b.Context(), tokens.Refresh)
		if err != nil {
			b.Fatal(err)
		}
		tokens = next
	}
}
