package site

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// pupilLine is a pupil of a list: a number and a picture.
type pupilLine struct {
	Roll, Shown, Set int
	Avatar           string // the id of a picture
	AvatarName       page.Phrase
	Pictures         []pictureLine // on the card
	Left             day.Date
	Moved            bool
	Field            page.Field // for another number
}

// pictureLine is a picture with the word that stands for it.
type pictureLine struct {
	ID   string
	Name page.Phrase
}

func pictureOf(words *page.Words, id string) pictureLine {
	return pictureLine{ID: id, Name: words.Say("picture." + page.Key(id))}
}

func newPupilLine(words *page.Words, p classes.Pupil) pupilLine {
	avatar := pictureOf(words, p.Avatar)
	return pupilLine{Roll: p.Roll, Shown: p.Shown, Set: p.Set, Avatar: avatar.ID, AvatarName: avatar.Name, Left: p.Left, Moved: p.Moved != ""}
}

// pupilsPage lists the pupils of a class.
type pupilsPage struct {
	page.Base
	Class string
	Label string
	Href  string
	Here  []pupilLine
	Gone  []pupilLine
	Next  int
	Left  *pupilLine // who has left just now, which can be undone; nil nobody
}

// classPupils shows the list.
func (s *Site) classPupils(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "class.pupils")
	if err != nil {
		return err
	}
	list, err := s.classes.Pupils(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	words := s.words(base)
	p := pupilsPage{Base: base, Class: found.ID, Label: found.Label, Href: classHref(found.ID), Next: classes.NextRoll(list)}
	for _, one := range list {
		if line := newPupilLine(words, one); one.Here() {
			p.Here = append(p.Here, line)
		} else {
			p.Gone = append(p.Gone, line)
			if one.Moved == "" && c.Query("left") == strconv.Itoa(one.Roll) {
				p.Left = &line
			}
		}
	}
	return s.show(c, "class-pupils", p)
}

// changePupil does what one button of the list says.
func (s *Site) changePupil(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	roll, err := strconv.Atoi(c.FormValue("roll"))
	if err != nil {
		return fault.Invalid("Choose a pupil of the list.")
	}
	next := classHref(found.ID) + "/pupils"
	switch c.FormValue("do") {
	case "add":
		_, err = s.classes.AddPupil(ctx, found.ID, roll)
		next = fmt.Sprintf("%s/cards?roll=%d&said=class.saved", classHref(found.ID), roll)
	case "leave":
		err = s.classes.RemovePupil(ctx, found.ID, roll)
		next += fmt.Sprintf("?left=%d", roll)
	case "return":
		err = s.classes.ReturnPupil(ctx, found.ID, roll)
		next += "?said=class.pupil.back"
	case "pictures":
		set, _ := strconv.Atoi(c.FormValue("set"))
		err = s.classes.ResetPictures(ctx, found.ID, roll, set)
		next = fmt.Sprintf("%s/cards?roll=%d&said=class.pupil.reset", classHref(found.ID), roll)
	default:
		err = fault.Invalid("Choose what to do.")
	}
	if err != nil {
		return err
	}
	return to(c, next)
}

// cardsPage shows the cards before they are printed.
type cardsPage struct {
	page.Base
	Label   string
	Href    string
	Code    string
	Address string
	Print   string
	One     bool
	Cards   []pupilLine
}

// classCards shows the cards of the class, or of one pupil.
func (s *Site) classCards(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "class.cards")
	if err != nil {
		return err
	}
	rolls := rollsOf(c)
	_, cards, err := s.classes.CardsOf(c.UserContext(), found.ID, rolls...)
	if err != nil {
		return err
	}
	words := s.words(base)
	p := cardsPage{Base: base, Label: found.Label, Href: classHref(found.ID), Code: classes.GroupCode(found.Code), Address: s.cardAddress(),
		Print: classHref(found.ID) + "/cards.pdf", One: len(rolls) == 1}
	if p.One {
		p.Print += "?roll=" + strconv.Itoa(rolls[0])
	}
	for _, card := range cards {
		line := newPupilLine(words, card.Pupil)
		for _, id := range card.Pictures {
			line.Pictures = append(line.Pictures, pictureOf(words, id))
		}
		p.Cards = append(p.Cards, line)
	}
	return s.show(c, "class-cards", p)
}

// rollsOf are the pupils that an address asks for; none is all.
func rollsOf(c *fiber.Ctx) []int {
	if roll, err := strconv.Atoi(c.Query("roll")); err == nil {
		return []int{roll}
	}
	return nil
}

// cardsPDF prints the cards.
func (s *Site) cardsPDF(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	data, err := s.classes.Cards(c.UserContext(), found.ID, rollsOf(c)...)
	if err != nil {
		return err
	}
	return sendInline(c, data, "cards-"+found.ID+".pdf")
}

// namesPage is the teacher's list of names, which only their browser has.
type namesPage struct {
	page.Base
	Class string
	Label string
	Rows  []pupilLine
}

// classNames shows the numbers; names are written on paper, or by the browser's own script.
func (s *Site) classNames(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "class.names")
	if err != nil {
		return err
	}
	list, err := s.classes.Pupils(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	p := namesPage{Base: base, Class: found.ID, Label: found.Label}
	for _, one := range list {
		if one.Here() {
			p.Rows = append(p.Rows, newPupilLine(s.words(base), one))
		}
	}
	return s.show(c, "class-names", p)
}

