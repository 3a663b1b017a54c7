package bench

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/valyala/fasthttp"
)

// answerWithin is how long a browser waits before it gives up.
const answerWithin = time.Minute

// browser is one person's browser: one connection that stays open, their cookies, pages taken packed.
type browser struct {
	http   *fasthttp.HostClient
	cookie string
}

func (r *run) browser(p *person) *browser {
	return &browser{
		http:   &fasthttp.HostClient{Addr: r.server.address, MaxConns: 1, ReadTimeout: answerWithin, WriteTimeout: answerWithin, MaxIdleConnDuration: time.Hour},
		cookie: p.cookie,
	}
}

func (b *browser) close() { b.http.CloseIdleConnections() }

// answer is what came back.
type answer struct {
	status   int
	location string
	body     []byte
	packed   bool
}

// get asks for a page that must be there.
func (b *browser) get(address string) (answer, error) {
	a, err := b.send(fasthttp.MethodGet, address, nil)
	if err == nil && a.status != fasthttp.StatusOK {
		err = fmt.Errorf("%s answered %d, want 200", address, a.status)
	}
	return a, err
}

// post sends a form that must be taken, and gives where it leads.
func (b *browser) post(address string, form []byte) (string, error) {
	a, err := b.send(fasthttp.MethodPost, address, form)
	if err == nil && a.status != fasthttp.StatusSeeOther {
		err = fmt.Errorf("POST %s answered %d, want 303", address, a.status)
	}
	return a.location, err
}

func (b *browser) send(method, address string, form []byte) (answer, error) {
	request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer func() {
		fasthttp.ReleaseRequest(request)
		fasthttp.ReleaseResponse(response)
	}()
	request.Header.SetMethod(method)
	request.SetRequestURI("http://" + b.http.Addr + address)
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("Cookie", b.cookie)
	if method == fasthttp.MethodPost {
		request.Header.Set("Sec-Fetch-Site", "same-origin")
		request.Header.SetContentType("application/x-www-form-urlencoded")
		request.SetBody(form)
	}
	if err := b.http.Do(request, response); err != nil {
		return answer{}, fmt.Errorf("%s %s: %w", method, address, err)
	}
	location := string(response.Header.Peek("Location"))
	if _, rest, absolute := strings.Cut(location, "://"); absolute {
		location = rest[strings.Index(rest+"/", "/"):]
	}
	packed := string(response.Header.Peek("Content-Encoding")) == "gzip"
	return answer{response.StatusCode(), location, bytes.Clone(response.Body()), packed}, nil
}

// text is a body as a reader sees it.
func text(body []byte, packed bool) (string, error) {
	if !packed {
		return string(body), nil
	}
	plain, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	all, err := io.ReadAll(plain)
	return string(all), err
}
