package site

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// cardHref is where pupils sign in, as their card says.
const cardHref = "/card"

// pupilHref is where a pupil goes on to who has signed in.
const pupilHref = "/pupil"

// cardPage is one of the three steps with which a pupil signs in: the class code, the number, the pictures. It is for children: few
// words, and nothing of whoever else has signed in on this browser.
type cardPage struct {
	page.Base
	Step     string // code, number, pictures, or in: somebody has signed in
	Next     string // where they go on to; "" nowhere yet
	Code     page.Field
	Typed    string // the code, in the address
	Label    string
	Numbers  []pupilLine
	Number   int
	Avatar   pictureLine
	Picked   []string
	Left     int // pictures still to tap
	Pictures []pictureLine
}

// cardAddress is where pupils sign in, as people type it.
func (s *Site) cardAddress() string {
	return s.typed(cardHref)
}

// childBase is the frame of a page for pupils.
func (s *Site) childBase(c *fiber.Ctx) page.Base {
	route.AsPupil(c)
	base := s.base(c)
	base.Nav = nil
	base.Device, base.Reader = true, route.Reader(c)
	return base
}

// card asks for the code.
func (s *Site) card(c *fiber.Ctx) error {
	if typed := c.Query("code"); typed != "" {
		found, err := s.classes.ByCode(c.UserContext(), typed, c.IP())
		if err == nil {
			return to(c, cardHref+"/"+found.Code)
		}
		return s.cardAgain(c, typed, err)
	}
	if class, roll := route.Pupil(c); class != "" {
		return s.cardIn(c, class, roll)
	}
	return s.showCode(c, "", nil)
}

// cardIn greets who has signed in, and lets the next pupil in.
func (s *Site) cardIn(c *fiber.Ctx, class string, roll int) error {
	found, err := s.classes.Class(c.UserContext(), class)
	if err != nil {
		return err
	}
	pupil, err := s.classes.Pupil(c.UserContext(), class, roll)
	if err != nil {
		return err
	}
	base := s.childBase(c)
	return s.show(c, "card", cardPage{Base: base, Step: "in", Label: found.Label, Number: pupil.Shown, Avatar: pictureOf(s.words(base), pupil.Avatar), Next: s.afterCard})
}

// cardAgain asks for the code once more after a fault.
func (s *Site) cardAgain(c *fiber.Ctx, typed string, err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	return s.showCode(c, typed, f)
}

func (s *Site) showCode(c *fiber.Ctx, typed string, f *fault.Error) error {
	base := s.childBase(c)
	if f != nil {
		base.Refuse(onField("code", f))
		c.Status(route.Status(c, f))
	}
	return s.show(c, "card", cardPage{Base: base, Step: "code", Code: page.Field{Name: "code", Value: typed, Wrong: base.Wrong("code")}})
}

// cardAt gives the class of the address and those of its pupils who are here.
func (s *Site) cardAt(c *fiber.Ctx) (classes.Class, []classes.Pupil, error) {
	found, err := s.classes.ByCode(c.UserContext(), c.Params("code"), c.IP())
	if err != nil {
		return found, nil, err
	}
	list, err := s.classes.Pupils(c.UserContext(), found.ID)
	return found, slices.DeleteFunc(list, func(p classes.Pupil) bool { return !p.Here() }), err
}

// cardClass asks for the number.
func (s *Site) cardClass(c *fiber.Ctx) error {
	found, list, err := s.cardAt(c)
	if err != nil {
		return s.cardAgain(c, c.Params("code"), err)
	}
	base := s.childBase(c)
	p := cardPage{Base: base, Step: "number", Typed: found.Code, Label: found.Label}
	for _, one := range list {
		p.Numbers = append(p.Numbers, newPupilLine(s.words(base), one))
	}
	return s.show(c, "card", p)
}

// cardPictures asks for the pictures.
func (s *Site) cardPictures(c *fiber.Ctx) error { return s.showPictures(c, nil, nil) }

func (s *Site) showPictures(c *fiber.Ctx, picked []string, f *fault.Error) error {
	found, list, err := s.cardAt(c)
	if err != nil {
		return s.cardAgain(c, c.Params("code"), err)
	}
	number, _ := strconv.Atoi(c.Params("number"))
	i := slices.IndexFunc(list, func(p classes.Pupil) bool { return p.Shown == number })
	if i < 0 {
		return to(c, cardHref+"/"+found.Code)
	}
	base := s.childBase(c)
	if f != nil {
		base.Refuse(f)
		c.Status(route.Status(c, f))
	}
	words := s.words(base)
	p := cardPage{Base: base, Step: "pictures", Typed: found.Code, Label: found.Label, Number: number, Avatar: pictureOf(words, list[i].Avatar),
		Picked: picked, Left: classes.PicturesNeeded - len(picked)}
	for _, id := range classes.Pictures() {
		p.Pictures = append(p.Pictures, pictureOf(words, id))
	}
	return s.show(c, "card", p)
}

// tapped is what one tap sends: the pictures before, and this one.
type tapped struct {
	Picked []string `form:"picked"`
	Pick   string   `form:"pick"`
}

// tapPicture takes a tap; the third one signs in.
func (s *Site) tapPicture(c *fiber.Ctx) error {
	var form tapped
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	var picked []string
	for _, id := range append(form.Picked, form.Pick) {
		if slices.Contains(classes.Pictures(), id) && len(picked) < classes.PicturesNeeded {
			picked = append(picked, id)
		}
	}
	if len(picked) < classes.PicturesNeeded {
		return s.showPictures(c, picked, nil)
	}
	number, _ := strconv.Atoi(c.Params("number"))
	token, err := s.classes.SignIn(c.UserContext(), classes.SignIn{Code: c.Params("code"), Roll: number, Pictures: picked, Address: c.IP()})
	if f, ok := fault.As(err); ok {
		if f.Code == fault.CodeUnauthorised { // a page of its own kind: a form that is shown again
			f = &fault.Error{Code: fault.CodeInvalid, Message: f.Message}
		}
		return s.showPictures(c, nil, f)
	}
	if err != nil {
		return err
	}
	route.SetCookie(c, s.jar.SetPupil(token))
	if s.afterCard == "" {
		return to(c, cardHref)
	}
	return to(c, s.afterCard)
}

// cardOut ends the pupil's session and lets the next one choose their number.
func (s *Site) cardOut(c *fiber.Ctx) error {
	next := cardHref + "?out=1"
	if class, _ := route.Pupil(c); class != "" {
		if found, err := s.classes.Class(c.UserContext(), class); err == nil {
			next = cardHref + "/" + found.Code
		}
	}
	if err := s.classes.SignOut(c.UserContext(), c.Cookies(s.jar.Pupil)); err != nil {
		return err
	}
	route.SetCookie(c, s.jar.ClearPupil())
	return to(c, next)
}
