package route_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
)

// grantForm has a field of each kind that forms have.
type grantForm struct {
	EID      string         `form:"eid" json:"eid" validate:"required,min=4,max=16" label:"The EID"`
	Email    string         `form:"email" json:"email" validate:"omitempty,email"`
	Role     org.Role       `form:"role" json:"role" validate:"required,oneof=focal teacher rcsc"`
	Agency   org.AgencyCode `form:"agency" json:"agency"`
	From     day.Date       `form:"from_day" json:"from_day" validate:"date"`
	Days     int            `form:"days" json:"days" validate:"min=0,max=90"`
	Price    float64        `form:"price" json:"price"`
	Tell     bool           `form:"tell" json:"tell"`
	Courses  []string       `form:"courses" json:"courses" validate:"max=3"`
	Password string         `form:"password" json:"password" trim:"no"`
	Again    string         `form:"again" json:"again" trim:"no" validate:"eqfield=Password"`
	Post     post           `json:"post"`
}

type post struct {
	Title string `json:"title" validate:"max=10" label:"The position"`
}

// send binds a body as a handler would and gives what came of it.
func send(t testing.TB, contentType, body string, headers ...string) (grantForm, error) {
	t.Helper()
	got, failed, err := try(contentType, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return got, failed
}

// try is send for bodies that may not even reach the handler: the third result says why not.
func try(contentType, body string, headers ...string) (got grantForm, failed, unread error) {
	app := fiber.New(fiber.Config{Immutable: true})
	app.Post("/", func(c *fiber.Ctx) error {
		failed = route.Bind(c, &got)
		return nil
	})
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := app.Test(request, -1)
	if err != nil {
		return got, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return got, nil, fmt.Errorf("status %d", response.StatusCode)
	}
	return got, failed, nil
}

const form, asJSON = "application/x-www-form-urlencoded", "application/json"

func TestAFormAndJSONFillTheSameStruct(t *testing.T) {
	want := grantForm{EID: "200801234", Email: "k.dorji@example.bt", Role: "focal", Agency: "dz-haa", From: "2026-11-23", Days: 30, Price: 1.5,
		Tell: true, Courses: []string{"code-of-conduct", "fact, check"}, Password: " spaces matter ", Again: " spaces matter "}
	var multi bytes.Buffer
	writer := multipart.NewWriter(&multi)
	for _, field := range [][2]string{{"eid", "200801234"}, {"email", "k.dorji@example.bt"}, {"role", "focal"}, {"agency", "dz-haa"},
		{"from_day", "2026-11-23"}, {"days", "30"}, {"price", "1.5"}, {"tell", "on"}, {"courses", "code-of-conduct"}, {"courses", "fact, check"},
		{"password", " spaces matter "}, {"again", " spaces matter "}} {
		if err := writer.WriteField(field[0], field[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	for name, request := range map[string][2]string{
		"form": {form, "eid=+200801234+&email=k.dorji%40example.bt&role=focal&agency=dz-haa&from_day=2026-11-23&days=30&price=1.5&tell=on" +
			"&courses=code-of-conduct&courses=fact%2C+check&password=+spaces+matter+&again=+spaces+matter+&save=Save+and+go+on"},
		"form with charset": {form + "; charset=utf-8", "eid=200801234&email=k.dorji%40example.bt&role=focal&agency=dz-haa&from_day=2026-11-23&days=30&price=1.5" +
			"&tell=true&courses=code-of-conduct&courses=fact%2C+check&password=+spaces+matter+&again=+spaces+matter+"},
		"multipart": {writer.FormDataContentType(), multi.String()},
		"JSON":      {asJSON, string(text)},
	} {
		got, err := send(t, request[0], request[1])
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", name, got, err, want)
		}
	}
}

func TestWhatIsWrongIsSaidFieldByField(t *testing.T) {
	const good = `"eid":"200801234","role":"focal"`
	cases := []struct {
		name, kind, body string
		code             fault.Code
		fields           []fault.Field // or
		says             string
	}{
		{"nothing", form, "", fault.CodeInvalid, []fault.Field{{Name: "eid", Message: "The EID is missing. Fill it in."}, {Name: "role", Message: "Role is missing. Fill it in."}}, "2 entries"},
		{"no body and no type", "", "", fault.CodeInvalid, nil, "2 entries"},
		{"only spaces", form, "eid=+++&role=focal", fault.CodeInvalid, []fault.Field{{Name: "eid", Message: "The EID is missing. Fill it in."}}, "One entry"},
		{"too short", form, "eid=12&role=focal", fault.CodeInvalid, []fault.Field{{Name: "eid", Message: "The EID must have at least 4 characters."}}, ""},
		{"not a choice", form, "eid=1234&role=minister", fault.CodeInvalid, []fault.Field{{Name: "role", Message: "Role must be one of: focal, teacher, rcsc."}}, ""},
		{"no e-mail", form, "eid=1234&role=focal&email=karma", fault.CodeInvalid, []fault.Field{{Name: "email", Message: "Email must be an e-mail address, such as name@agency.gov.bt."}}, ""},
		{"no such day", form, "eid=1234&role=focal&from_day=2026-02-30", fault.CodeInvalid, []fault.Field{{Name: "from_day", Message: "From day must be a day that exists, written year-month-day, such as 2026-11-23."}}, ""},
		{"a word for a number", form, "eid=1234&role=focal&days=many", fault.CodeInvalid, []fault.Field{{Name: "days", Message: "Enter a whole number."}}, ""},
		{"two wrong types", form, "eid=1234&role=focal&days=many&price=dear", fault.CodeInvalid, []fault.Field{{Name: "days", Message: "Enter a whole number."}, {Name: "price", Message: "Enter a number, such as 12.5."}}, ""},
		{"too many", form, "eid=1234&role=focal&days=91", fault.CodeInvalid, []fault.Field{{Name: "days", Message: "Days must be at most 90."}}, ""},
		{"too long a list", form, "eid=1234&role=focal&courses=a&courses=b&courses=c&courses=d", fault.CodeInvalid, []fault.Field{{Name: "courses", Message: "Courses must have at most 3 entries."}}, ""},
		{"not the same", form, "eid=1234&role=focal&password=a&again=b", fault.CodeInvalid, []fault.Field{{Name: "again", Message: "Again must be the same as the entry before it."}}, ""},
		{"not UTF-8", form, "eid=12%FF34&role=focal", fault.CodeInvalid, []fault.Field{{Name: "eid", Message: "There is a character in this that cannot be read. Enter it again."}}, ""},
		{"a NUL", form, "eid=12%0034&role=focal", fault.CodeInvalid, []fault.Field{{Name: "eid", Message: "There is a character in this that cannot be read. Enter it again."}}, ""},
		{"damaged form", form, "eid%5B%5Bx=1", fault.CodeMalformed, nil, "damaged"},
		{"unknown JSON field", asJSON, `{` + good + `,"rolle":"x"}`, fault.CodeInvalid, []fault.Field{{Name: "rolle", Message: "There is no such field here. Check its spelling, or leave it out."}}, ""},
		{"a text for a number", asJSON, `{` + good + `,"days":"30"}`, fault.CodeInvalid, []fault.Field{{Name: "days", Message: "Enter a whole number."}}, ""},
		{"a fraction for a whole number", asJSON, `{` + good + `,"days":1.5}`, fault.CodeInvalid, []fault.Field{{Name: "days", Message: "Enter a whole number."}}, ""},
		{"a number for a text", asJSON, `{"eid":5}`, fault.CodeInvalid, []fault.Field{{Name: "eid", Message: "Give a text."}}, ""},
		{"a text for a list", asJSON, `{` + good + `,"courses":"a"}`, fault.CodeInvalid, []fault.Field{{Name: "courses", Message: "Give a list."}}, ""},
		{"a text for yes or no", asJSON, `{` + good + `,"tell":"yes"}`, fault.CodeInvalid, []fault.Field{{Name: "tell", Message: "Give true or false."}}, ""},
		{"a field inside", asJSON, `{` + good + `,"post":{"title":"much too long for it"}}`, fault.CodeInvalid, []fault.Field{{Name: "post.title", Message: "The position must have at most 10 characters."}}, ""},
		{"a list for the object", asJSON, `[]`, fault.CodeMalformed, nil, "not an array"},
		{"a text for the object", asJSON, `"x"`, fault.CodeMalformed, nil, "not a string"},
		{"empty JSON", asJSON, ``, fault.CodeMalformed, nil, "empty"},
		{"cut JSON", asJSON, `{"eid":"12`, fault.CodeMalformed, nil, "too early"},
		{"broken JSON", asJSON, `{"eid":}`, fault.CodeMalformed, nil, "byte 8"},
		{"two objects", asJSON, `{` + good + `}{}`, fault.CodeMalformed, nil, "one object"},
		{"rubbish after it", asJSON, `{` + good + `} x`, fault.CodeMalformed, nil, "one object"},
		{"JSON not in UTF-8", asJSON, "{\"eid\":\"12\xff4\"}", fault.CodeMalformed, nil, "UTF-8"},
		{"another type", "text/xml", "<x/>", fault.CodeUnsupported, nil, "form or JSON"},
		{"a type that is none", "/;;", "x", fault.CodeUnsupported, nil, "form or JSON"},
		{"a form without its type", "", "eid=1234", fault.CodeUnsupported, nil, "form or JSON"},
		{"multipart without a boundary", "multipart/form-data", "x", fault.CodeMalformed, nil, "damaged"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := send(t, c.kind, c.body)
			f, ok := fault.As(err)
			if !ok || f.Code != c.code {
				t.Fatalf("got %v, want a fault %q", err, c.code)
			}
			if c.fields != nil && !reflect.DeepEqual(f.Fields, c.fields) {
				t.Errorf("got fields %+v, want %+v", f.Fields, c.fields)
			}
			if !strings.Contains(f.Message, c.says) {
				t.Errorf("got %q, want a text with %q", f.Message, c.says)
			}
		})
	}
}

func TestAPackedBodyIsNotUnpacked(t *testing.T) {
	_, err := send(t, asJSON, "\x1f\x8b rest", "Content-Encoding", "gzip")
	if !fault.Is(err, fault.CodeUnsupported) {
		t.Errorf("got %v, want a refusal: its size when unpacked is not bounded", err)
	}
}

func TestBindIntoSomethingElseIsAnError(t *testing.T) {
	app := fiber.New()
	app.Post("/", func(c *fiber.Ctx) error {
		for _, into := range []any{nil, grantForm{}, (*grantForm)(nil), new(int)} {
			err := route.Bind(c, into)
			if _, shown := fault.As(err); err == nil || shown {
				t.Errorf("%T: got %v, want an internal error", into, err)
			}
		}
		return nil
	})
	response, err := app.Test(httptest.NewRequest(http.MethodPost, "/", nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
}

func TestWhatIsBoundStaysWhenTheRequestIsGone(t *testing.T) {
	// Fiber uses its buffers again for the next request; with Immutable the texts are copies.
	app := fiber.New(fiber.Config{Immutable: true})
	var kept []grantForm
	app.Post("/", func(c *fiber.Ctx) error {
		var g grantForm
		err := route.Bind(c, &g)
		kept = append(kept, g)
		return err
	})
	for i := range 50 {
		request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(fmt.Sprintf("eid=%08d&role=focal", i)))
		request.Header.Set("Content-Type", form)
		response, err := app.Test(request, -1)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	for i, g := range kept {
		if want := fmt.Sprintf("%08d", i); g.EID != want {
			t.Errorf("request %d: got EID %q, want %q", i, g.EID, want)
		}
	}
}

func TestWhoAsks(t *testing.T) {
	app := fiber.New()
	session := account.Session{SessionID: "s", Principal: org.Principal{Kind: org.PrincipalPerson, ID: "p1"}}
	app.Get("/in", func(c *fiber.Ctx) error {
		route.SetSession(c, session)
		route.SetScope(c, org.Scope{All: true})
		return c.Next()
	})
	app.Get("/:who", func(c *fiber.Ctx) error {
		in := c.Params("who") == "in"
		if got := route.SignedIn(c); got != in {
			t.Errorf("/%s: signed in %v, want %v", c.Params("who"), got, in)
		}
		if got := route.Scope(c).All; got != in {
			t.Errorf("/%s: scope all %v, want %v", c.Params("who"), got, in)
		}
		if got := route.Principal(c).ID; (got == "p1") != in || (route.Session(c).SessionID == "s") != in {
			t.Errorf("/%s: got principal %q", c.Params("who"), got)
		}
		return nil
	})
	for _, path := range []string{"/in", "/out"} {
		response, err := app.Test(httptest.NewRequest(http.MethodGet, path, nil), -1)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v %v", path, response, err)
		}
		_ = response.Body.Close()
	}
}

func TestCookiesAndEndedSessionsTravelWithTheRequest(t *testing.T) {
	app := fiber.New()
	jar := account.JarFor("https://training.example.bt")
	ended := errors.New("idle")
	app.Get("/", func(c *fiber.Ctx) error {
		if got := route.Ended(c); got != nil {
			t.Errorf("got %v before it was set", got)
		}
		route.SetEnded(c, ended)
		if got := route.Ended(c); !errors.Is(got, ended) {
			t.Errorf("got %v, want %v", got, ended)
		}
		for _, cookie := range append(jar.Clear()[:1], jar.Set(account.Tokens{Refresh: "r", Shared: true}, time.Time{})[1]) {
			route.SetCookie(c, cookie)
		}
		return nil
	})
	response, err := app.Test(httptest.NewRequest(http.MethodGet, "/", nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	got := response.Header.Values("Set-Cookie")
	if len(got) != 2 || !strings.Contains(got[0], "expires=Thu, 01 Jan 1970") || strings.Contains(got[1], "expires") || strings.Contains(got[1], "max-age") {
		t.Fatalf("got %q, want one cookie removed and one that ends with the browser", got)
	}
	for _, cookie := range got {
		for _, word := range []string{"__Host-lamtoen", "path=/", "HttpOnly", "secure", "SameSite=Lax"} {
			if !strings.Contains(cookie, word) {
				t.Errorf("got %q, want %s in it", cookie, word)
			}
		}
	}
}

func FuzzBind(f *testing.F) {
	f.Add(form, "eid=200801234&role=focal&days=3")
	f.Add(form, "a[b][c]=1&a.b.9999999=2&post.title=x")
	f.Add(asJSON, `{"eid":"200801234","post":{"title":null}}`)
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"eid\"\r\n\r\n1\r\n--x--")
	f.Fuzz(func(t *testing.T, kind, body string) {
		if strings.ContainsAny(kind, "\r\n\x00") {
			return
		}
		_, err, unread := try(kind, body)
		if unread != nil {
			return // refused before any handler, as the server does with a damaged multipart body
		}
		var shown *fault.Error
		if err != nil && !errors.As(err, &shown) {
			t.Fatalf("%q %q: got %v, want a fault or nothing", kind, body, err)
		}
	})
}
