package account

import (
	"net/http"
	"strings"
	"time"
)

// Jar says how the two tokens travel as cookies. Over https their names begin with __Host-, which makes the browser insist
// on Secure, on no Domain and on the path /; over http, which is for localhost only, they have plain names.
type Jar struct {
	Access  string // name of the access token's cookie
	Refresh string
	Pupil   string // name of the cookie of a pupil, who is not a person of the register
	secure  bool
}

// JarFor gives the jar for a public origin, such as https://training.example.bt.
func JarFor(origin string) Jar {
	if strings.HasPrefix(origin, "https://") {
		return Jar{Access: "__Host-lamtoen", Refresh: "__Host-lamtoen-refresh", Pupil: "__Host-lamtoen-pupil", secure: true}
	}
	return Jar{Access: "lamtoen", Refresh: "lamtoen-refresh", Pupil: "lamtoen-pupil"}
}

// Set gives the cookies for new tokens. On a shared device they end with the browser; elsewhere each lives as long as
// its token. They can be set on the answer to any request, a POST too.
func (j Jar) Set(t Tokens, now time.Time) []*http.Cookie {
	if t.Shared {
		return []*http.Cookie{j.cookie(j.Access, t.Access, 0), j.cookie(j.Refresh, t.Refresh, 0)}
	}
	return []*http.Cookie{
		j.cookie(j.Access, t.Access, seconds(t.AccessExpires, now)),
		j.cookie(j.Refresh, t.Refresh, seconds(t.RefreshExpires, now)),
	}
}

// Clear gives the cookies that remove both.
func (j Jar) Clear() []*http.Cookie {
	return []*http.Cookie{j.cookie(j.Access, "", -1), j.cookie(j.Refresh, "", -1)}
}

// SetPupil gives the cookie of a pupil. It ends with the browser: pupils share devices.
func (j Jar) SetPupil(token string) *http.Cookie { return j.cookie(j.Pupil, token, 0) }

// ClearPupil gives the cookie that removes it.
func (j Jar) ClearPupil() *http.Cookie { return j.cookie(j.Pupil, "", -1) }

// cookie: Lax, so that a link in a mail finds its reader signed in; the server checks the origin of every POST besides. An
// age of 0 seconds ends with the browser, a negative one removes the cookie.
func (j Jar) cookie(name, value string, age int) *http.Cookie {
	//nolint:gosec // Secure is left out only over plain http, which the settings allow on localhost alone
	return &http.Cookie{Name: name, Value: value, MaxAge: age, Path: "/", HttpOnly: true, Secure: j.secure,
		SameSite: http.SameSiteLaxMode}
}

// seconds is at least one: zero would mean no limit and less would delete.
func seconds(until, now time.Time) int { return max(1, int(until.Sub(now).Seconds())) }