// numbersPage gives pupils other numbers.
type numbersPage struct {
	page.Base
	Href  string
	Label string
	Rows  []pupilLine
}

func (s *Site) askNumbers(c *fiber.Ctx) error { return s.showNumbers(c, nil) }

func (s *Site) showNumbers(c *fiber.Ctx, f *fault.Error) error {
	found, base, err := s.classOf(c, "class.numbers")
	if err != nil {
		return err
	}
	list, err := s.classes.Pupils(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	if f != nil {
		base.Refuse(f)
		c.Status(route.Status(c, f))
	}
	p := numbersPage{Base: base, Href: classHref(found.ID), Label: found.Label}
	for _, one := range list {
		if !one.Here() {
			continue
		}
		line := newPupilLine(s.words(base), one)
		name := "n" + strconv.Itoa(one.Roll)
		line.Field = page.Field{Name: name, Value: c.FormValue(name, strconv.Itoa(one.Shown)), Mode: "numeric", Wrong: base.Wrong(name)}
		p.Rows = append(p.Rows, line)
	}
	return s.show(c, "class-numbers", p)
}

// renumber shows other numbers from now on.
func (s *Site) renumber(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	list, err := s.classes.Pupils(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	var numbers []classes.Numbered
	for _, one := range list {
		typed := c.FormValue("n" + strconv.Itoa(one.Roll))
		if typed == "" || !one.Here() {
			continue
		}
		n, err := strconv.Atoi(typed)
		if err != nil {
			n = 0 // refused as a number out of range
		}
		numbers = append(numbers, classes.Numbered{Roll: one.Roll, Shown: n})
	}
	_, err = s.classes.Renumber(c.UserContext(), found.ID, numbers, classes.Event{By: me(c)})
	if f, ok := asInvalid(err); ok {
		return s.showNumbers(c, f)
	}
	if err != nil {
		return err
	}
	return to(c, classHref(found.ID)+"/pupils?said=class.saved")
}

// transferPage shows what it means that a pupil moves, and then the code.
type transferPage struct {
	page.Base
	Href   string
	Label  string
	School string
	Pupil  pupilLine
	Code   string
	Until  day.Date
	Done   int // finished modules that go along
}

func (s *Site) transferOf(c *fiber.Ctx) (classes.Pupil, transferPage, error) {
	found, base, err := s.classOf(c, "class.transfer")
	if err != nil {
		return classes.Pupil{}, transferPage{}, err
	}
	roll, _ := strconv.Atoi(c.Params("roll"))
	pupil, err := s.classes.Pupil(c.UserContext(), found.ID, roll)
	at, _ := s.schools.School(found.School)
	return pupil, transferPage{Base: base, Href: classHref(found.ID), Label: found.Label, School: at.Name, Pupil: newPupilLine(s.words(base), pupil)}, err
}

// askTransfer shows the page; for a pupil who has moved, with the code.
func (s *Site) askTransfer(c *fiber.Ctx) error {
	pupil, p, err := s.transferOf(c)
	if err != nil {
		return err
	}
	if pupil.Moved != "" {
		moved, err := s.classes.Transfer(c.UserContext(), pupil.Class, pupil.Roll)
		if err != nil {
			return err
		}
		p.Code, p.Until, p.Done = classes.GroupCode(moved.ID), moved.Until, len(moved.Carried)
	}
	return s.show(c, "class-transfer", p)
}

// transfer lets the pupil go and shows the code.
func (s *Site) transfer(c *fiber.Ctx) error {
	pupil, p, err := s.transferOf(c)
	if err != nil {
		return err
	}
	if _, err := s.classes.Transfer(c.UserContext(), pupil.Class, pupil.Roll); err != nil {
		return err
	}
	return to(c, fmt.Sprintf("%s/transfer/%d", p.Href, pupil.Roll))
}

// codeTyped is one code that somebody types.
type codeTyped struct {
	Code string `form:"code"`
}

func (s *Site) arrivalPage(base page.Base, found classes.Class, form codeTyped) formPage {
	words := s.words(base)
	s.classCrumbs(&base, found, "class.arrival.title")
	p := formPage{Base: base, Heading: words.Say("class.arrival.title"), Lead: words.Say("class.arrival.lead"), Button: words.Say("class.arrival.button"),
		Action: classHref(found.ID) + "/arrival", Back: classHref(found.ID) + "/pupils"}
	p.add(words, "code", form.Code).Label = words.Say("class.transfer.code")
	return p
}

func (s *Site) askArrival(c *fiber.Ctx) error {
	found, base, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	return s.show(c, "form", s.arrivalPage(base, found, codeTyped{}))
}

// arrive takes a pupil in and shows their card.
func (s *Site) arrive(c *fiber.Ctx) error {
	found, _, err := s.classOf(c, "")
	if err != nil {
		return err
	}
	var form codeTyped
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.arrivalPage(base, found, form) },
		do: func() (string, error) {
			p, err := s.classes.Arrive(c.UserContext(), found.ID, form.Code)
			return fmt.Sprintf("%s/cards?roll=%d&said=class.saved", classHref(found.ID), p.Roll), err
		},
	})
}
