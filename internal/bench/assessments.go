package bench

import (
	"context"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// mostPages bounds one person's way through an assessment: a story takes several pages for one question.
const mostPages = 200

// assessments has everybody go through a whole assessment, so many at a time.
func (r *run) assessments(ctx context.Context) (Report, error) {
	r.say("%d people take the whole assessment, %d at a time", len(r.people), r.settings.Clients)
	whole, err := r.timed(func() ([]time.Duration, error) {
		latencies := make([]time.Duration, len(r.people))
		err := inParallel(r.settings.Clients, len(r.people), func(i int) error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			b, pressed := r.browser(r.people[i]), time.Now()
			defer b.close()
			err := r.take(b, r.people[i])
			latencies[i] = time.Since(pressed)
			return err
		})
		return latencies, err
	})
	return Report{Load: "assessments", People: len(r.people), Clients: r.settings.Clients, Course: r.course.ID, Whole: whole,
		Memory: resident(r.server.cmd.Process.Pid)}, err
}

// take goes through the assessment as the forms lead: each question's page, its form, the review, the result.
func (r *run) take(b *browser, p *person) (err error) {
	if p.attempt, err = b.post("/courses/"+string(r.course.ID)+"/assessment", nil); err != nil {
		return err
	}
	base, _, _ := strings.Cut(p.attempt, "/questions/")
	for at, pages := p.attempt, 0; !strings.HasSuffix(at, "/review"); pages++ {
		if pages == mostPages {
			return fmt.Errorf("%s: no end after %d pages", base, pages)
		}
		a, err := b.get(at)
		if err != nil {
			return err
		}
		if at == p.attempt && p.page == nil {
			p.page, p.packed = a.body, a.packed
		}
		page, err := text(a.body, a.packed)
		if err != nil {
			return err
		}
		form := fillIn(page)
		next, err := b.post(at, []byte(form.Encode()))
		if err != nil {
			return err
		}
		if next != at { // a story stays on its page until it has ended
			p.given++
		}
		at = next
	}
	if _, err := b.get(base + "/review"); err != nil {
		return err
	}
	result, err := b.post(base+"/submission", nil)
	if err != nil {
		return err
	}
	_, err = b.get(result)
	return err
}

var (
	inputs  = regexp.MustCompile(`<input[^>]*>`)
	selects = regexp.MustCompile(`(?s)<select[^>]*\bname="([^"]*)"[^>]*>(.*?)</select>`)
	choices = regexp.MustCompile(`<option[^>]*\bvalue="([^"]+)"`)
	attr    = regexp.MustCompile(`\b(type|name|value)="([^"]*)"`)
)

// fillIn answers the form of a question in some way: the first of what can be chosen, and each place of an order once. It reads what
// a browser would read, so that no form can be answered here that a person could not answer.
func fillIn(page string) url.Values {
	// The language switch of the frame is another form.
	_, page, _ = strings.Cut(page, `<form method="post" action="/courses/`)
	page, _, _ = strings.Cut(page, "</form>")
	form := url.Values{"go": {"on"}}
	for _, tag := range inputs.FindAllString(page, -1) {
		of := map[string]string{}
		for _, a := range attr.FindAllStringSubmatch(tag, -1) {
			of[a[1]] = html.UnescapeString(a[2])
		}
		switch of["type"] {
		case "hidden":
			form.Add(of["name"], of["value"])
		case "radio", "checkbox":
			if !form.Has(of["name"]) {
				form.Set(of["name"], of["value"])
			}
		}
	}
	for i, s := range selects.FindAllStringSubmatch(page, -1) {
		offered := choices.FindAllStringSubmatch(s[2], -1)
		if len(offered) > 0 {
			form.Set(html.UnescapeString(s[1]), html.UnescapeString(offered[i%len(offered)][1]))
		}
	}
	return form
}
