package site

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/appeal"
	"lamtoen/internal/fault"
	"lamtoen/internal/intake"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// lettersAddress is where letters are made.
const lettersAddress = "/register/letters"

// mostLetters is how many letters one file holds: what an office folds in a day, and what is drawn in seconds.
const mostLetters = 300

// For whom letters are printed.
const (
	withoutEmail = "no-email" // those who have no e-mail address in the register
	neverIn      = "all"      // everybody who has never signed in
)

// lettersPage chooses an agency and says how many letters there would be.
type lettersPage struct {
	page.Base
	Agency   page.Field
	Agencies []page.Choice
	Below    bool
	Who      []page.Choice
	Chosen   string // for whom

	Asked   bool
	Found   int // people who would get a letter
	Printed int // of them, those with a letter that is still good
	Others  int // for whom somebody else prints
	Letters int // in one file
	More    bool
	Most    string
}

// lettersForm is what was chosen.
type lettersForm struct {
	Agency string `form:"agency"`
	Below  string `form:"below"`
	Who    string `form:"who"`
}

// lettersFound are the people for whom letters are printed, those without one first.
type lettersFound struct {
	people  []account.Unactivated
	printed int
	others  int
}

func (s *Site) newLetters(c *fiber.Ctx, base page.Base, form lettersForm) lettersPage {
	words := s.words(base)
	p := lettersPage{Base: base, Below: form.Below == "yes", Chosen: form.Who, Most: thousands(mostLetters),
		Agency: page.Field{Name: "agency", Value: form.Agency, Wrong: base.Wrong("agency")}}
	for _, a := range s.register.Tree(s.today()).All() {
		if s.within(route.Scope(c), a.Code) {
			p.Agencies = append(p.Agencies, page.Choice{Value: string(a.Code), HTML: text(agencyText(a)), Chosen: form.Agency == string(a.Code)})
		}
	}
	slices.SortFunc(p.Agencies, func(a, b page.Choice) int { return strings.Compare(string(a.HTML), string(b.HTML)) })
	for _, who := range []string{withoutEmail, neverIn} {
		p.Who = append(p.Who, page.Choice{ID: "who-" + who, Name: "who", Value: who, HTML: words.Say("letters.who." + page.Key(who)).HTML(), Chosen: form.Who == who})
	}
	p.Crumbs = []page.Link{here(words.Say("letters.title"))}
	if _, ok := reach(c, account.ManageRegister); ok {
		p.Crumbs = append([]page.Link{{Label: words.Say("nav.register"), Href: "/register"}}, p.Crumbs...)
	}
	return p
}

// lettersHref is where the letters of an agency and those below it are made, for who may; "" for everybody else. Without an agency it
// is the page that asks for one.
func (s *Site) lettersHref(c *fiber.Ctx, agency org.AgencyCode) string {
	scope, ok := reach(c, account.ResetCodes)
	switch _, known := s.register.Tree(s.today()).Agency(agency); {
	case !ok:
		return ""
	case agency == "":
		return lettersAddress
	case !known || !s.within(scope, agency):
		return ""
	}
	return lettersAddress + "?below=yes&agency=" + url.QueryEscape(string(agency))
}

// letters shows the form, and how many letters the choice would give.
func (s *Site) letters(c *fiber.Ctx) error {
	form := lettersForm{Agency: c.Query("agency"), Below: c.Query("below"), Who: cmp.Or(c.Query("who"), withoutEmail)}
	scope := route.Scope(c)
	if form.Agency == "" && !scope.All && len(scope.Agencies) == 1 {
		form.Agency = string(scope.Agencies[0])
	}
	if form.Agency == "" {
		return s.show(c, "letters", s.newLetters(c, s.base(c), form))
	}
	found, err := s.lettersFor(c, form)
	if err != nil {
		return err
	}
	p := s.newLetters(c, s.base(c), form)
	p.Asked, p.Found, p.Printed, p.Others = true, len(found.people), found.printed, found.others
	p.Letters, p.More = min(p.Found, mostLetters), p.Found > mostLetters
	return s.show(c, "letters", p)
}

// lettersFor finds those who would get a letter: who serves in the agency today, within the scope, has never chosen a password,
// and is not somebody for whom another officer prints.
func (s *Site) lettersFor(c *fiber.Ctx, form lettersForm) (lettersFound, error) {
	tree := s.register.Tree(s.today())
	code := org.AgencyCode(form.Agency)
	if _, ok := tree.Agency(code); !ok || !s.within(route.Scope(c), code) {
		return lettersFound{}, fault.NotFound("There is no such agency among those that you look after.")
	}
	in := org.Scope{Agencies: []org.AgencyCode{code}}
	by := route.Principal(c)
	var found lettersFound
	var people []org.PersonID
	for m := range s.register.View(s.today(), time.Time{}).Members() {
		if !m.Posted || m.Post.Agency != code && (form.Below != "yes" || !tree.Within(in, m.Post.Agency)) {
			continue
		}
		if form.Who != neverIn && m.Person.Email != "" {
			continue
		}
		people = append(people, m.Person.ID)
	}
	waiting, err := s.accounts.Unactivated(c.UserContext(), people)
	if err != nil {
		return found, err
	}
	for _, u := range waiting {
		if s.accounts.MayIssueCode(by, u.Person) != nil {
			found.others++
			continue
		}
		found.people = append(found.people, u)
		if !u.Printed.IsZero() {
			found.printed++
		}
	}
	slices.SortStableFunc(found.people, func(a, b account.Unactivated) int { return a.Printed.Compare(b.Printed) })
	return found, nil
}

// printLetters makes new codes and sends the letters. Codes of letters that were printed before stop working.
func (s *Site) printLetters(c *fiber.Ctx) error {
	var form lettersForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	found, err := s.lettersFor(c, form)
	if err != nil {
		return err
	}
	if len(found.people) == 0 {
		return to(c, lettersAddress+"?agency="+form.Agency)
	}
	var ids []org.PersonID
	for _, u := range found.people[:min(len(found.people), mostLetters)] {
		ids = append(ids, u.Person)
	}
	file, err := s.drawLetters(c.UserContext(), route.Principal(c), ids)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderCacheControl, "no-store") // codes in the clear: nothing on the way may keep them
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="letters-%s-%s.pdf"`, form.Agency, s.today().ISO()))
	return c.Send(file)
}

// drawLetters issues the codes and puts each on its letter, in the order of names.
func (s *Site) drawLetters(ctx context.Context, by org.Principal, ids []org.PersonID) ([]byte, error) {
	codes, err := s.accounts.IssueActivationCodes(ctx, by, ids)
	if err != nil {
		return nil, err
	}
	list := make([]intake.Letter, len(codes))
	tree := s.register.Tree(s.today())
	for i, code := range codes {
		p, _ := s.register.Person(code.Person)
		post, _ := s.register.PostAt(code.Person, s.today())
		list[i] = intake.Letter{Name: p.Name, NameDz: p.NameDz, EID: p.EID, Position: post.Position, Agency: tree.Name(post.Agency),
			Code: code.Text, Expires: code.Expires}
	}
	slices.SortStableFunc(list, func(a, b intake.Letter) int {
		return cmp.Or(strings.Compare(a.Agency, b.Agency), strings.Compare(a.Name, b.Name))
	})
	sheet := intake.Letters{List: list, Address: s.settings.URL, Issuer: s.nameOf(string(by.ID)), Printed: s.settings.Now(),
		Appeal: appeal.Sentence(s.appealUntil())}
	if mark := s.mark(); mark != "" {
		sheet.Marks = []string{mark}
	}
	return sheet.PDF()
}
