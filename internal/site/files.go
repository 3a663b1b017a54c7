package site

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/export"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// Courses may be taken along. What holds the bank of a course, with its keys, is for the content lead; a course of the civil
// service is for those who sign in; all else is for everybody, under /open.

// fileLink is one form in which a course can be taken along.
type fileLink struct {
	Href  string
	Label page.Phrase
	Size  string
}

// fileRoutes are the addresses of the files.
func (s *Site) fileRoutes() []route.Route {
	get := http.MethodGet
	return []route.Route{
		{Method: get, Path: "/courses/:course/files/course.html", Permission: account.Learn, Handler: s.learnerFile},
		{Method: get, Path: "/courses/:course/files/:name", Permission: account.ViewContent, Handler: s.bankFile},
		{Method: get, Path: "/open/:course/files/:name", Permission: account.Public, Handler: s.openFile},
	}
}

// fileNames are the last parts of the addresses.
func fileNames() map[export.Format]string {
	return map[export.Format]string{
		export.HTML: "course.html", export.Slides: "slides.html", export.GIFT: "bank.gift", export.SCORM: "scorm12.zip", export.QTI: "qti3.zip",
	}
}

// isPublic tells whether everybody may have a file: what is read of a course for schools or the community.
func isPublic(course *courses.Course, f export.Format) bool {
	return course.Catalogue != courses.CivilService && !export.HoldsBank(f)
}

// fileHref is the address of a file.
func fileHref(course *courses.Course, f export.Format) string {
	if isPublic(course, f) {
		return openHref(course.ID) + "/files/" + fileNames()[f]
	}
	return courseHref(course.ID) + "/files/" + fileNames()[f]
}

// fileLabel is what a file is called on the page.
func fileLabel(f export.Format) page.Key {
	switch f {
	case export.HTML:
		return "course.file.html"
	case export.Slides:
		return "course.file.slides"
	case export.GIFT:
		return "course.file.gift"
	case export.SCORM:
		return "course.file.scorm12"
	}
	return "course.file.qti3"
}

// fileLinks are the files of a course that whoever asks may have, each with its size.
func (s *Site) fileLinks(c *fiber.Ctx, words *page.Words, course *courses.Course) ([]fileLink, error) {
	var links []fileLink
	for _, f := range export.Formats() {
		need := account.Learn
		switch {
		case export.HoldsBank(f):
			need = account.ViewContent
		case isPublic(course, f):
			need = account.Public
		}
		if _, ok := reach(c, need); !ok || !export.Offers(course, f) {
			continue
		}
		size, err := s.files.Size(course, f, s.aboutFile(course))
		if err != nil {
			return nil, err
		}
		links = append(links, fileLink{fileHref(course, f), words.Say(fileLabel(f)), strconv.Itoa((size+999)/1000) + " KB"})
	}
	return links, nil
}

// aboutFile is what a file of a course says of its edition. Nothing in it is of this moment, so that every instance gives the
// same bytes.
func (s *Site) aboutFile(course *courses.Course) export.About {
	about := export.About{Demo: s.settings.Demo, Contacts: s.library.Reference().Contacts}
	if at, ok := s.library.Published(course.ID, course.Version); ok {
		about.Day = day.Of(at)
	}
	var owners []string
	for _, code := range course.Owners {
		owners = append(owners, s.office(code))
	}
	about.Owners = strings.Join(owners, ", ")
	return about
}

// learnerFile sends a course as one file to somebody who has signed in.
func (s *Site) learnerFile(c *fiber.Ctx) error {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	return s.sendFile(c, course, export.HTML)
}

// bankFile sends a form of a course that holds its bank.
func (s *Site) bankFile(c *fiber.Ctx) error {
	return s.namedFile(c, func(_ *courses.Course, f export.Format) bool { return export.HoldsBank(f) })
}

// openFile sends what everybody may have of a course for schools or the community.
func (s *Site) openFile(c *fiber.Ctx) error {
	return s.namedFile(c, isPublic)
}

// namedFile sends the file of the name in the address, if it may be had there.
func (s *Site) namedFile(c *fiber.Ctx, may func(*courses.Course, export.Format) bool) error {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	for f, name := range fileNames() {
		if name == c.Params("name") && may(course, f) {
			return s.sendFile(c, course, f)
		}
	}
	return fault.NotFound("There is no such file here. The course's page lists the files that you may take with you.")
}

// sendFile sends a file to keep. It is never shown here: its script is its own, and our pages run none but ours.
func (s *Site) sendFile(c *fiber.Ctx, course *courses.Course, f export.Format) error {
	held, err := s.files.Write(course, f, s.aboutFile(course))
	if errors.Is(err, export.ErrNothing) {
		return fault.NotFound("This course has nothing for such a file.")
	}
	if err != nil {
		return err
	}
	// The mark is weak, since the same file may be packed on its way.
	return sendKept(c, keptFile{Name: held.Name, Type: held.Type, Data: held.Data, Mark: `W/"` + held.ETag + `"`})
}

// keptFile is a file that a browser keeps, with the mark by which it asks whether it has changed.
type keptFile struct {
	Name, Type, Mark string
	Data             []byte
}

// sendKept sends a file to keep, or says that the browser has it.
func sendKept(c *fiber.Ctx, f keptFile) error {
	c.Set(fiber.HeaderETag, f.Mark)
	c.Set(fiber.HeaderCacheControl, "private, no-cache") // kept, and asked about before it is used again
	if hasMark(f.Mark, c.Get(fiber.HeaderIfNoneMatch)) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, f.Type)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+f.Name+`"`)
	return c.Send(f.Data)
}

// hasMark tells whether a list of marks, as a browser sends it, names one.
func hasMark(mark, list string) bool {
	for _, one := range strings.Split(list, ",") {
		if strings.TrimPrefix(strings.TrimSpace(one), "W/") == strings.TrimPrefix(mark, "W/") {
			return true
		}
	}
	return false
}
