package site

import (
	"net/http"

	"lamtoen/internal/account"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// coverageRoutes are the pages of figures and of the people behind them.
func (s *Site) coverageRoutes() []route.Route {
	get := http.MethodGet
	return []route.Route{
		{Method: get, Path: "/coverage", Permission: account.ViewCoverage, Handler: s.coverage},
		{Method: get, Path: "/coverage/:agency", Permission: account.ViewCoverage, Handler: s.coverage},
		{Method: get, Path: "/coverage/:agency/people", Permission: account.ViewNames, Handler: s.behind},
		{Method: get, Path: "/coverage/:agency/courses", Permission: account.ViewCoverage, Handler: s.coverageMatrix},
		{Method: get, Path: "/coverage/:agency/today", Permission: account.ViewNames, Handler: s.nudges},
	}
}

// coverageDeclarations are the structs of their templates.
func coverageDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"coverage": coveragePage{}, "coverage-people": behindPage{}, "coverage-courses": matrixCoverage{}, "coverage-today": todayPage{},
	}
}
