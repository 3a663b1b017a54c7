package api_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/api"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// shop is a POST that does something each time it is asked, such as selling a ticket.
type shop struct {
	t     *testing.T
	app   *fiber.App
	now   time.Time
	sold  []string
	fails error // what the next sale says after it was made (or, for a fault, instead of it)
	dies  func(what string)
}

func newShop(t *testing.T, engine store.Engine) *shop {
	t.Helper()
	s := &shop{t: t, now: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}
	once, err := api.OpenOnce(t.Context(), engine, func() time.Time { return s.now })
	if err != nil {
		t.Fatal(err)
	}
	s.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		f, ok := fault.As(err)
		if !ok {
			return c.Status(http.StatusInternalServerError).SendString("internal")
		}
		return c.Status(http.StatusConflict).SendString(string(f.Code))
	}})
	s.app.Post("/tickets", func(c *fiber.Ctx) error {
		ticket, err := api.DoOnce(c, once, func() (string, error) { return s.sell(string(c.Body())) }, s.find)
		if err != nil {
			return err
		}
		return c.SendString(ticket)
	})
	return s
}

func (s *shop) sell(what string) (string, error) {
	if s.dies != nil {
		s.dies(what)
	}
	err := s.fails
	s.fails = nil
	if _, refused := fault.As(err); refused {
		return "", err
	}
	s.sold = append(s.sold, what)
	return what + " sold", err
}

func (s *shop) find(time.Time) (string, bool) {
	if len(s.sold) == 0 {
		return "", false
	}
	return s.sold[len(s.sold)-1] + " sold", true
}

func (s *shop) request(key, what string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/tickets", strings.NewReader(what))
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return r
}

func (s *shop) buy(key, what string) string {
	s.t.Helper()
	response, err := s.app.Test(s.request(key, what), -1)
	if err != nil {
		s.t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		s.t.Fatal(err)
	}
	return string(body)
}

func (s *shop) want(got, want string, sold int) {
	s.t.Helper()
	if got != want || len(s.sold) != sold {
		s.t.Errorf("got %q with %d sold, want %q with %d", got, len(s.sold), want, sold)
	}
}

func TestOnceUnderAKey(t *testing.T) {
	s := newShop(t, storetest.Open(t))
	s.want(s.buy("a", "Paro"), "Paro sold", 1)
	s.want(s.buy("a", "Paro"), "Paro sold", 1)
	s.want(s.buy("b", "Paro"), "Paro sold", 2)
	s.want(s.buy("", "Paro"), "Paro sold", 3)
	s.want(s.buy("", "Paro"), "Paro sold", 4)
	s.want(s.buy("a", "Haa"), "conflict", 4)
	s.want(s.buy(strings.Repeat("k", 129), "Haa"), "invalid", 4)
}

func TestOnceAfterARefusal(t *testing.T) {
	s := newShop(t, storetest.Open(t))
	s.fails = fault.Invalid("Not like this.")
	s.want(s.buy("a", "Par"), "invalid", 0)
	s.want(s.buy("a", "Paro"), "Paro sold", 1)
	s.want(s.buy("a", "Paro"), "Paro sold", 1)
}

// TestOnceAfterAFailure: it was done, but the answer was lost. Whoever asks again gets the result, and it is not done twice.
func TestOnceAfterAFailure(t *testing.T) {
	s := newShop(t, storetest.Open(t))
	s.fails = errors.New("the connection broke after the insert")
	s.want(s.buy("a", "Paro"), "internal", 1)
	s.want(s.buy("a", "Paro"), "Paro sold", 1)
	s.want(s.buy("a", "Paro"), "Paro sold", 1)
}

// TestOnceAfterACrash: the first request claimed the key and its server died in the middle of the work, before it was done
// or after.
func TestOnceAfterACrash(t *testing.T) {
	for name, done := range map[string]bool{"before it was done": false, "after it was done": true} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, storetest.Open(t))
			reached, never := make(chan bool), make(chan bool)
			t.Cleanup(func() { close(never) })
			s.dies = func(what string) {
				if done {
					s.sold = append(s.sold, what)
				}
				reached <- true
				<-never
			}
			go s.app.Test(s.request("a", "Paro"), -1) //nolint:errcheck // there is no answer to wait for
			<-reached
			s.dies = nil
			before := len(s.sold)
			s.want(s.buy("a", "Paro"), "unavailable", before)
			s.now = s.now.Add(31 * time.Second)
			s.want(s.buy("a", "Paro"), "Paro sold", 1)
			s.want(s.buy("a", "Paro"), "Paro sold", 1)
		})
	}
}

func TestSweep(t *testing.T) {
	engine := storetest.Open(t)
	s := newShop(t, engine)
	a, err := api.New(api.Deps{Engine: engine, Now: func() time.Time { return s.now }})
	if err != nil {
		t.Fatal(err)
	}
	sweep := func() int {
		t.Helper()
		n, err := a.Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	s.buy("a", "Paro")
	s.now = s.now.Add(23 * time.Hour)
	s.buy("b", "Haa")
	if got := sweep(); got != 0 {
		t.Errorf("got %d keys forgotten after 23 hours, want none", got)
	}
	s.now = s.now.Add(2 * time.Hour)
	if got := sweep(); got != 1 {
		t.Errorf("got %d keys forgotten after 25 hours, want the first", got)
	}
	s.want(s.buy("b", "Haa"), "Haa sold", 2)
	s.want(s.buy("a", "Paro"), "Paro sold", 3)
}
