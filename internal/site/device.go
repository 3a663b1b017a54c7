package site

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// What a device keeps of Lamtoen is decided here: a page may be kept where its answer says so (keepable), which no page of an
// officer's work does, and no page on a shared device. docs/offline.md tells the whole.

// deviceDeclarations says which struct the page of what is kept is rendered with.
func deviceDeclarations() map[string]page.Page { return map[string]page.Page{"kept": keptPage{}} }

// deviceRoutes are what a browser needs to install Lamtoen and to keep pages.
func (s *Site) deviceRoutes() []route.Route {
	get := http.MethodGet
	return []route.Route{
		{Method: get, Path: workerHref, Permission: account.Public, Handler: s.worker},
		{Method: get, Path: "/manifest.webmanifest", Permission: account.Public, Handler: s.manifest},
		{Method: get, Path: "/kept", Permission: account.Public, Handler: s.kept},
		{Method: get, Path: offlineHref, Permission: account.Public, Handler: s.offline},
		{Method: get, Path: "/courses/:course/keep", Permission: account.Learn, Handler: s.keepList},
	}
}

const (
	workerHref  = "/sw.js"
	offlineHref = "/offline"
)

// keepHref is the address of the list of what a device keeps of a course.
func keepHref(course courses.CourseID) string { return courseHref(course) + "/keep" }

// keepable says on the answer that the reader's device may keep the page: a page for learning, as it stands and not as an answer to
// something, of somebody who has signed in on a device of their own.
func keepable(handle fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := handle(c); err != nil {
			return err
		}
		mayKeep(c)
		return nil
	}
}

// mayKeep says so of the answer that has just been made.
func mayKeep(c *fiber.Ctx) {
	reader := route.Reader(c)
	own := reader != route.ReaderNobody && reader != route.ReaderShared
	if own && c.Response().StatusCode() == fiber.StatusOK && len(c.Request().URI().QueryString()) == 0 {
		c.Set(route.HeaderKeep, "yes")
	}
}

// keepView offers to keep a course on the device.
type keepView struct {
	List   string // address of the list; "" it is not offered
	Course string
	Size   string
}

// What a page weighs on a device around what it is about, and what all pages share, in bytes; rather too much than too little.
const (
	pageWeight   = 16 << 10
	sharedWeight = 80 << 10
)

// newKeep offers it to who has begun the course, on a device of their own.
func newKeep(base page.Base, at learning.Progress) keepView {
	if !base.Device || !at.Begun {
		return keepView{}
	}
	pages := len(at.Lessons) + 2
	if a := at.Course.Assessment; a != nil {
		pages += a.Questions()
	}
	id := at.Course.ID
	return keepView{List: keepHref(id), Course: courseHref(id), Size: price(at.Course.Bytes+pages*pageWeight+sharedWeight, 0).Data}
}

// keepListView is what a device fetches to keep a course, as JSON.
type keepListView struct {
	Course string   `json:"course"` // the address under which all of it is removed again
	Title  string   `json:"title"`
	Pages  []string `json:"pages"` // in the order in which they are of use
}

