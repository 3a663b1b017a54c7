package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"lamtoen/internal/fault"
)

// Cost is what hashing a password with argon2id costs (RFC 9106). The zero value means the default: 19 MiB, 2 passes, 1
// thread, the OWASP password storage recommendation; about 35 ms on one core.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

const (
	saltBytes = 16
	hashBytes = 32
	// maxMemoryKiB bounds what a stored hash may ask for, so that a damaged one cannot take the machine down.
	maxMemoryKiB = 1 << 20
)

// passwords hashes and checks passwords, a few at a time: each takes its memory, and a crowd at the door must queue
// rather than swap.
type passwords struct {
	cost   Cost
	random io.Reader
	slots  chan struct{}
	wait   time.Duration
	dummy  string // a hash that no password has, checked for accounts that do not exist
}

func newPasswords(cost Cost, limits Limits, random io.Reader) (*passwords, error) {
	if cost == (Cost{}) {
		cost = Cost{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1}
	}
	p := &passwords{cost: cost, random: random, slots: make(chan struct{}, limits.Hashers), wait: limits.HashWait}
	salt, hash := make([]byte, saltBytes), make([]byte, hashBytes)
	for _, part := range [][]byte{salt, hash} {
		if _, err := io.ReadFull(random, part); err != nil {
			return nil, fmt.Errorf("account: no random bytes: %w", err)
		}
	}
	p.dummy = encodePHC(cost, salt, hash)
	return p, nil
}

// hash gives the PHC string of the password.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(p.random, salt); err != nil {
		return "", fmt.Errorf("account: no random bytes: %w", err)
	}
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	return encodePHC(p.cost, salt, derive(password, salt, p.cost, hashBytes)), nil
}

// verify tells whether the PHC string is of the password. For an empty one it does the same work and says no.
func (p *passwords) verify(ctx context.Context, phc, password string) (bool, error) {
	if phc == "" {
		phc = p.dummy
	}
	cost, salt, want, err := decodePHC(phc)
	if err != nil {
		return false, err
	}
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	got := derive(password, salt, cost, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// current tells whether the PHC string was made with today's parameters.
func (p *passwords) current(phc string) bool {
	cost, salt, hash, err := decodePHC(phc)
	return err == nil && cost == p.cost && len(salt) == saltBytes && len(hash) == hashBytes
}

func (p *passwords) enter(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}: // a free hasher is taken even by a caller whose time is up
		return nil
	default:
	}
	timer := time.NewTimer(p.wait)
	defer timer.Stop()
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("account: waiting for a hasher: %w", ctx.Err())
	case <-timer.C:
		busy := fault.New(fault.CodeUnavailable, "Very many people are signing in just now. Try again in half a minute.")
		busy.RetryAfter = 30 * time.Second
		return busy
	}
}

func (p *passwords) leave() { <-p.slots }

// derive normalises first (NFKC, as NIST SP 800-63B 3.1.1.2 asks), so that the same password typed on another keyboard is
// the same.
func derive(password string, salt []byte, cost Cost, length uint32) []byte {
	return argon2.IDKey(norm.NFKC.Bytes([]byte(password)), salt, cost.Passes, cost.MemoryKiB, cost.Threads, length)
}

// encodePHC writes $argon2id$v=19$m=…,t=…,p=…$salt$hash (the PHC string format).
func encodePHC(cost Cost, salt, hash []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.MemoryKiB, cost.Passes, cost.Threads,
		b64(salt), b64(hash))
}

func decodePHC(phc string) (cost Cost, salt, hash []byte, err error) {
	bad := func() (Cost, []byte, []byte, error) {
		return Cost{}, nil, nil, errors.New("account: a stored password hash cannot be read")
	}
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad()
	}
	n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.MemoryKiB, &cost.Passes, &cost.Threads)
	if err != nil || n != 3 || cost.Passes == 0 || cost.Threads == 0 || cost.MemoryKiB > maxMemoryKiB || cost.Passes > 100 {
		return bad()
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return bad()
	}
	if hash, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(hash) < 16 {
		return bad()
	}
	return cost, salt, hash, nil
}
