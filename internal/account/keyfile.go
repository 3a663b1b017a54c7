package account

import (
	"cmp"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A key file is called KIND-TIME-ID.pem, for example session-20261123T041233Z-pQ3vXk0aZkE.pem. The time in the name, not the
// file's own, says which is the newest: copying the files to another machine must not change who signs.
const (
	keyTime   = "20060102T150405Z"
	keySuffix = ".pem"
	// pemSecret is the PEM type of a session key; the other keys are PKCS #8, "PRIVATE KEY".
	pemSecret  = "LAMTOEN SESSION KEY" //nolint:gosec // a heading, not a key
	pemPrivate = "PRIVATE KEY"
)

// keyFile is one key as read; secret or signer is set, as the kind asks.
type keyFile struct {
	name   string
	secret []byte
	signer crypto.Signer
}

// readKeys reads the directory's keys, newest first in each kind, and sees to it that there is at least one of each.
func readKeys(options KeyOptions) (map[keyKind][]keyFile, error) {
	if options.Generate {
		if err := makeKeyDir(options.Dir); err != nil {
			return nil, err
		}
	}
	entries, err := os.ReadDir(options.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, missing(options.Dir, "the directory does not exist")
	}
	if err != nil {
		return nil, fmt.Errorf("the key directory cannot be read: %w", err)
	}
	if info, err := os.Stat(options.Dir); err != nil || info.Mode().Perm()&0o022 != 0 {
		return nil, fmt.Errorf("others may write to the key directory %s; run: chmod 700 %s", options.Dir, options.Dir)
	}
	files := map[keyKind][]keyFile{}
	for _, entry := range entries {
		// Mounted secrets come with dot files of their own; a README may lie here too. A .pem with a foreign name is an
		// error, since a key that is silently left out would be missed only when it should have signed.
		if filepath.Ext(entry.Name()) != keySuffix || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		kind, f, err := readKey(filepath.Join(options.Dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		files[kind] = append(files[kind], f)
	}
	return files, complete(options, files)
}

// complete makes what is missing, or says that it is missing.
func complete(options KeyOptions, files map[keyKind][]keyFile) error {
	for _, kind := range []keyKind{sessionKeys, edKeys, rsaKeys} {
		if len(files[kind]) == 0 {
			if !options.Generate {
				return missing(options.Dir, fmt.Sprintf("there is no %s key", kind))
			}
			path, err := makeKey(options, kind)
			if err != nil {
				return err
			}
			_, f, err := readKey(path)
			if err != nil {
				return err
			}
			files[kind] = append(files[kind], f)
		}
		slices.SortFunc(files[kind], func(a, b keyFile) int { return cmp.Compare(b.name, a.name) })
	}
	return nil
}

func missing(dir, what string) error {
	return fmt.Errorf("keys in %s: %s. With a mongodb:// store every instance needs the same keys, so they are not made here: "+
		"make them once with `lamtoen keys new DIR`, give the files (mode 0600) to every instance, and set LAMTOEN_KEYS to their "+
		"directory", dir, what)
}

func readKey(path string) (keyKind, keyFile, error) {
	name := filepath.Base(path)
	kind, err := kindOf(name)
	if err != nil {
		return "", keyFile{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", keyFile{}, fmt.Errorf("key %s: %w", name, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", keyFile{}, fmt.Errorf("key %s: others on this machine may read it (mode %04o); run: chmod 600 %s, and if "+
			"others could have read it, make new keys with `lamtoen keys new DIR`", name, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path) // the path is the administrator's setting, not a request's
	if err != nil {
		return "", keyFile{}, fmt.Errorf("key %s: %w", name, err)
	}
	f, err := parseKey(kind, text)
	f.name = name
	if err != nil {
		return "", keyFile{}, fmt.Errorf("key %s: %w; restore it from a backup, or remove it and let others sign", name, err)
	}
	return kind, f, nil
}

func kindOf(name string) (keyKind, error) {
	for _, kind := range []keyKind{sessionKeys, edKeys, rsaKeys} {
		rest, ok := strings.CutPrefix(name, string(kind)+"-")
		if !ok || len(rest) < len(keyTime) {
			continue
		}
		if _, err := time.Parse(keyTime, rest[:len(keyTime)]); err == nil {
			return kind, nil
		}
	}
	return "", fmt.Errorf("key %s: the name of a key begins with session-, credential-ed25519- or credential-rsa- and the time "+
		"it was made, as in session-20261123T041233Z-name.pem; rename it, or move it elsewhere", name)
}

func parseKey(kind keyKind, text []byte) (keyFile, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return keyFile{}, errors.New("not a PEM file")
	}
	if kind == sessionKeys {
		if block.Type != pemSecret || len(block.Bytes) < 32 {
			return keyFile{}, errors.New("not a session key of 32 bytes or more")
		}
		return keyFile{secret: block.Bytes}, nil
	}
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return keyFile{}, errors.New("not a private key in PKCS #8")
	}
	switch key := private.(type) {
	case ed25519.PrivateKey:
		if kind == edKeys {
			return keyFile{signer: key}, nil
		}
	case *rsa.PrivateKey:
		if kind == rsaKeys && key.N.BitLen() >= 2048 {
			return keyFile{signer: key}, nil
		}
	}
	return keyFile{}, errors.New("another kind of key than its name says, or an RSA key under 2048 bits")
}

// makeKey makes a key and writes it under a name that no other key has. The file appears under its name only when it is
// whole and on the disk.
func makeKey(options KeyOptions, kind keyKind) (string, error) {
	f, err := generate(kind)
	if err != nil {
		return "", fmt.Errorf("account: make a %s key: %w", kind, err)
	}
	id, block := secretID(f.secret), &pem.Block{Type: pemSecret, Bytes: f.secret}
	if kind != sessionKeys {
		der, err := x509.MarshalPKCS8PrivateKey(f.signer)
		if err != nil {
			return "", fmt.Errorf("account: %w", err)
		}
		block = &pem.Block{Type: pemPrivate, Bytes: der}
		if id, _, err = thumbprint(f.signer.Public()); err != nil {
			return "", err
		}
	}
	now := time.Now
	if options.Now != nil {
		now = options.Now
	}
	name := fmt.Sprintf("%s-%s-%s%s", kind, now().UTC().Format(keyTime), id, keySuffix)
	return writeKey(options.Dir, name, pem.EncodeToMemory(block))
}

func writeKey(dir, name string, text []byte) (path string, err error) {
	temp, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("a key cannot be written: %w; set LAMTOEN_KEYS to a directory that the server may write", err)
	}
	defer func() {
		// After the rename there is nothing left under this name, and that is no error.
		if gone := os.Remove(temp.Name()); err == nil && gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = fmt.Errorf("a key's temporary file cannot be removed: %w", gone)
		}
	}()
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Sync()
	}
	if err := errors.Join(err, temp.Close()); err != nil {
		return "", fmt.Errorf("a key cannot be written: %w", err)
	}
	path = filepath.Join(dir, name)
	if err := os.Rename(temp.Name(), path); err != nil {
		return "", fmt.Errorf("a key cannot be written: %w", err)
	}
	return path, nil
}

func marshalPublic(public crypto.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return "", fmt.Errorf("account: %w", err)
	}
	return base64.StdEncoding.EncodeToString(der), nil
}

func (s storedKey) public() (PublicKey, error) {
	der, err := base64.StdEncoding.DecodeString(s.Public)
	if err != nil {
		return PublicKey{}, fmt.Errorf("account: stored key %s: %w", s.ID, err)
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return PublicKey{}, fmt.Errorf("account: stored key %s: %w", s.ID, err)
	}
	return PublicKey{ID: s.ID, Algorithm: s.Algorithm, Key: key, Since: s.Since}, nil
}
