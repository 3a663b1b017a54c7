package account

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// keyKind is the first part of a key file's name and says what the key is for.
type keyKind string

const (
	sessionKeys keyKind = "session"            // 32 random bytes, HS256: access tokens
	edKeys      keyKind = "credential-ed25519" // the JWS in a certificate's QR
	rsaKeys     keyKind = "credential-rsa"     // Open Badges, where RS256 is what every verifier must take
)

// rsaBits follows NIST SP 800-57 part 1: 3072 bits are good beyond 2030, as certificates must be.
const rsaBits = 3072

// Algorithms of credential keys, as JWS names them (RFC 7518, RFC 8037).
const (
	EdDSA = "EdDSA"
	RS256 = "RS256"
)

// CredentialKey signs certificates. ID is the kid under which the public half is published for ever.
type CredentialKey struct {
	ID      string
	Private crypto.Signer
}

// PublicKey is a published public half, of a key in use or of a retired one.
type PublicKey struct {
	ID        string
	Algorithm string // EdDSA or RS256
	Key       crypto.PublicKey
	Since     time.Time // when a server first used it
}

// Keys are the private keys of an installation. There may be several of each kind: the newest signs, all verify, so a key
// is rotated by adding a file and retired by removing one.
type Keys struct {
	session []secret // newest first, never empty
	ed, rsa CredentialKey
	stored  *store.Collection[storedKey]
}

type secret struct {
	id  string
	key []byte
}

// storedKey is one document of the collection keys; it is inserted once and never changed or removed.
type storedKey struct {
	ID        string    `bson:"_id"`
	Algorithm string    `bson:"algorithm"`
	Public    string    `bson:"public"` // PKIX, base64
	Since     time.Time `bson:"since"`
}

// KeyOptions say where the keys lie. With Generate, what is missing is made (for SQLite); without it a missing key is an
// error that says how to make one, since instances that share a MongoDB must share their keys too.
type KeyOptions struct {
	Dir      string
	Generate bool
	Now      func() time.Time
}

// OpenKeys reads the key files, makes missing ones when it may, and puts the public halves of the credential keys in the
// store. It refuses files that others on the machine can read.
func OpenKeys(ctx context.Context, engine store.Engine, options KeyOptions) (*Keys, error) {
	files, err := readKeys(options)
	if err != nil {
		return nil, err
	}
	k := &Keys{}
	for _, f := range files[sessionKeys] {
		k.session = append(k.session, secret{id: secretID(f.secret), key: f.secret})
	}
	k.stored, err = store.Open[storedKey](ctx, engine, "keys")
	if err != nil {
		return nil, fmt.Errorf("account: %w", err)
	}
	// Oldest first: the last one published is the newest, and it signs.
	for _, publish := range []struct {
		kind keyKind
		into *CredentialKey
	}{{edKeys, &k.ed}, {rsaKeys, &k.rsa}} {
		kept := files[publish.kind]
		for i := len(kept) - 1; i >= 0; i-- {
			*publish.into, err = k.publish(ctx, kept[i].signer, options.Now)
			if err != nil {
				return nil, err
			}
		}
	}
	return k, nil
}

// Ed25519 is the key that signs the JWS printed on certificates.
func (k *Keys) Ed25519() CredentialKey { return k.ed }

// Signing is Ed25519 in the form in which internal/certificate asks for it.
func (k *Keys) Signing() (kid string, key crypto.Signer) { return k.ed.ID, k.ed.Private }

// Public gives a published Ed25519 key, of today or retired, in the form in which internal/certificate asks for it.
func (k *Keys) Public(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	found, err := k.PublicKey(ctx, kid)
	if err != nil {
		return nil, err
	}
	key, ok := found.Key.(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("account: key %s is of %s: %w", kid, found.Algorithm, store.ErrNotFound)
	}
	return key, nil
}

// RSA is the key that signs Open Badges.
func (k *Keys) RSA() CredentialKey { return k.rsa }

