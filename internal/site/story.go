package site

import (
	"html/template"
	"net/url"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/page"
)

// walkStory gives the scenes of a scenario along a path of letters, the last being where the story stands, and the path as far as
// it could be followed: a choice that is not offered, as in an address that somebody typed, ends it.
func walkStory(s *courses.Scenario, path []string) (scenes []page.ScenarioStep, walked []string) {
	if s == nil {
		return nil, nil
	}
	at, ok := s.Step(s.Start)
	for ok {
		scene := page.ScenarioStep{HTML: template.HTML(at.HTML)}
		var next courses.StepID
		if len(walked) < len(path) {
			for i, choice := range at.Choices {
				if assessment.Letter(i) == path[len(walked)] {
					scene.Chosen, next = template.HTML(choice.HTML), choice.To
				}
			}
		}
		if next == "" {
			return append(scenes, standing(scene, at)), walked
		}
		scenes, walked = append(scenes, scene), append(walked, path[len(walked)])
		at, ok = s.Step(next)
	}
	return scenes, walked
}

// standing completes the scene where a story stands: its choices, or how it ended.
func standing(scene page.ScenarioStep, at courses.Step) page.ScenarioStep {
	scene.Ending = len(at.Choices) == 0
	if scene.Ending {
		scene.Verdict, scene.Told = endingVerdict(at), template.HTML(at.FeedbackHTML)
	}
	for i, choice := range at.Choices {
		letter := assessment.Letter(i)
		scene.Choices = append(scene.Choices, page.Choice{
			ID: choiceInput + "-" + letter, Name: choiceInput, Value: letter, HTML: template.HTML(choice.HTML),
		})
	}
	return scene
}

// storyLinks makes the choices of a lesson's scenario links: the path stands in the address, so that the back button takes a
// step back.
func storyLinks(item courses.Item, path []string) page.Control {
	scenes, walked := walkStory(item.Scenario, path)
	if len(scenes) > 0 {
		last := &scenes[len(scenes)-1]
		for i := range last.Choices {
			last.Choices[i].Value = storyAddress(item.ID, append(walked[:len(walked):len(walked)], last.Choices[i].Value))
		}
	}
	return page.Control{Type: string(courses.Branching), Steps: scenes}
}

// storyAddress is the lesson with a story at a path.
func storyAddress(item courses.ItemID, path []string) string {
	q := url.Values{"item": {string(item)}}
	for _, choice := range path {
		q.Add(pathInput, choice)
	}
	return "?" + q.Encode() + "#" + string(item)
}
