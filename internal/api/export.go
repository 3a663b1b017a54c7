package api

import (
	"bytes"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/fault"
	"lamtoen/internal/route"
)

// exportRoutes are figures, people and open data as files. A file is written while it is sent.
func (a *API) exportRoutes(at mounting) []route.Route {
	get := http.MethodGet
	routes := []route.Route{
		at(get, "/coverage/dictionary.csv", account.ViewCoverage, a.dictionary(coverage.Dictionary(), "coverage"), 0),
		at(get, "/coverage/people-dictionary.csv", account.ViewCoverage, a.dictionary(coverage.PeopleDictionary(), "people"), 0),
		at(get, "/coverage/open-dictionary.csv", account.ViewCoverage, a.dictionary(coverage.OpenDictionary(), "open-data"), 0),
		at(get, "/coverage/open-data.csv", account.ViewCoverage, a.openData(coverage.CSV), 0),
		at(get, "/coverage/open-data.json", account.ViewCoverage, a.openData(coverage.JSON), 0),
	}
	for _, f := range coverage.Formats() {
		routes = append(routes, at(get, "/coverage."+string(f), account.ViewCoverage, a.figuresFile(f), 0),
			at(get, "/coverage/people."+string(f), account.ViewNames, a.peopleFile(f), 0))
	}
	return routes
}

func (a *API) figuresFile(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q := newQuery(c, asked()...)
		wanted := a.coverageQuery(c, q)
		if err := q.fault(); err != nil {
			return err
		}
		file, err := a.coverage.FiguresFile(c.UserContext(), wanted, format, coverage.Mark(a.mark))
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

func (a *API) peopleFile(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q := newQuery(c, asked("group", "overdue", "own", "search")...)
		wanted := a.coverageQuery(c, q)
		filter := coverage.Filter{Group: coverage.Group(q.text("group")), Overdue: q.flag("overdue"), Own: q.flag("own"), Search: q.text("search")}
		if err := q.fault(); err != nil {
			return err
		}
		if wanted.At == "" {
			wanted.At = a.today()
		}
		if err := a.mustSee(wanted); err != nil {
			return err
		}
		file, err := a.coverage.PeopleFile(c.UserContext(), wanted, filter, format, coverage.Mark(a.mark))
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

// openData is the whole country's, for those who see all of its figures.
func (a *API) openData(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q := newQuery(c, "months", "at")
		wanted := coverage.OpenQuery{At: q.day("at"), Months: q.number("months", 1, 1, 12), Licence: a.licence}
		if err := q.fault(); err != nil {
			return err
		}
		if !route.Scope(c).All {
			return fault.NotFound("The open data is of the whole country, for those who see all of its figures.")
		}
		file, err := a.coverage.OpenFile(c.UserContext(), wanted, format, coverage.Mark(a.mark))
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

func sendExport(c *fiber.Ctx, f coverage.File) error {
	return route.Send(c, route.Download{Name: f.Name, Type: f.Type, Write: f.Write})
}

// dictionary explains the columns of a file.
func (a *API) dictionary(terms []coverage.Term, name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var table bytes.Buffer
		if err := coverage.WriteDictionary(&table, terms); err != nil {
			return err
		}
		return sendCSV(c, name+"-dictionary.csv", table.Bytes())
	}
}
