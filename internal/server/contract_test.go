package server_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// contract holds every exchange of a test against the API's description, which it gets from the server itself.
type contract struct {
	router routers.Router
}

func newContract(t testing.TB, w *world) contract {
	t.Helper()
	_, text := w.send(t, newRequest(http.MethodGet, "/api/openapi.yaml", ""))
	doc := must(openapi3.NewLoader().LoadFromData([]byte(text)))(t)
	seal(doc)
	return contract{must(gorillamux.NewRouter(doc))(t)}
}

// seal makes every object of the description refuse fields that it does not name. The published one lets fields be added;
// a test wants to hear of a field that nobody described.
func seal(doc *openapi3.T) {
	seen := map[*openapi3.Schema]bool{}
	var visit func(refs ...*openapi3.SchemaRef)
	visit = func(refs ...*openapi3.SchemaRef) {
		for _, ref := range refs {
			if ref == nil || ref.Value == nil || seen[ref.Value] {
				continue
			}
			s := ref.Value
			seen[s] = true
			if s.Type.Includes("object") {
				no := false
				s.AdditionalProperties = openapi3.AdditionalProperties{Has: &no}
			}
			visit(s.Items)
			visit(s.OneOf...)
			for _, p := range s.Properties {
				visit(p)
			}
		}
	}
	for _, s := range doc.Components.Schemas {
		visit(s)
	}
}

// exchange is a request with what came back.
type exchange struct {
	request  *http.Request
	sent     string
	response answer
	body     string
}

// check validates the answer and, where it was accepted, also the request's body. A status below 500 must be described by
// its number.
func (k contract) check(t testing.TB, x exchange) {
	t.Helper()
	request, response := x.request, x.response
	if !strings.HasPrefix(request.URL.Path, "/api/") && !strings.HasPrefix(request.URL.Path, "/.well-known/") {
		return
	}
	found, parameters, err := k.router.FindRoute(request)
	if err != nil {
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%s %s is not described, and gave %d", request.Method, request.URL.Path, response.StatusCode)
		}
		return
	}
	if response.StatusCode < 500 && found.Operation.Responses.Value(strconv.Itoa(response.StatusCode)) == nil {
		t.Errorf("%s %s gave %d, which is not described", request.Method, found.Path, response.StatusCode)
	}
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true,
		ExcludeResponseBody: !strings.HasPrefix(response.Header.Get("Content-Type"), "application/json")}
	asked := request.Clone(request.Context())
	asked.Body = io.NopCloser(strings.NewReader(x.sent))
	input := &openapi3filter.RequestValidationInput{Request: asked, PathParams: parameters, Route: found, Options: options}
	if response.StatusCode < 300 {
		if err := openapi3filter.ValidateRequest(request.Context(), input); err != nil {
			t.Errorf("%s %s was accepted, against its description: %v", request.Method, found.Path, err)
		}
	}
	err = openapi3filter.ValidateResponse(request.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: response.StatusCode, Header: response.Header,
		Body: io.NopCloser(strings.NewReader(x.body)), Options: options,
	})
	if err != nil {
		t.Errorf("%s %s: the answer is not as described: %v\n%s", request.Method, found.Path, err, x.body)
	}
}
