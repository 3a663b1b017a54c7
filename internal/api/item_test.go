package api_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/hex"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/api"
	"lamtoen/internal/assessment"
)

// TestAskedItemsKeepTheirKey: nothing of what only the key knows is in a question as it is asked, whatever its type and
// however far a story has been followed.
func TestAskedItemsKeepTheirKey(t *testing.T) {
	catalogue, err := courses.Load(os.DirFS("../server/testdata/content"), courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	course, _ := catalogue.Course("check-first")
	types := []courses.ItemType{}
	for _, item := range course.Items {
		types = append(types, item.Type)
		drawn := assessment.Drawn{Item: item.ID}
		for _, o := range item.Options {
			drawn.Options = append(drawn.Options, o.ID)
		}
		for _, o := range item.Reasons {
			drawn.Reasons = append(drawn.Reasons, o.ID)
		}
		for _, given := range answersTo(item) {
			body, err := api.AskedJSON(item, drawn, given)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range append(secretsOf(*course, item), `"right"`, `"score"`, `"feedback`, `"ending"`, `"sequence"`) {
				if bytes.Contains(body, []byte(secret)) {
					t.Errorf("%s: got %q in %s", item.ID, secret, body)
				}
			}
		}
	}
	for _, want := range []courses.ItemType{courses.Single, courses.Multiple, courses.TrueFalse, courses.Matching, courses.Ordering, courses.Branching} {
		if !slices.Contains(types, want) {
			t.Errorf("the course has no item of type %s to try", want)
		}
	}
}

// TestTellingChangesNoItem: everyone shares a published item, so what is told of it is put together elsewhere, and the second to be
// told hears what the first did.
func TestTellingChangesNoItem(t *testing.T) {
	load := func() *courses.Course {
		catalogue, err := courses.Load(os.DirFS("../server/testdata/content"), courses.Options{})
		if err != nil {
			t.Fatal(err)
		}
		course, _ := catalogue.Course("check-first")
		return course
	}
	course, untouched := load(), load()
	for i, item := range course.Items {
		drawn := assessment.Drawn{Item: item.ID}
		for _, o := range item.Options {
			drawn.Options = append(drawn.Options, o.ID)
		}
		for _, o := range item.Reasons {
			drawn.Reasons = append(drawn.Reasons, o.ID)
		}
		slices.Reverse(drawn.Options)
		first, err := api.ToldJSON(i, item, drawn)
		again, err2 := api.ToldJSON(i, item, drawn)
		if err != nil || err2 != nil || !bytes.Equal(first, again) {
			t.Errorf("%s: told twice, got %s (%v), then %s (%v)", item.ID, first, err, again, err2)
		}
		if diff := cmp.Diff(untouched.Items[i], item); diff != "" {
			t.Errorf("%s: telling it changed it (-before +after):\n%s", item.ID, diff)
		}
	}
}

// answersTo gives no answer, the right one, and for a story one for each ending.
func answersTo(item courses.Item) []*assessment.Answer {
	right := assessment.Right(item)
	list := []*assessment.Answer{nil, &right}
	if item.Scenario != nil {
		for _, c := range item.Scenario.Steps[0].Choices {
			list = append(list, &assessment.Answer{Path: []courses.ChoiceID{c.ID}})
		}
	}
	return list
}

// secretsOf are the texts of an item that only who has answered may read, and every id of the bank: they are words, or can be
// computed, and an author does not think of who will read them.
func secretsOf(c courses.Course, item courses.Item) []string {
	var list []string
	id := func(s string) { list = append(list, `"`+s+`"`) }
	for _, it := range c.Items {
		id(string(it.ID))
	}
	for _, o := range slices.Concat(item.Options, item.Reasons) {
		id(string(o.ID))
		list = append(list, o.Feedback)
	}
	for _, p := range item.Pairs {
		id(string(p.ID))
		list = append(list, p.Feedback)
	}
	if item.Scenario != nil {
		for _, s := range item.Scenario.Steps {
			id(string(s.ID))
			list = append(list, s.Feedback)
			for _, choice := range s.Choices {
				id(string(choice.ID))
			}
		}
	}
	return slices.DeleteFunc(list, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// TestJWK uses the example of RFC 8037, appendix A.
func TestJWK(t *testing.T) {
	public, err := hex.DecodeString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
	if err != nil {
		t.Fatal(err)
	}
	got, err := api.NewJWK(account.PublicKey{ID: "k", Algorithm: account.EdDSA, Key: ed25519.PublicKey(public)})
	want := api.JWK{Type: "OKP", ID: "k", Use: "sig", Algorithm: "EdDSA", Curve: "Ed25519", X: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	got, err = api.NewJWK(account.PublicKey{ID: "r", Algorithm: account.RS256, Key: &rsa.PublicKey{N: big.NewInt(0x010203), E: 65537}})
	want = api.JWK{Type: "RSA", ID: "r", Use: "sig", Algorithm: "RS256", N: "AQID", E: "AQAB"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if _, err := api.NewJWK(account.PublicKey{ID: "x", Key: "a text"}); err == nil {
		t.Error("got no error for a key of another kind, want one")
	}
}
