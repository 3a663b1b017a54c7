package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"lamtoen/internal/api"
	"lamtoen/internal/route"
	"lamtoen/internal/store/storetest"
)

func description(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		t.Fatalf("the description cannot be read: %v", err)
	}
	return doc
}

func routes(t *testing.T) []route.Route {
	t.Helper()
	a, err := api.New(api.Deps{Engine: storetest.Open(t)})
	if err != nil {
		t.Fatal(err)
	}
	return a.Routes()
}

func TestDescriptionIsOpenAPI31(t *testing.T) {
	doc := description(t)
	if got, want := doc.OpenAPI, "3.1.0"; got != want {
		t.Errorf("got version %s, want %s", got, want)
	}
	if err := doc.Validate(t.Context(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Error(err)
	}
}

// TestDescriptionAndRoutes holds the description and the routes against each other, both ways, with the permissions.
func TestDescriptionAndRoutes(t *testing.T) {
	described := map[string]*openapi3.Operation{}
	for path, item := range description(t).Paths.Map() {
		for method, operation := range item.Operations() {
			described[method+" "+path] = operation
		}
	}
	for _, r := range routes(t) {
		key := r.Method + " " + braced(r.Path)
		operation := described[key]
		if operation == nil {
			t.Errorf("route %s is not described", key)
			continue
		}
		delete(described, key)
		if got, want := operation.Extensions["x-permission"], string(r.Permission); got != want {
			t.Errorf("%s: the description says x-permission %v, the route %s", key, got, want)
		}
	}
	for key := range described {
		t.Errorf("%s is described, but there is no such route", key)
	}
}

// TestDescriptionOfFailures: a token can be refused anywhere, another site's page at every change, and every body.
func TestDescriptionOfFailures(t *testing.T) {
	for path, item := range description(t).Paths.Map() {
		for method, operation := range item.Operations() {
			want := []string{"401"} // on a public path too, for a broken token
			if operation.RequestBody != nil {
				want = append(want, "400", "413", "415", "422")
			}
			if method != http.MethodGet {
				want = append(want, "403", "413")
			}
			for _, status := range append(want, "default") {
				if operation.Responses.Value(status) == nil {
					t.Errorf("%s %s: no response %s is described", method, path, status)
				}
			}
		}
	}
}

// braced writes Fiber's :name as {name}.
func braced(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			name, rest, dotted := strings.Cut(name, ".")
			parts[i] = "{" + name + "}"
			if dotted {
				parts[i] += "." + rest
			}
		}
	}
	return strings.Join(parts, "/")
}

func TestEveryRouteStatesAPermission(t *testing.T) {
	seen := []string{}
	for _, r := range routes(t) {
		key := r.Method + " " + r.Path
		if r.Permission == "" || r.Handler == nil {
			t.Errorf("%s lacks its permission or its handler", key)
		}
		if slices.Contains(seen, key) {
			t.Errorf("%s is listed twice", key)
		}
		seen = append(seen, key)
	}
}
