package page_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"lamtoen/internal/page"
)

// named is a template that names its reader wherever a page may.
const named = `<b data-person="{{.Person.ID}}" title='{{.Person.Name}}'>{{.Name}}, {{.Person.Name}}</b>{{with .Person.Agency}}<i>{{.}}</i>{{end}}.`

// declared is a set with the page hello of the template.
func declared(t testing.TB, main string) *page.Set {
	t.Helper()
	set, err := page.Load(tree(main))
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Declare("hello", hello{}); err != nil {
		t.Fatal(err)
	}
	return set
}

// both gives the page as the template renders it for its reader, and as its stencil does, plain and unpacked.
func both(t testing.TB, set *page.Set, data hello) (rendered, plain, unpacked []byte) {
	t.Helper()
	rendered, err := page.Render(set, "hello", data)
	if err != nil {
		t.Fatal(err)
	}
	blank := data
	blank.Base = data.Blank()
	drawn, err := page.Render(set, "hello", blank)
	if err != nil {
		t.Fatal(err)
	}
	stencil, err := page.NewStencil(drawn)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	if err := stencil.WriteGzip(&packed, data.Person); err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(&packed)
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err = io.ReadAll(r); err != nil { // checks the sum and the size too
		t.Fatal(err)
	}
	return rendered, stencil.Plain(data.Person), unpacked
}

func TestStencilIsThePage(t *testing.T) {
	set := declared(t, named)
	for name, reader := range map[string]page.Person{
		"a reader":              {ID: "p0123456789abcdef", Name: "Karma Dorji", Agency: "Bji Gewog"},
		"a visitor":             {},
		"without a post":        {ID: "p1", Name: "Pema"},
		"signs to escape":       {ID: `"'<>&+`, Name: "<script>'\"&+</script>", Agency: "R&D +\x00"},
		"letters of the land":   {ID: "p2", Name: "ཀརྨ་རྡོ་རྗེ།", Agency: "ཧཱ་རྫོང་ཁག"},
		"a name beyond a block": {ID: "p3", Name: strings.Repeat("long ", 40_000)},
		"a name with a mark":    {ID: "p4", Name: "\ufdd0a\ufdd1\ufdd0"},
	} {
		t.Run(name, func(t *testing.T) {
			want, plain, unpacked := both(t, set, hello{Base: page.Base{Lang: "en", Person: reader}, Name: "Hello"})
			if !bytes.Equal(plain, want) {
				t.Errorf("plain: got %.300q, want %.300q", plain, want)
			}
			if !bytes.Equal(unpacked, want) {
				t.Errorf("unpacked: got %.300q, want %.300q", unpacked, want)
			}
		})
	}
}

func FuzzStencil(f *testing.F) {
	f.Add("p1", "Karma", "Bji Gewog", "Hello")
	f.Add("", "<&>", "\xff\x00", "")
	set := declared(f, named)
	f.Fuzz(func(t *testing.T, id, name, agency, text string) {
		if strings.ContainsAny(text, "\ufdd0\ufdd1") {
			t.Skip("what is the same for everyone has no marks")
		}
		data := hello{Base: page.Base{Lang: "en", Person: page.Person{ID: id, Name: name, Agency: agency}}, Name: text}
		want, plain, unpacked := both(t, set, data)
		if !bytes.Equal(plain, want) || !bytes.Equal(unpacked, want) {
			t.Errorf("got %q and %q, want %q", plain, unpacked, want)
		}
	})
}

// TestStencilRefuses holds that a page is no stencil where HTML's escaping is not the one that its reader's name needs.
func TestStencilRefuses(t *testing.T) {
	for name, main := range map[string]string{
		"an address":            `<a href="/{{.Person.Name}}">x</a>`,
		"an attribute unquoted": `<a title={{.Person.Name}}>x</a>`,
	} {
		t.Run(name, func(t *testing.T) {
			blank := hello{Base: page.Base{Lang: "en", Person: page.Person{Name: "Karma"}}.Blank()}
			drawn, err := page.Render(declared(t, main), "hello", blank)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := page.NewStencil(drawn); err == nil {
				t.Errorf("got no error for %q, want one", drawn)
			}
		})
	}
	if _, err := page.NewStencil([]byte("a\ufdd0z\ufdd1")); err == nil {
		t.Error("a mark of no hole: got no error, want one")
	}
}

// TestFrameHoldsAllOfBase changes each field of Base by itself: the frame must become another, or refuse.
func TestFrameHoldsAllOfBase(t *testing.T) {
	plain, ok := page.Base{}.Frame()
	if !ok {
		t.Fatal("an empty base: got no frame, want one")
	}
	differs := func(name string, b page.Base) {
		if got, ok := b.Frame(); ok && got == plain {
			t.Errorf("%s: got the same frame, want another or none", name)
		}
	}
	for i := range reflect.TypeFor[page.Base]().NumField() {
		var b page.Base
		field, name := reflect.ValueOf(&b).Elem().Field(i), reflect.TypeFor[page.Base]().Field(i).Name
		if field.Kind() == reflect.Struct {
			for k := range field.NumField() {
				var b page.Base
				fill(t, reflect.ValueOf(&b).Elem().Field(i).Field(k))
				differs(name+"."+field.Type().Field(k).Name, b)
			}
			continue
		}
		fill(t, field)
		differs(name, b)
	}
	other, _ := page.Base{Nav: []page.Link{{Current: true}}}.Frame()
	if same, _ := (page.Base{Nav: []page.Link{{}}}).Frame(); same == other {
		t.Error("another place in the menu: got the same frame, want another")
	}
	one, _ := page.Base{Person: page.Person{ID: "p1", Name: "Karma", Agency: "Haa"}}.Frame()
	if two, _ := (page.Base{Person: page.Person{ID: "p2", Name: "Pema", Agency: "Paro"}}).Frame(); two != one {
		t.Error("another reader: got another frame, want the same")
	}
}

// fill gives a field some value that is not its zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	default:
		t.Fatalf("a field of kind %s: this test must learn to fill it", v.Kind())
	}
}

func TestStencilsKeepsABoundedNumber(t *testing.T) {
	var kept page.Stencils[int]
	drawn := 0
	get := func(key int) string {
		s, err := kept.Get(key, func() ([]byte, error) {
			drawn++
			return []byte(strconv.Itoa(key)), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(s.Plain(page.Person{}))
	}
	for range 2 {
		if got := get(7); got != "7" || drawn != 1 {
			t.Fatalf("got %q drawn %d times, want 7 drawn once", got, drawn)
		}
	}
	for key := range 1000 {
		if got := get(key); got != strconv.Itoa(key) {
			t.Fatalf("got %q, want %d", got, key)
		}
	}
	before := drawn
	for key := range 1000 {
		get(key)
	}
	if again := drawn - before; again < 500 {
		t.Errorf("of 1000 stencils %d had to be drawn again, want most: the number kept is bounded", again)
	}
	failed := errors.New("no page")
	if _, err := kept.Get(-1, func() ([]byte, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Errorf("got %v, want the error of drawing", err)
	}
}

func BenchmarkStencil(b *testing.B) {
	body := strings.Repeat("<p>Check before you share: who says so, and when?</p>\n", 300)
	stencil, err := page.NewStencil([]byte(body + page.Base{Person: page.Person{Name: "x"}}.Blank().Person.Name + body))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(2 * len(body)))
	for b.Loop() {
		if err := stencil.WriteGzip(io.Discard, page.Person{Name: "Karma Dorji"}); err != nil {
			b.Fatal(err)
		}
	}
}
