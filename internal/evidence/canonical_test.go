package evidence_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/internal/evidence"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{ "b" : 1 , "a" : [ true , null , "x" ] }`, `{"a":[true,null,"x"],"b":1}`},
		// RFC 8785, section 3.2.3, the part of its example that has no fractions.
		{`{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\u000a": "Newline", "1": "One", "\u0080": "Control\u007f", "\ud83d\ude02": "Smiley", "\u00f6": "o", "\ufb33": "Dalet", "<\/script>": "Browser"}`,
			"{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\",\"</script>\":\"Browser\",\"\u0080\":\"Control\u007f\",\"ö\":\"o\",\"€\":\"Euro Sign\",\"😂\":\"Smiley\",\"\ufb33\":\"Dalet\"}"},
		{`"\u0001\u001f\b\f\t\"\\\/\u2028ལམ"`, `"\u0001\u001f\b\f\t\"\\/` + "\u2028" + `ལམ"`},
		{`-12`, `-12`},
	} {
		if got, err := evidence.Canonical([]byte(c.in)); err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v, want %s", c.in, got, err, c.want)
		}
	}
	for _, text := range []string{``, `{`, `[1,]`, `{"a":1,"a":2}`, `{"a":{"b":1,"\u0062":2}}`, `1.5`, `1e3`, `-0`, `9007199254740992`, "\"\xff\"", `1 2`} {
		if got, err := evidence.Canonical([]byte(text)); err == nil {
			t.Errorf("%s: got %s, want an error", text, got)
		}
	}
}

// The canonical form says what the text says, and is its own.
func TestCanonicalSaysTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.OneOf(rapid.String().AsAny(), rapid.IntRange(-1<<53+1, 1<<53-1).AsAny(),
			rapid.Bool().AsAny(), rapid.MapOf(rapid.String(), rapid.String()).AsAny()))).Draw(rt, "value")
		text, err := json.MarshalIndent(value, " ", "\t")
		if err != nil {
			rt.Fatal(err)
		}
		once, err := evidence.Canonical(text)
		if err != nil {
			rt.Fatalf("%s: %v", text, err)
		}
		twice, err := evidence.Canonical(once)
		if err != nil || !bytes.Equal(once, twice) {
			rt.Fatalf("its own form: got %s, %v, want %s", twice, err, once)
		}
		var back any
		if err := json.Unmarshal(once, &back); err != nil {
			rt.Fatal(err)
		}
		again, err := json.MarshalIndent(back, " ", "\t")
		if err != nil || !bytes.Equal(again, text) {
			rt.Fatalf("got %s, want %s", again, text)
		}
	})
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ html, want string }{
		{"", ""},
		{"plain &amp; simple", "plain & simple"},
		{"<p>One <em>two</em>\nthree.</p>\n<p>Four.</p>\n", "One two three.\nFour."},
		{`<blockquote><p>Share &lt;this&gt;!</p></blockquote><ul><li>a</li><li>b</li></ul>`, "Share <this>!\na\nb"},
		{`<img src="/media/x/1.0.0/card.svg" alt="A cross &quot;X&quot;" width="20" height="20"/>`, `[A cross "X"]`},
		{`<p>A <a href="#term-troll" class="term">troll</a> writes.<br/>Wait.</p>`, "A troll writes.\nWait."},
		{`<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>`, "A B\n1 2"},
		{"broken <p", "broken"},
	} {
		if got := evidence.Words(c.html); got != c.want {
			t.Errorf("%s: got %q, want %q", c.html, got, c.want)
		}
	}
}