// keepList lists the pages of a course for the device: its own, its lessons, and the questions of the attempt that is open. Where
// feedback comes after each question, the questions need a link and are left out.
func (s *Site) keepList(c *fiber.Ctx) error {
	at, err := s.learning.Progress(c.UserContext(), me(c), courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	if !at.Begun {
		return fault.Conflict("Begin this course first; then it can be kept on the device.")
	}
	href := courseHref(at.Course.ID)
	list := keepListView{Course: href, Title: at.Course.Title, Pages: []string{href}}
	for _, l := range at.Lessons {
		list.Pages = append(list.Pages, lessonHref(at.Course.ID, l.ID))
	}
	if at.Open != "" {
		a, err := s.learning.Attempt(c.UserContext(), me(c), at.Open)
		if err != nil {
			return err
		}
		if a.Outcome == nil && !tells(a) {
			for i := range a.Drawn {
				list.Pages = append(list.Pages, questionHref(a.ID, i+1))
			}
			list.Pages = append(list.Pages, attemptHref(a.ID)+"/review")
		}
	}
	return c.JSON(list)
}

// toRead gives the progress for the page of a lesson. Reading it is recorded; making a copy for the device is not, and may run ahead
// of the order of the lessons, which is kept when they are told to be done.
func (s *Site) toRead(c *fiber.Ctx, course courses.CourseID, id courses.LessonID) (learning.Progress, error) {
	if !route.ForCopy(c) {
		return s.learning.OpenLesson(c.UserContext(), me(c), course, id, learning.ViaWeb)
	}
	at, err := s.learning.Progress(c.UserContext(), me(c), course)
	if err != nil {
		return at, err
	}
	if _, ok := at.Course.Lesson(id); !ok || !at.Begun {
		return at, fault.NotFound("This course has no such lesson. Open it from the course's own page.")
	}
	return at, nil
}

// lessonRead records that a lesson is done: now, or when the device says that it was done without a link.
func (s *Site) lessonRead(c *fiber.Ctx, course courses.CourseID, id courses.LessonID) (learning.Progress, error) {
	if at := route.Happened(c, s.settings.Now()); !at.IsZero() {
		return s.learning.FinishLessonAt(c.UserContext(), me(c), course, id, at)
	}
	return s.learning.FinishLesson(c.UserContext(), me(c), course, id, learning.ViaWeb)
}

// keptPage lists, by script, what the device keeps and what it has not sent yet.
type keptPage struct {
	page.Base
	Offline bool // shown by the worker in place of a page that needs a link
}

// kept shows the page.
func (s *Site) kept(c *fiber.Ctx) error {
	base := s.base(c)
	base.Crumbs = []page.Link{here(s.words(base).Say("device.kept.title"))}
	base.Device = !base.Person.Shared && !base.Person.Brief // a visitor's too: who kept something may have been signed out
	base.Installs = base.Device
	return s.show(c, "kept", keptPage{Base: base})
}

// offline is the page that the worker keeps beside the copies. It is the same for everyone: it names nobody.
func (s *Site) offline(c *fiber.Ctx) error {
	base := page.Base{Lang: s.languageOf(c), Theme: themeOf(c), Path: "/kept", Demo: s.settings.Demo, Device: true}
	return s.show(c, "kept", keptPage{Base: base, Offline: true})
}

// worker sends the service worker, which begins with the files of this release that it keeps: another release is another worker. A
// browser asks again once an hour at most.
func (s *Site) worker(c *fiber.Ctx) error {
	shell := []string{offlineHref, s.pages.Asset("style.css"), s.pages.Asset("app-device.js"), s.pages.Asset("favicon.svg")}
	file, ok := s.pages.File("sw.js")
	if !ok {
		return fault.NotFound("There is no such file.")
	}
	c.Set(fiber.HeaderContentType, file.Type)
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.SendString(fmt.Sprintf("self.SHELL=%s;self.RELEASE=%q;\n%s", quotedList(shell), release(shell, file.Hash), file.Plain))
}

// release names the files that the worker keeps.
func release(shell []string, hash string) string {
	var parts []string
	for _, address := range shell {
		rest, ok := strings.CutPrefix(address, page.StaticPrefix)
		if hash, _, found := strings.Cut(rest, "/"); ok && found {
			parts = append(parts, hash[:min(4, len(hash))])
		}
	}
	return strings.Join(append(parts, hash[:min(4, len(hash))]), "")
}

// quotedList writes addresses as a script does.
func quotedList(list []string) []byte {
	out, _ := json.Marshal(list) // texts can always be written
	return out
}

// manifestView is the web app manifest (W3C, Web Application Manifest).
type manifestView struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	ShortName  string         `json:"short_name"`
	Lang       string         `json:"lang"`
	StartURL   string         `json:"start_url"`
	Scope      string         `json:"scope"`
	Display    string         `json:"display"`
	Background string         `json:"background_color"`
	Theme      string         `json:"theme_color"`
	Icons      []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// manifest says how Lamtoen is installed: its name, its knot, its colours. The picture that a device may cut to a circle has the knot
// well inside.
func (s *Site) manifest(c *fiber.Ctx) error {
	icon := func(name, sizes, purpose string) manifestIcon {
		file, _ := s.pages.File(name)
		return manifestIcon{s.pages.Asset(name), sizes, file.Type, purpose}
	}
	words := s.pages.Words(page.English)
	body, err := json.Marshal(manifestView{
		ID: "/", Name: words.Say("device.app").Text, ShortName: "Lamtoen", Lang: page.English, StartURL: "/me", Scope: "/", Display: "standalone",
		Background: "#FBF8F2", Theme: "#7A1F2B",
		Icons: []manifestIcon{icon("icon-192.png", "192x192", "any"), icon("icon-512.png", "512x512", "any"),
			icon("icon-512.png", "512x512", "maskable"), icon("favicon.svg", "any", "any")},
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/manifest+json")
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	return c.Send(body)
}
