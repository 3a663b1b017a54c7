package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/route"
)

// tokens are a session's two secrets, as RFC 6749 names them. The access token goes with each request as Authorization:
// Bearer; the refresh token is shown once for each new pair.
type tokens struct {
	marked
	Access           string    `json:"access_token"`
	Refresh          string    `json:"refresh_token"`
	Type             string    `json:"token_type"`
	ExpiresIn        int       `json:"expires_in"`         // seconds, of the access token
	RefreshExpiresAt time.Time `json:"refresh_expires_at"` // when the session ends if nothing more is asked of it
	Shared           bool      `json:"shared"`
}

// newTokens counts the access token's life from now, since a client's clock may be wrong.
func (a *API) newTokens(t account.Tokens) tokens {
	return tokens{
		marked: a.marked(), Access: t.Access, Refresh: t.Refresh, Type: "Bearer",
		ExpiresIn: max(0, int(t.AccessExpires.Sub(a.now()).Seconds())), RefreshExpiresAt: t.RefreshExpires, Shared: t.Shared,
	}
}

// signInBody is what POST /sessions takes. Shared is for an application on a phone or computer that others use too.
type signInBody struct {
	Login    string `json:"login" validate:"required,max=254" label:"The EID or e-mail address"`
	Password string `json:"password" validate:"required,max=1000" trim:"no" label:"The password"`
	Shared   bool   `json:"shared"`
}

// signIn begins a session. It takes no notice of an Idempotency-Key: to repeat an answer, its secrets would have to be kept.
// A session too many does no harm and ends by itself.
func (a *API) signIn(c *fiber.Ctx) error {
	var given signInBody
	if err := body(c, &given); err != nil {
		return err
	}
	t, err := a.accounts.SignIn(c.UserContext(), account.Login{
		Login: given.Login, Password: given.Password, Address: c.IP(), Agent: c.Get(fiber.HeaderUserAgent), Shared: given.Shared,
	})
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(a.newTokens(t))
}

// refreshBody is what POST /sessions/refresh takes.
type refreshBody struct {
	Refresh string `json:"refresh_token" validate:"required,max=200" label:"The refresh token"`
}

// refresh gives the next pair. A repeat within a minute, after a connection that broke, gives the same refresh token again.
func (a *API) refresh(c *fiber.Ctx) error {
	var given refreshBody
	if err := body(c, &given); err != nil {
		return err
	}
	t, _, err := a.accounts.Refresh(c.UserContext(), given.Refresh)
	if err != nil {
		return err
	}
	return c.JSON(a.newTokens(t))
}

// signOut ends the session that asks.
func (a *API) signOut(c *fiber.Ctx) error {
	if err := a.accounts.SignOut(c.UserContext(), route.Session(c)); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
