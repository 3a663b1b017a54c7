package evidence_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/internal/evidence"
	"lamtoen/internal/fault"
	"lamtoen/internal/store/storetest"
)

// signed is a world with a document and the file of it.
func signed(t *testing.T) (*world, evidence.Document, []byte) {
	t.Helper()
	w := newWorld(t, storetest.Open(t))
	pema := w.person("100001", "Pema Dorji")
	d := w.of(pema, w.attempt(pema, open, rightly, partly))
	file, err := d.File()
	w.must(err)
	return w, d, file
}

func TestAFileIsVerified(t *testing.T) {
	w, d, file := signed(t)
	compact, err := d.Compact()
	w.must(err)
	loose := &bytes.Buffer{}
	w.must(json.Indent(loose, compact, "  ", "\t"))
	var shuffled map[string]any // as another program writes it: other order of fields, other escapes
	w.must(json.Unmarshal(file, &shuffled))
	again, err := json.Marshal(shuffled)
	w.must(err)
	for name, text := range map[string][]byte{
		"as handed over": file, "without spaces": compact, "with other spaces": loose.Bytes(), "written anew": again,
		"from Windows": append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n"))...),
	} {
		got, err := w.evidence.Verify(t.Context(), text)
		if err != nil || !bytes.Equal(got.Payload, d.Payload) || got.Statement.Person != d.Statement.Person || got.Key != "first" {
			t.Errorf("%s: got %v, key %s, want it verified", name, err, got.Key)
		}
	}
}

// An old key goes on to verify after another signs; the payload of the same attempt stays the same.
func TestKeysRotate(t *testing.T) {
	w, d, file := signed(t)
	w.ring.add("second")
	again := w.of(d.Statement.Person.ID, w.attemptOf(d))
	if !bytes.Equal(again.Payload, d.Payload) || again.Key != "second" || again.JWS == d.JWS {
		t.Errorf("with another key: got payload the same %v, key %s", bytes.Equal(again.Payload, d.Payload), again.Key)
	}
	if _, err := w.evidence.Verify(t.Context(), file); err != nil {
		t.Errorf("the file of the old key: got %v", err)
	}
	if _, err := evidence.Verify(t.Context(), newRing("third"), file); !fault.Is(err, fault.CodeInvalid) || !strings.Contains(err.Error(), "not signed here") {
		t.Errorf("with others' keys: got %v", err)
	}
}

func TestWhatIsNoEvidenceIsRefused(t *testing.T) {
	w, d, file := signed(t)
	text := string(file)
	protected, _, _ := strings.Cut(d.JWS, ".")
	head := func(h string) string {
		return strings.Replace(text, protected, base64.RawURLEncoding.EncodeToString([]byte(h)), 1)
	}
	other := newRing("first")
	other.keys["first"] = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))
	for name, c := range map[string]struct {
		file string
		code fault.Code
		says string
	}{
		"nothing":                 {"", fault.CodeMalformed, "not a file of evidence"},
		"prose":                   {"I passed.", fault.CodeMalformed, "not a file of evidence"},
		"half":                    {text[:len(text)/2], fault.CodeMalformed, "cut short"},
		"something behind it":     {text + "{}", fault.CodeMalformed, "not a file of evidence"},
		"no signature":            {`{"evidence":{}}`, fault.CodeMalformed, "not a file of evidence"},
		"no evidence":             {`{"jws":"` + d.JWS + `"}`, fault.CodeMalformed, "not a file of evidence"},
		"evidence that is a word": {`{"evidence":"x","jws":"` + d.JWS + `"}`, fault.CodeMalformed, "not a file of evidence"},
		"another field":           {strings.Replace(text, `"evidence"`, `"Evidence": {"score": 1}, "evidence"`, 1), fault.CodeMalformed, "not a file of evidence"},
		"a field twice":           {strings.Replace(text, `"evidence"`, `"evidence": {}, "evidence"`, 1), fault.CodeMalformed, "not a file of evidence"},
		"a score twice":           {strings.Replace(text, `"passed":`, `"pass\u0065d": true, "passed":`, 1), fault.CodeMalformed, "not a file of evidence"},
		"deep":                    {strings.Repeat("[", 10000), fault.CodeMalformed, "not a file of evidence"},
		"large":                   {strings.Repeat(" ", evidence.MaxFile) + text, fault.CodeMalformed, "not a file of evidence"},
		"a broken number":         {strings.Replace(text, `"number": 1,`, `"number": 1.0,`, 1), fault.CodeMalformed, "not a file of evidence"},
		"another name":            {strings.Replace(text, "Pema Dorji", "Tashi Dorji", 1), fault.CodeInvalid, "changed after it was signed"},
		"another field inside":    {strings.Replace(text, `"passed":`, `"excellent": true, "passed":`, 1), fault.CodeInvalid, "changed after it was signed"},
		"a space in a word":       {strings.Replace(text, "Pema Dorji", "Pema  Dorji", 1), fault.CodeInvalid, "changed after it was signed"},
		"no algorithm":            {head(`{"alg":"none","kid":"first","typ":"evidence"}`), fault.CodeMalformed, "signature"},
		"the type of others":      {head(`{"alg":"EdDSA","kid":"first","typ":"cert"}`), fault.CodeMalformed, "signature"},
		"something critical":      {head(`{"alg":"EdDSA","kid":"first","typ":"evidence","crit":["b64"]}`), fault.CodeMalformed, "signature"},
		"the header rewritten":    {head(`{"alg":"EdDSA", "kid":"first","typ":"evidence"}`), fault.CodeInvalid, "changed after it was signed"},
		"a header of nothing":     {strings.Replace(text, protected, "", 1), fault.CodeMalformed, "signature"},
		"another key":             {head(`{"alg":"EdDSA","kid":"fourth","typ":"evidence"}`), fault.CodeInvalid, "not signed here"},
		"half a signature":        {strings.Replace(text, d.JWS, d.JWS[:len(d.JWS)-8], 1), fault.CodeMalformed, "signature"},
		"with the payload in it":  {strings.Replace(text, d.JWS, strings.Replace(d.JWS, "..", ".e30.", 1), 1), fault.CodeMalformed, "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.evidence.Verify(t.Context(), []byte(c.file))
			if !fault.Is(err, c.code) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s that says %q", err, c.code, c.says)
			}
		})
	}
	if _, err := evidence.Verify(t.Context(), other, file); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("with another key of the name: got %v", err)
	}
}

