package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// A module's lesson pack is for everybody, to read and to print, so that a teacher needs no account on a borrowed phone. Only
// the quiz on paper, which holds the answers, asks for a teacher or for those who look after content.

// packLink is one part of a pack on the page of its module.
type packLink struct {
	Label page.Phrase
	Read  string // "" for a part that is only printed
	PDF   string // "" for a part that is only shown
	Size  string
}

// packPage is one part of a pack, to read.
type packPage struct {
	page.Base
	CourseTitle string
	Course      string
	Kind        page.Phrase
	Title       string
	Minutes     int // 0: not said
	Group       string
	Materials   []string
	Before      string
	Body        lessonBody
	Notes       []slideView // the teacher's words with the slides
	PDF         string
	Size        string
}

// slidesPage shows the slides one under the other, each as high as the screen.
type slidesPage struct {
	page.Base
	Course string
	Title  string
	Slides []slideView
}

// slideView is one slide; Previous and Next are 0 where there is none.
type slideView struct {
	Number, Previous, Next int
	Title                  string
	HTML                   template.HTML
	Notes                  []template.HTML
}

// packRoutes are the addresses of the packs and of the prospectus. Those of one word come before those with a name.
func (s *Site) packRoutes() []route.Route {
	get := http.MethodGet
	return append(forStaff([]route.Route{
		{Method: get, Path: "/courses/:course/pack/slides", Permission: account.Public, Handler: s.slides},
	}), append([]route.Route{
		{Method: get, Path: "/courses/prospectus.pdf", Permission: account.Public, Handler: s.prospectus},
		{Method: get, Path: "/courses/:course/pack/quiz.pdf", Permission: account.Teach, Handler: s.packQuiz},
		{Method: get, Path: "/courses/:course/pack/:part.pdf", Permission: account.Public, Handler: s.packPDF},
	}, forStaff([]route.Route{
		{Method: get, Path: "/courses/:course/pack/:part", Permission: account.Public, Handler: s.packPart},
	})...)...)
}

// packHref is the address of a part to read; with .pdf, to print.
func packHref(id courses.CourseID, part string) string { return courseHref(id) + "/pack/" + part }

const slidesPart = "slides"

// partKey is what a part is called.
func partKey(part lessonpack.Part) page.Key {
	switch part {
	case lessonpack.TeacherPlan:
		return "pack.teacher"
	case lessonpack.Handout:
		return "pack.handout"
	case lessonpack.FamilySheet:
		return "pack.family"
	case lessonpack.Activity:
		return "pack.activity"
	}
	return "pack.quiz"
}

// packLinks are the parts of a module's pack that whoever asks may have; none of another course.
func (s *Site) packLinks(c *fiber.Ctx, words *page.Words, course *courses.Course) ([]packLink, error) {
	if course.Pack == nil {
		return nil, nil
	}
	links := []packLink{{Label: words.Say("pack.slides"), Read: packHref(course.ID, slidesPart)}}
	_, teaches := reach(c, account.Teach)
	for _, part := range lessonpack.Parts() {
		if part.Closed() && !teaches {
			continue
		}
		file, err := s.packFile(course, part)
		if err != nil {
			return nil, err
		}
		link := packLink{Label: words.Say(partKey(part)), PDF: packHref(course.ID, string(part)) + ".pdf", Size: kilobytes(len(file.data))}
		if !part.Closed() {
			link.Read = packHref(course.ID, string(part))
		}
		links = append(links, link)
	}
	return links, nil
}

// kilobytes rounds up.
func kilobytes(n int) string { return strconv.Itoa((n+999)/1000) + " KB" }

// print is a PDF with the mark by which a browser knows that it has it already.
type print struct {
	data []byte
	mark string
}

// prints makes each PDF once. There are as many as current versions have parts, of some 30 KB each, and the prospectus of the
// day. The zero value is ready.
type prints struct {
	made sync.Map // of string to func() (print, error)

	mu         sync.Mutex
	prospectus string // its key
}

