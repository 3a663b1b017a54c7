package site

import (
	"bytes"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// exportRoutes are the figures, the people behind them, and open data, as files.
func (s *Site) exportRoutes() []route.Route {
	get := http.MethodGet
	routes := []route.Route{
		{Method: get, Path: "/coverage-dictionary.csv", Permission: account.ViewCoverage, Handler: s.dictionary(coverage.Dictionary(), "coverage")},
		{Method: get, Path: "/coverage-people-dictionary.csv", Permission: account.ViewCoverage, Handler: s.dictionary(coverage.PeopleDictionary(), "people")},
		{Method: get, Path: "/open-data-dictionary.csv", Permission: account.ViewCoverage, Handler: s.dictionary(coverage.OpenDictionary(), "open-data")},
		{Method: get, Path: "/open-data.csv", Permission: account.ViewCoverage, Handler: s.openData(coverage.CSV)},
		{Method: get, Path: "/open-data.json", Permission: account.ViewCoverage, Handler: s.openData(coverage.JSON)},
	}
	for _, f := range coverage.Formats() {
		routes = append(routes,
			route.Route{Method: get, Path: "/coverage." + string(f), Permission: account.ViewCoverage, Handler: s.figuresFile(f)},
			route.Route{Method: get, Path: "/coverage/:agency/people." + string(f), Permission: account.ViewNames, Handler: s.peopleFile(f)})
	}
	return routes
}

// figuresFile sends the figures of the page, with every agency below.
func (s *Site) figuresFile(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q, err := s.exportQuery(c)
		if err != nil {
			return err
		}
		if own := s.ownAgency(c); q.Agency == "" {
			q.Agency = own
		}
		q.Depth = everyLevel
		file, err := s.cube.FiguresFile(c.UserContext(), q, format, coverage.Mark(s.mark()))
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

// peopleFile sends the list of people of the page, all of it. The scope of the route is that of names.
func (s *Site) peopleFile(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q, err := s.exportQuery(c)
		if err != nil {
			return err
		}
		if q.Agency == everyAgency {
			q.Agency = ""
		}
		f := readBehindFilter(c)
		file, err := s.cube.PeopleFile(c.UserContext(), q, f.filter(), format, coverage.Mark(s.mark()))
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

// sendExport sends a file while it is written.
func sendExport(c *fiber.Ctx, f coverage.File) error {
	return route.Send(c, route.Download{Name: f.Name, Type: f.Type, Write: f.Write})
}

// exportQuery reads what a file is asked about, as the pages do.
func (s *Site) exportQuery(c *fiber.Ctx) (coverage.Query, error) {
	ask := s.readCoverageAsk(c)
	some, err := s.courseAsked(c, &ask)
	if err != nil {
		return coverage.Query{}, err
	}
	if !some {
		return coverage.Query{}, fault.NotFound("No rule asks anyone to take a course yet, so there are no figures.")
	}
	return ask.query(route.Scope(c), s.today())
}

// openData sends the figures of the whole country without persons. Whoever sees less than the country has no use for it.
func (s *Site) openData(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if !route.Scope(c).All {
			return fault.NotFound("The open data is of the whole country, for those who see all of its figures.")
		}
		months := c.QueryInt("months", 1)
		file, err := s.cube.OpenFile(c.UserContext(), coverage.OpenQuery{Months: months, Licence: s.settings.Licence}, format, coverage.Mark(s.mark()))
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

// dictionary sends what each column of a file means.
func (s *Site) dictionary(terms []coverage.Term, name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var b bytes.Buffer
		if err := coverage.WriteDictionary(&b, terms); err != nil {
			return err
		}
		return sendCSV(c, name+"-dictionary.csv", b.Bytes())
	}
}

// fileLine is a file that can be taken, with the words for it.
type fileLine struct {
	Label page.Phrase
	Href  string
}

// fileLines are the formats of one file; address makes the address of a format.
func fileLines(words *page.Words, formats []coverage.Format, address func(coverage.Format) string) []fileLine {
	var lines []fileLine
	for _, f := range formats {
		lines = append(lines, fileLine{words.Say(page.Key("export." + string(f))), address(f)})
	}
	return lines
}