// Whatever is done to a file, it verifies only while it says the same.
func TestAChangedFileNeverVerifies(t *testing.T) {
	w, d, file := signed(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := bytes.Clone(file)
		for range rapid.IntRange(1, 3).Draw(rt, "changes") {
			at := rapid.IntRange(0, len(text)-1).Draw(rt, "at")
			switch rapid.IntRange(0, 3).Draw(rt, "change") {
			case 0:
				text[at] = rapid.Byte().Draw(rt, "byte")
			case 1:
				text = append(text[:at], text[at+1:]...)
			case 2:
				text = append(text[:at], append([]byte{rapid.Byte().Draw(rt, "byte")}, text[at:]...)...)
			case 3:
				text[at] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
			}
		}
		got, err := w.evidence.Verify(t.Context(), text)
		if err == nil && !bytes.Equal(got.Payload, d.Payload) {
			rt.Fatalf("a changed file verifies:\n%s", text)
		}
		if err != nil && !fault.Is(err, fault.CodeInvalid) && !fault.Is(err, fault.CodeMalformed) {
			rt.Fatalf("got %v, want a fault", err)
		}
	})
}

func FuzzVerify(f *testing.F) {
	keys := newRing("first")
	f.Add([]byte(`{"evidence":{"a":1},"jws":"e30..e30"}`))
	f.Add([]byte(`{"evidence":{},"jws":"eyJhbGciOiJFZERTQSIsImtpZCI6ImZpcnN0IiwidHlwIjoiZXZpZGVuY2UifQ..AA"}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		if d, err := evidence.Verify(t.Context(), keys, file); err == nil {
			t.Errorf("got %s verified, though nobody signed it", d.Payload)
		}
	})
}

func TestPublishedKeys(t *testing.T) {
	_, d, file := signed(t)
	public, err := newRing("first").Public(t.Context(), "first")
	if err != nil {
		t.Fatal(err)
	}
	x := base64.RawURLEncoding.EncodeToString(public)
	set, err := evidence.ReadKeySet([]byte(`{"keys":[{"kty":"RSA","kid":"r","n":"AQAB"},{"kty":"OKP","kid":"first","use":"sig","crv":"Ed25519","x":"` + x + `"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := evidence.Verify(t.Context(), set, file); err != nil || !bytes.Equal(got.Payload, d.Payload) {
		t.Errorf("with the published keys: got %v", err)
	}
	for name, text := range map[string]string{
		"nothing": "", "no keys": `{"keys":[]}`, "only others": `{"keys":[{"kty":"RSA","kid":"r"}]}`,
		"a short one": `{"keys":[{"kty":"OKP","kid":"first","crv":"Ed25519","x":"AA"}]}`,
	} {
		if _, err := evidence.ReadKeySet([]byte(text)); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