func (p *prints) get(key string, make func() ([]byte, error)) (print, error) {
	once, _ := p.made.LoadOrStore(key, sync.OnceValues(func() (print, error) {
		data, err := make()
		sum := sha256.Sum256(data)
		return print{data, hex.EncodeToString(sum[:16])}, err
	}))
	return once.(func() (print, error))() //nolint:forcetypeassert // nothing else is stored
}

// renew forgets the prospectus of another day or of other courses.
func (p *prints) renew(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.prospectus != key {
		p.made.Delete(p.prospectus)
		p.prospectus = key
	}
}

// packFile is a part of the pack as a PDF. Nothing in it is of this moment, so that every instance gives the same bytes.
func (s *Site) packFile(course *courses.Course, part lessonpack.Part) (print, error) {
	about := s.aboutVersion(course)
	key := strings.Join([]string{string(part), printKey(course), string(about.Day)}, " ")
	file, err := s.prints.get(key, func() ([]byte, error) { return lessonpack.Write(course, part, about) })
	if errors.Is(err, lessonpack.ErrNoPack) {
		return file, noPack()
	}
	return file, err
}

func (s *Site) aboutPrint() lessonpack.About {
	return lessonpack.About{Day: s.today(), Owners: s.office, Demo: s.settings.Demo, Contacts: s.library.Reference().Contacts}
}

// printKey is what the print of a course depends on.
func printKey(c *courses.Course) string {
	return string(c.ID) + "@" + string(c.Version) + "@" + c.Hash + "@" + strconv.FormatBool(c.Draft())
}

func noPack() error {
	return fault.NotFound("This course has no such part. Modules for pupils have a lesson pack, and the module's page lists its parts.")
}

// packCourse finds the module of the address.
func (s *Site) packCourse(c *fiber.Ctx) (*courses.Course, error) {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return nil, err
	}
	if course.Pack == nil {
		return nil, noPack()
	}
	return course, nil
}

// openPart is the part of the address, if it is one that everybody may have.
func openPart(c *fiber.Ctx) (lessonpack.Part, error) {
	part := lessonpack.Part(strings.TrimSuffix(c.Params("part"), ".pdf"))
	if !slices.Contains(lessonpack.Parts(), part) || part.Closed() {
		return "", noPack()
	}
	return part, nil
}

// packPDF sends a part to print.
func (s *Site) packPDF(c *fiber.Ctx) error {
	part, err := openPart(c)
	if err != nil {
		return err
	}
	return s.sendPart(c, part)
}

// packQuiz sends the quiz on paper, with the answers, to those who teach.
func (s *Site) packQuiz(c *fiber.Ctx) error { return s.sendPart(c, lessonpack.Quiz) }

func (s *Site) sendPart(c *fiber.Ctx, part lessonpack.Part) error {
	course, err := s.packCourse(c)
	if err != nil {
		return err
	}
	file, err := s.packFile(course, part)
	if err != nil {
		return err
	}
	return sendPrint(c, file, lessonpack.FileName(course, part))
}

// sendPrint sends a PDF to keep.
func sendPrint(c *fiber.Ctx, file print, name string) error {
	return sendKept(c, keptFile{Name: name, Type: "application/pdf", Data: file.data, Mark: `"` + file.mark + `"`})
}

// prospectusFile is the catalogue for the civil service as it stands today.
func (s *Site) prospectusFile() (print, error) {
	all := s.library.Current()
	parts := []string{"prospectus", string(s.today())}
	for _, course := range all {
		if course.Catalogue == courses.CivilService {
			parts = append(parts, printKey(course))
		}
	}
	key := strings.Join(parts, " ")
	s.prints.renew(key)
	return s.prints.get(key, func() ([]byte, error) { return lessonpack.Prospectus(all, s.aboutPrint()) })
}

// prospectus sends the catalogue for the civil service.
func (s *Site) prospectus(c *fiber.Ctx) error {
	file, err := s.prospectusFile()
	if errors.Is(err, lessonpack.ErrNoCourse) {
		return fault.NotFound("No course for the civil service is published yet.")
	}
	if err != nil {
		return err
	}
	return sendPrint(c, file, lessonpack.ProspectusName)
}