// PublicKeys gives every public half that was ever in use, the retired ones too: certificates outlive keys.
func (k *Keys) PublicKeys(ctx context.Context) ([]PublicKey, error) {
	var keys []PublicKey
	for stored, err := range k.stored.Each(ctx, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("account: %w", err)
		}
		key, err := stored.public()
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// PublicKey gives the public half with the kid; the error is store.ErrNotFound when there never was one.
func (k *Keys) PublicKey(ctx context.Context, kid string) (PublicKey, error) {
	stored, err := k.stored.Get(ctx, kid)
	if err != nil {
		return PublicKey{}, fmt.Errorf("account: %w", err)
	}
	return stored.public()
}

func (k *Keys) publish(ctx context.Context, private crypto.Signer, now func() time.Time) (CredentialKey, error) {
	if now == nil {
		now = time.Now
	}
	id, algorithm, err := thumbprint(private.Public())
	if err != nil {
		return CredentialKey{}, err
	}
	der, err := marshalPublic(private.Public())
	if err != nil {
		return CredentialKey{}, err
	}
	stored := storedKey{ID: id, Algorithm: algorithm, Public: der, Since: day.Instant(now())}
	err = k.stored.Insert(ctx, stored)
	if errors.Is(err, store.ErrExists) {
		stored, err = k.stored.Get(ctx, id)
	}
	if err == nil && stored.Public != der {
		err = errors.New("another key was published under this id; remove the file and make a new key")
	}
	if err != nil {
		return CredentialKey{}, fmt.Errorf("account: publish key %s: %w", id, err)
	}
	return CredentialKey{ID: id, Private: private}, nil
}

// sessionKey gives the session key with the kid.
func (k *Keys) sessionKey(kid string) ([]byte, bool) {
	for _, s := range k.session {
		if s.id == kid {
			return s.key, true
		}
	}
	return nil, false
}

// secretID names a session key without giving it away: the key has 256 random bits, so its hash cannot be reversed.
func secretID(key []byte) string {
	sum := sha256.Sum256(append([]byte("lamtoen session key id\n"), key...))
	return base64.RawURLEncoding.EncodeToString(sum[:8])
}

// thumbprint is the first 8 bytes of the JWK thumbprint (RFC 7638), short because the kid travels in the QR; two keys that
// share it would be seen when the second is published.
func thumbprint(public crypto.PublicKey) (id, algorithm string, err error) {
	var members any
	b64 := base64.RawURLEncoding.EncodeToString
	switch key := public.(type) {
	case ed25519.PublicKey:
		algorithm = EdDSA
		members = struct {
			Crv string `json:"crv"`
			Kty string `json:"kty"`
			X   string `json:"x"`
		}{"Ed25519", "OKP", b64(key)}
	case *rsa.PublicKey:
		algorithm = RS256
		members = struct {
			E   string `json:"e"`
			Kty string `json:"kty"`
			N   string `json:"n"`
		}{b64(big.NewInt(int64(key.E)).Bytes()), "RSA", b64(key.N.Bytes())}
	default:
		return "", "", fmt.Errorf("account: %T is not a credential key", public)
	}
	canonical, err := json.Marshal(members)
	if err != nil {
		return "", "", fmt.Errorf("account: %w", err)
	}
	sum := sha256.Sum256(canonical)
	return b64(sum[:8]), algorithm, nil
}

// NewKeys makes a full set of new keys in the directory and gives the files' paths. Keys that are there already stay, and
// verify; the new ones sign from the next start on.
func NewKeys(options KeyOptions) ([]string, error) {
	if err := makeKeyDir(options.Dir); err != nil {
		return nil, err
	}
	var paths []string
	for _, kind := range []keyKind{sessionKeys, edKeys, rsaKeys} {
		path, err := makeKey(options, kind)
		if err != nil {
			return paths, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

func makeKeyDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the key directory cannot be made: %w; set LAMTOEN_KEYS to a directory that the server may write", err)
	}
	return nil
}

// generate makes the private part of a key. It always draws on crypto/rand: there is no use of these keys for which
// another source would do.
func generate(kind keyKind) (keyFile, error) {
	switch kind {
	case sessionKeys:
		key := make([]byte, 32)
		_, err := rand.Read(key)
		return keyFile{secret: key}, err
	case edKeys:
		_, private, err := ed25519.GenerateKey(rand.Reader)
		return keyFile{signer: private}, err
	default:
		private, err := rsa.GenerateKey(rand.Reader, rsaBits)
		return keyFile{signer: private}, err
	}
}
