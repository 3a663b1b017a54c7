package api

import (
	"bytes"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/itemstats"
)

// itemStatsAnswer is the answer of GET /courses/{course}/item-statistics: how each question does. Figures that rest on too few
// attempts are null.
type itemStatsAnswer struct {
	marked
	Course    courses.CourseID `json:"course"`
	Version   courses.Version  `json:"version"`   // whose questions these are
	Sittings  int              `json:"attempts"`  // first attempts counted
	Versions  []statsPart      `json:"versions"`  // that have attempts, the newest first
	Languages []statsPart      `json:"languages"` // that have attempts
	From      statsFrom        `json:"shown_from"`
	Questions []statsQuestion  `json:"questions"`
}

// statsPart is a version or a language with its attempts.
type statsPart struct {
	Name     string `json:"name"`
	Sittings int    `json:"attempts"`
}

// statsFrom says how many attempts a figure needs.
type statsFrom struct {
	Facility       int `json:"facility"`
	Discrimination int `json:"discrimination"`
	Language       int `json:"language"`
}

// statsQuestion is one question.
type statsQuestion struct {
	ID             courses.ItemID      `json:"question"`
	Objective      courses.ObjectiveID `json:"objective"`
	Type           courses.ItemType    `json:"type"`
	N              int                 `json:"attempts"`
	Omitted        int                 `json:"omitted"`
	Facility       *float64            `json:"facility"`
	Discrimination *float64            `json:"discrimination"`
	UpperLower     *float64            `json:"upper_lower"`
	Median         *float64            `json:"median_seconds"`
	Flags          []itemstats.Flag    `json:"flags"`
	Faulty         []int               `json:"errata"` // numbers of those in force
	Choices        []statsChoice       `json:"choices"`
	Languages      []statsLanguage     `json:"languages"`
}

// statsChoice is one thing that can be chosen.
type statsChoice struct {
	Kind  string   `json:"kind"`
	Part  string   `json:"part,omitempty"`
	Value string   `json:"choice"`
	Right bool     `json:"right"`
	Count int      `json:"count"`
	Share *float64 `json:"share"`
	Upper *float64 `json:"upper_share"`
	Lower *float64 `json:"lower_share"`
}

// statsLanguage is the question in one language.
type statsLanguage struct {
	Lang     string   `json:"language"`
	N        int      `json:"attempts"`
	Facility *float64 `json:"facility"`
	Delta    *float64 `json:"delta"`
}

func shown(f itemstats.Figure) *float64 {
	if !f.Shown {
		return nil
	}
	return &f.Value
}

func newStatsParts(parts []itemstats.Part) []statsPart {
	list := []statsPart{}
	for _, p := range parts {
		list = append(list, statsPart(p))
	}
	return list
}

func newStatsQuestion(f itemstats.Figures) statsQuestion {
	q := statsQuestion{
		ID: f.Item.ID, Objective: f.Item.Objective, Type: f.Item.Type, N: f.N, Omitted: f.Omitted, Facility: shown(f.Facility),
		Discrimination: shown(f.Discrimination), UpperLower: shown(f.UpperLower), Median: shown(f.Median), Flags: listed(f.Flags),
		Faulty: []int{}, Choices: []statsChoice{}, Languages: []statsLanguage{},
	}
	for _, e := range f.Errata {
		q.Faulty = append(q.Faulty, e.Number)
	}
	for _, c := range f.Choices {
		q.Choices = append(q.Choices, statsChoice{c.Kind.String(), c.Part, c.Value, c.Right, c.Count, shown(c.Share), shown(c.Upper), shown(c.Lower)})
	}
	for _, l := range f.Languages {
		q.Languages = append(q.Languages, statsLanguage{l.Lang, l.N, shown(l.Facility), shown(l.Delta)})
	}
	return q
}

// itemReport reads what is asked about and works it out.
func (a *API) itemReport(c *fiber.Ctx) (*itemstats.Report, error) {
	q := newQuery(c, "version", "language")
	wanted := itemstats.Query{Course: courses.CourseID(c.Params("course")), Version: courses.Version(q.text("version")), Lang: q.text("language")}
	if err := q.fault(); err != nil {
		return nil, err
	}
	return a.items.Report(c.UserContext(), wanted)
}

// itemStats gives the figures of a course's questions.
func (a *API) itemStats(c *fiber.Ctx) error {
	r, err := a.itemReport(c)
	if err != nil {
		return err
	}
	answer := itemStatsAnswer{
		marked: a.marked(), Course: r.Course.ID, Version: r.Course.Version, Sittings: r.Sittings, Versions: newStatsParts(r.Versions),
		Languages: newStatsParts(r.Languages), Questions: []statsQuestion{},
		From: statsFrom{itemstats.MinFacility, itemstats.MinDiscrimination, itemstats.MinLanguage},
	}
	for _, f := range r.Items {
		answer.Questions = append(answer.Questions, newStatsQuestion(f))
	}
	return c.JSON(answer)
}

// itemStatsCSV gives the same as a table, without the choices.
func (a *API) itemStatsCSV(c *fiber.Ctx) error {
	r, err := a.itemReport(c)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := r.CSV(&table, a.mark); err != nil {
		return err
	}
	return sendCSV(c, fmt.Sprintf("questions-%s.csv", r.Course.ID), table.Bytes())
}
