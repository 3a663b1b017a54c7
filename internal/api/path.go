package api

import (
	"lamtoen/courses"
	"lamtoen/internal/learning"
)

// path says how much of a version an enrolment asks.
type path struct {
	Kind      string              `json:"kind"`                // whole, delta or refresher
	Since     courses.Version     `json:"since,omitempty"`     // of a delta: the version completed before
	Refresher courses.RefresherID `json:"refresher,omitempty"` // of a refresher
}

func newPath(p learning.Path) path {
	out := path{Kind: "whole", Since: p.Since, Refresher: p.Refresher}
	switch {
	case p.Since != "":
		out.Kind = learning.PurposeDelta
	case p.Refresher != "":
		out.Kind = learning.PurposeRefresher
	}
	return out
}

// offer is what beginning again would ask.
type offer struct {
	Path      path            `json:"path"`
	Version   courses.Version `json:"version"`
	Minutes   int             `json:"minutes"`
	Outline   []lessonTitle   `json:"outline"`
	Questions int             `json:"questions"` // of one attempt; 0 without a test
}

// newOffer is nil where nothing is offered.
func newOffer(o learning.Offer) *offer {
	if o.Course == nil {
		return nil
	}
	part := newOutline(o.Course)
	return &offer{Path: newPath(o.Path), Version: part.Version, Minutes: part.Minutes, Outline: part.Outline, Questions: part.Questions}
}

// paths are the ways through a course other than the whole of it.
type paths struct {
	Refreshers []courses.Refresher  `json:"refreshers"`
	Delta      *courses.DeltaPolicy `json:"delta"`    // null: holders of an older major version owe nothing
	TestOut    *courses.TestOut     `json:"test_out"` // null: the test comes after the lessons
}

func newPaths(c *courses.Course) paths {
	return paths{Refreshers: listed(c.Refreshers), Delta: c.Delta, TestOut: c.TestOut}
}

// enrolmentBody is what POST …/enrolment may take.
type enrolmentBody struct {
	Whole bool `json:"whole" label:"Whether the whole course is wanted"`
}
