package evidence

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// MaxFile is the largest file that is checked, in bytes. A statement of thirty questions with every reason is a fifth of it.
const MaxFile = 512 << 10

// The header of the JWS.
const (
	algorithm = "EdDSA"
	tokenType = "evidence" // keeps evidence and certificates, which have the same keys, from passing for each other
)

// PublicKeys are what signatures are checked with.
type PublicKeys interface {
	// Public gives a published Ed25519 key, of today or retired; store.ErrNotFound where there never was one.
	Public(ctx context.Context, kid string) (ed25519.PublicKey, error)
}

// Keys is what signs, and what signatures are checked with: account's keys, as cmd hands them over.
type Keys interface {
	PublicKeys
	// Signing gives the Ed25519 key in use and its kid.
	Signing() (kid string, key crypto.Signer)
}

// Document is a signed statement.
type Document struct {
	Statement Statement
	Payload   []byte // the statement as it is signed: canonical JSON
	JWS       string // detached: HEADER..SIGNATURE
	Key       string // the kid
}

// header is the protected header of the JWS.
type header struct {
	Algorithm string `json:"alg"`
	Key       string `json:"kid"`
	Type      string `json:"typ"`
}

// sign makes the document. The same statement and key give the same bytes.
func (s *Service) sign(statement Statement) (Document, error) {
	text, err := json.Marshal(statement)
	if err != nil {
		return Document{}, fmt.Errorf("evidence: %w", err)
	}
	payload, err := canonical(text)
	if err != nil {
		return Document{}, err
	}
	kid, key := s.deps.Keys.Signing()
	head, err := json.Marshal(header{algorithm, kid, tokenType})
	if err != nil {
		return Document{}, fmt.Errorf("evidence: %w", err)
	}
	protected := base64.RawURLEncoding.EncodeToString(head)
	signature, err := key.Sign(rand.Reader, signed(protected, payload), crypto.Hash(0))
	if err != nil {
		return Document{}, fmt.Errorf("evidence: sign: %w", err)
	}
	jws := protected + ".." + base64.RawURLEncoding.EncodeToString(signature)
	return Document{Statement: statement, Payload: payload, JWS: jws, Key: kid}, nil
}

// signed is what the signature is over (RFC 7515, section 5.1).
func signed(protected string, payload []byte) []byte {
	return []byte(protected + "." + base64.RawURLEncoding.EncodeToString(payload))
}

// envelope is the file. Mark is not signed, and so not believed: what is signed has its own.
type envelope struct {
	Mark     string          `json:"mark,omitempty"`
	Evidence json.RawMessage `json:"evidence"`
	JWS      string          `json:"jws"`
}

// File is the document as the person keeps it and hands it over: JSON, one field a line.
func (d Document) File() ([]byte, error) {
	text, err := d.Compact()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// Compact is the same without spaces, as the API answers.
func (d Document) Compact() ([]byte, error) {
	// Written as it was signed: an encoder of JSON would escape what canonical JSON does not.
	var out bytes.Buffer
	out.WriteByte('{')
	if d.Statement.Mark != "" {
		out.WriteString(`"mark":`)
		quote(&out, d.Statement.Mark)
		out.WriteByte(',')
	}
	out.WriteString(`"evidence":`)
	out.Write(d.Payload)
	out.WriteString(`,"jws":`)
	quote(&out, d.JWS)
	out.WriteByte('}')
	return out.Bytes(), nil
}

// Verify checks a file that somebody hands over, and gives what was signed. It is Verify with this service's keys.
func (s *Service) Verify(ctx context.Context, file []byte) (Document, error) {
	return Verify(ctx, s.deps.Keys, file)
}

// Verify checks a file and gives what was signed. A file that is none of ours is fault.CodeMalformed, and one that was signed with
// another key or changed since is fault.CodeInvalid; both say so in words for whoever holds the file. It tells nothing
// about what was recorded after Statement.Known.
func Verify(ctx context.Context, keys PublicKeys, file []byte) (Document, error) {
	e, err := open(file)
	if err != nil {
		return Document{}, fault.New(fault.CodeMalformed, "This is not a file of evidence: it is cut short, or it is another kind of file.").Because(err)
	}
	head, signature, err := split(e.JWS)
	if err != nil {
		return Document{}, fault.New(fault.CodeMalformed, "The signature in this file cannot be read.").Because(err)
	}
	public, err := keys.Public(ctx, head.Key)
	if errors.Is(err, store.ErrNotFound) {
		return Document{}, fault.Invalid("This was not signed here: no key of this service has the name that the file gives.").Because(err)
	}
	if err != nil {
		return Document{}, fmt.Errorf("evidence: key %s: %w", head.Key, err)
	}
	protected, _, _ := strings.Cut(e.JWS, ".")
	if !ed25519.Verify(public, signed(protected, e.Evidence), signature) {
		return Document{}, fault.Invalid("The signature does not match: this file was changed after it was signed.")
	}
	d := Document{Payload: e.Evidence, JWS: e.JWS, Key: head.Key}
	if err := json.Unmarshal(e.Evidence, &d.Statement); err != nil || d.Statement.Form != Form {
		return d, fault.Invalid("The signature is good, but this program cannot show evidence of the form that the file has.").Because(err)
	}
	return d, nil
}

// open reads the file. Its fields must be exactly those of an envelope: beside what is signed nothing may stand that a reader
// could take for it.
func open(file []byte) (envelope, error) {
	var e envelope
	if len(file) > MaxFile {
		return e, errors.New("the file is too large")
	}
	// A text that went through Windows may begin with the mark of its encoding.
	text, err := canonical(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")))
	if err != nil {
		return e, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return e, fmt.Errorf("evidence: %w", err)
	}
	for name := range fields {
		if name != "mark" && name != "evidence" && name != "jws" {
			return e, fmt.Errorf("it has a field %q", name)
		}
	}
	// The exact names, which decoding into the struct would not insist on.
	e.Evidence = fields["evidence"]
	if err := json.Unmarshal(fields["jws"], &e.JWS); err != nil || len(e.Evidence) == 0 || e.Evidence[0] != '{' {
		return e, errors.New("it has no evidence or no signature")
	}
	return e, nil
}

// split reads a detached JWS.
func split(jws string) (header, []byte, error) {
	protected, rest, _ := strings.Cut(jws, "..")
	text, err := base64.RawURLEncoding.Strict().DecodeString(protected)
	if err != nil {
		return header{}, nil, fmt.Errorf("evidence: header: %w", err)
	}
	var h header
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields() // a header that must be understood ("crit") is one that we do not
	if err := d.Decode(&h); err != nil || h.Algorithm != algorithm || h.Type != tokenType {
		return h, nil, fmt.Errorf("evidence: the header is %s", text)
	}
	signature, err := base64.RawURLEncoding.Strict().DecodeString(rest)
	if err != nil || len(signature) != ed25519.SignatureSize {
		return h, nil, errors.New("evidence: the signature has another form")
	}
	return h, signature, nil
}
