package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
	"lamtoen/internal/store"
)

// messagesAnswer is the answer of GET /me/messages and /people/{person}/messages, the newest first.
type messagesAnswer struct {
	marked
	Messages []message `json:"messages"`
	Next     string    `json:"next,omitempty"` // the `after` of the next page
}

// message is what a person was sent, or why they were not.
type message struct {
	ID      string         `json:"id"`
	Kind    notify.Kind    `json:"kind"`
	Day     day.Date       `json:"day"`
	Step    string         `json:"step,omitempty"` // of the plan; left out when an officer asked for it
	State   notify.State   `json:"state"`
	Changed time.Time      `json:"changed"`
	Subject string         `json:"subject"`
	Text    string         `json:"text"`
	Courses []notify.Item  `json:"courses"`
	Events  []messageEvent `json:"events"`
}

// messageEvent is one move of the delivery.
type messageEvent struct {
	State notify.State `json:"state"`
	At    time.Time    `json:"at"`
	Cause notify.Cause `json:"cause,omitempty"`
	Code  string       `json:"code,omitempty"`
}

// messagePage is how many messages an answer has.
const messagePage = 50

// myMessages gives one's own.
func (a *API) myMessages(c *fiber.Ctx) error { return a.sendMessages(c, asker(c)) }

// messagesOf gives those of somebody whom the asker looks after. Whoever lies outside does not exist for the asker.
func (a *API) messagesOf(c *fiber.Ctx) error {
	id := org.PersonID(c.Params("person"))
	today := a.today()
	post, posted := a.register.PostAt(id, today)
	scope := route.Scope(c)
	_, known := a.register.Person(id)
	if !known || !scope.All && (!posted || !a.register.Tree(today).Within(scope, post.Agency)) {
		return fault.NotFound("There is no such person in the agencies that you look after.")
	}
	return a.sendMessages(c, id)
}

func (a *API) sendMessages(c *fiber.Ctx, id org.PersonID) error {
	list, next, err := a.reminders.MessagesOf(c.UserContext(), id, store.Cursor(c.Query("after")), messagePage)
	if err != nil {
		return err
	}
	answer := messagesAnswer{marked: a.marked(), Messages: []message{}, Next: string(next)}
	for _, m := range list {
		text, _, err := a.reminders.Text(m)
		if err != nil {
			return err
		}
		out := message{ID: m.ID, Kind: m.Kind, Day: m.Day, Step: m.Step, State: m.State, Changed: m.Changed, Subject: text.Subject, Text: text.Plain,
			Courses: append([]notify.Item{}, m.Params.Items...)}
		for _, e := range m.Events {
			out.Events = append(out.Events, messageEvent{e.State, e.At, e.Cause, e.Code})
		}
		answer.Messages = append(answer.Messages, out)
	}
	return c.JSON(answer)
}
