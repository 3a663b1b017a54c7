package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// The kinds of reorganisation that have a form.
const (
	reformCreate = "create"
	reformRename = "rename"
	reformMove   = "move"
	reformMerge  = "merge"
	reformSplit  = "split"
	reformEnd    = "end"
)

func reformKinds() []string {
	return []string{reformCreate, reformRename, reformMove, reformMerge, reformSplit, reformEnd}
}

// Rows of a form for several agencies.
const (
	fewRows  = 3
	mostRows = 12
)

// reformsPage lets the officer choose what kind of change is to be made.
type reformsPage struct {
	page.Base
	Kinds []page.Link
	Leads []page.Phrase
}

func (s *Site) chooseReform(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("agencies.title"), Href: "/agencies"}, here(words.Say("reform.title"))}
	p := reformsPage{Base: base}
	for _, kind := range reformKinds() {
		p.Kinds = append(p.Kinds, page.Link{Label: words.Say(page.Key("reform." + kind + ".title")), Href: "/agencies/reorganise/" + kind})
		p.Leads = append(p.Leads, words.Say(page.Key("reform."+kind+".lead")))
	}
	return s.show(c, "reforms", p)
}

// reformTyped is what a form of a reorganisation sends, as it was typed. Rows of agencies are numbered from 1.
type reformTyped struct {
	kind                                                string
	agency, into, code, name, nameDz, typ, parent, from string
	why                                                 string
	agencies                                            []string // of a merger
	parts                                               []reformPart
	below                                               map[org.AgencyCode]string // where the agencies below go
	step                                                string
}

// reformPart is a row of a split: an agency that is there, or a new one.
type reformPart struct{ agency, code, name, typ string }

func readReform(c *fiber.Ctx, kind string) reformTyped {
	typed := func(name string) string {
		if c.Method() == fiber.MethodGet {
			return strings.TrimSpace(strings.ToValidUTF8(c.Query(name), "?"))
		}
		return typedIn(c, name)
	}
	t := reformTyped{
		kind: kind, agency: typed("agency"), into: typed("into"), code: typed("code"), name: typed("name"), nameDz: typed("name_dz"),
		typ: typed("type"), parent: typed("parent"), from: typed("from"), why: typed("why"), step: typed("step"), below: map[org.AgencyCode]string{},
	}
	rows, err := strconv.Atoi(typed("rows"))
	if err != nil {
		rows = fewRows
	}
	if t.step == "more" {
		rows += fewRows
	}
	for i := 1; i <= min(max(rows, fewRows), mostRows); i++ {
		n := strconv.Itoa(i)
		t.agencies = append(t.agencies, typed("agency-"+n))
		t.parts = append(t.parts, reformPart{typed("into-" + n), typed("code-" + n), typed("name-" + n), typed("type-" + n)})
	}
	c.Request().PostArgs().VisitAll(func(key, value []byte) {
		if code, ok := strings.CutPrefix(string(key), "below-"); ok {
			t.below[org.AgencyCode(code)] = string(value)
		}
	})
	return t
}

// reformPlan is a reorganisation read from a form, with the field of the form for each field that the register may find wrong.
type reformPlan struct {
	org.Reorganisation
	fields map[string]string
	ended  []org.AgencyCode
}

// wrong gives a fault the names that the form has for its fields.
func (p reformPlan) wrong(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	mended := *f
	mended.Fields = slices.Clone(f.Fields)
	for i, one := range mended.Fields {
		if name, ok := p.fields[one.Name]; ok {
			mended.Fields[i].Name = name
		} else if row, rest, found := strings.Cut(one.Name, "]."); found {
			mended.Fields[i].Name = p.fields[row+"]"]
			if mended.Fields[i].Name == "" {
				mended.Fields[i].Name = rest
			}
		}
	}
	return &mended
}

// reformReader turns a form into a plan and collects what is wrong.
type reformReader struct {
	typed reformTyped
	tree  *org.Tree // of the day, before the change
	eve   *org.Tree // of the day before: what ends with it is still named by a change that was entered already
	plan  reformPlan
	bad   []fault.Field
}

func (r *reformReader) say(name, format string, args ...any) {
	r.bad = append(r.bad, fault.Field{Name: name, Message: fmt.Sprintf(format, args...)})
}

// agency finds the agency typed in a field.
func (r *reformReader) agency(name, text string) org.Agency {
	if text == "" {
		r.say(name, "Choose the agency.")
		return org.Agency{}
	}
	for _, tree := range []*org.Tree{r.tree, r.eve} {
		if code, err := agencyTyped(tree, text); err == nil {
			a, _ := tree.Agency(code)
			return a
		}
	}
	_, err := agencyTyped(r.tree, text)
	if f, ok := fault.As(err); ok {
		r.say(name, "%s", f.Fields[0].Message)
	}
	return org.Agency{}
}

// under reads the agency above; "" leaves it as otherwise says.
func (r *reformReader) under(text string, otherwise org.AgencyCode) org.AgencyCode {
	if text == "" {
		return otherwise
	}
	return r.agency("parent", text).Code
}

// create adds a new agency; its fields in the form end in the suffix.
func (r *reformReader) create(a org.Agency, suffix string) {
	row := fmt.Sprintf("created[%d]", len(r.plan.Created))
	for _, name := range []string{"code", "name", "type"} {
		r.plan.fields[row+"."+name] = name + suffix
	}
	r.plan.fields[row+".parent"], r.plan.fields[row+".name_dz"] = "parent", "name_dz"
	r.plan.Created = append(r.plan.Created, a)
}

// change adds an agency that goes on otherwise.
func (r *reformReader) change(a org.Agency, field string) {
	r.plan.fields[fmt.Sprintf("changed[%d]", len(r.plan.Changed))] = field
	r.plan.Changed = append(r.plan.Changed, org.Agency{Code: a.Code, Type: a.Type, Parent: a.Parent, Name: a.Name, NameDz: a.NameDz})
}

// end ends an agency and takes care of those below it: each goes where choose says.
func (r *reformReader) end(a org.Agency, field string, successors []org.AgencyCode, choose func(org.Agency) org.AgencyCode) {
	if a.Code == "" {
		return
	}
	r.plan.fields[fmt.Sprintf("ended[%d]", len(r.plan.Ended))] = field
	r.plan.ended = append(r.plan.ended, a.Code)
	r.plan.Ended = append(r.plan.Ended, org.Ending{Code: a.Code, Successors: successors})
	for _, child := range r.tree.Children(a.Code) {
		if !slices.Contains(r.plan.ended, child.Code) {
			child.Parent = choose(child)
			r.change(child, field)
		}
	}
}

// atRoot stands in a form for standing under no agency.
const atRoot = "-"

// chosen is where an agency below one that ends goes, as it was chosen.
func (r *reformReader) chosen(child org.Agency) org.AgencyCode {
	to, ok := r.typed.below[child.Code]
	switch {
	case !ok || to == "":
		r.say("below-"+string(child.Code), "Choose where %s goes.", child.Name)
	case to == atRoot:
		return ""
	}
	return org.AgencyCode(to)
}

// reformOf reads the plan; a fault has all that is wrong with the form in itself.
func (s *Site) reformOf(t reformTyped) (reformPlan, error) {
	r := &reformReader{typed: t, plan: reformPlan{fields: map[string]string{}}}
	from, err := day.Parse(t.from)
	if err != nil {
		return r.plan, fault.Invalid("Please correct what is marked.", fault.Field{Name: "from", Message: "Give the day from which it holds."})
	}
	r.plan.From, r.plan.Why = from, t.why
	r.tree, r.eve = s.register.Tree(from), s.register.Tree(from.AddDays(-1))
	switch t.kind {
	case reformCreate:
		r.create(org.Agency{
			Code: org.AgencyCode(t.code), Type: org.AgencyType(t.typ), Parent: r.under(t.parent, ""), Name: t.name, NameDz: t.nameDz,
		}, "")
	case reformRename:
		if a := r.agency("agency", t.agency); a.Code != "" {
			a.Name, a.NameDz = t.name, t.nameDz
			r.change(a, "agency")
			r.plan.fields["changed[0].name"], r.plan.fields["changed[0].name_dz"] = "name", "name_dz"
		}
	case reformMove:
		if a := r.agency("agency", t.agency); a.Code != "" {
			a.Parent = r.under(t.parent, "")
			r.change(a, "agency")
		}
	case reformMerge:
		r.merge()
	case reformSplit:
		r.split()
	case reformEnd:
		r.end(r.agency("agency", t.agency), "agency", nil, r.chosen)
	}
	if len(r.bad) > 0 {
		return r.plan, fault.Invalid("Please correct what is marked.", r.bad...)
	}
	return r.plan, nil
}

// merge ends each agency of the list, with one that is there or a new one as its successor. What stands below them follows.
func (r *reformReader) merge() {
	var gone []org.Agency
	for i, text := range r.typed.agencies {
		if text != "" {
			gone = append(gone, r.agency("agency-"+strconv.Itoa(i+1), text))
		}
	}
	if len(gone) == 0 {
		r.say("agency-1", "Name at least one agency that is merged.")
		return
	}
	var into org.AgencyCode
	switch {
	case r.typed.into != "" && r.typed.code != "":
		r.say("into", "Name an agency that is there, or a new one, and not both.")
	case r.typed.into != "":
		into = r.agency("into", r.typed.into).Code
	case r.typed.code != "":
		into = org.AgencyCode(r.typed.code)
		r.create(org.Agency{
			Code: into, Type: org.AgencyType(orElse(r.typed.typ, string(gone[0].Type))), Name: r.typed.name, NameDz: r.typed.nameDz,
			Parent: r.under(r.typed.parent, gone[0].Parent),
		}, "")
	default:
		r.say("into", "Name the agency into which they are merged, or give a new one below.")
	}
	for _, a := range gone {
		if a.Code == into {
			r.say("into", "%s cannot be merged into itself.", a.Name)
			return
		}
		r.plan.ended = append(r.plan.ended, a.Code) // so that none is taken for one that must find a new place
	}
	for i, a := range gone {
		r.end(a, "agency-"+strconv.Itoa(i+1), []org.AgencyCode{into}, func(org.Agency) org.AgencyCode { return into })
	}
}

// split ends an agency with the agencies of the rows as its successors.
func (r *reformReader) split() {
	a := r.agency("agency", r.typed.agency)
	var successors []org.AgencyCode
	for i, part := range r.typed.parts {
		suffix := "-" + strconv.Itoa(i+1)
		switch {
		case part == reformPart{}, part.agency == "" && part.code == "" && part.name == "":
		case part.agency != "" && part.code != "":
			r.say("into"+suffix, "Name an agency that is there, or a new one, and not both.")
		case part.agency != "":
			successors = append(successors, r.agency("into"+suffix, part.agency).Code)
		default:
			successors = append(successors, org.AgencyCode(part.code))
			r.create(org.Agency{
				Code: org.AgencyCode(part.code), Name: part.name, Type: org.AgencyType(orElse(part.typ, string(a.Type))),
				Parent: r.under(r.typed.parent, a.Parent),
			}, suffix)
		}
	}
	if len(successors) < 2 {
		r.say("into-1", "Name at least two agencies among which it is split. If one follows it alone, that is a merger.")
	}
	r.end(a, "agency", successors, r.chosen)
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// kindAsked is the kind of the address.
func kindAsked(c *fiber.Ctx) (string, error) {
	kind := c.Params("kind")
	if !slices.Contains(reformKinds(), kind) {
		return "", fault.NotFound("There is no such kind of change.")
	}
	return kind, nil
}

func (s *Site) askReform(c *fiber.Ctx) error {
	kind, err := kindAsked(c)
	if err != nil {
		return err
	}
	t := readReform(c, kind)
	if t.from == "" {
		t.from = s.today().AddDays(1).ISO()
	}
	s.fillIn(&t)
	return s.show(c, "reform", s.reformPage(s.base(c), t))
}

// fillIn writes an agency that is named by its code alone in full, and its present names into the form that changes them.
func (s *Site) fillIn(t *reformTyped) {
	a, ok := s.register.Tree(s.today()).Agency(org.AgencyCode(t.agency))
	if !ok {
		return
	}
	t.agency = agencyText(a)
	switch t.kind {
	case reformRename:
		t.name, t.nameDz = a.Name, a.NameDz
	case reformMerge:
		t.agencies[0] = t.agency
	}
}

// reform shows what the change means, and with step=save saves it; anything else shows the form again.
func (s *Site) reform(c *fiber.Ctx) error {
	kind, err := kindAsked(c)
	if err != nil {
		return err
	}
	t := readReform(c, kind)
	base := s.base(c)
	if t.step != "look" && t.step != "save" {
		return s.show(c, "reform", s.reformPage(base, t))
	}
	plan, err := s.reformOf(t)
	var effect org.Effect
	if err == nil {
		effect, err = s.register.Look(plan.Reorganisation)
	}
	if f, ok := fault.As(plan.wrong(err)); ok {
		base.Refuse(f)
		return s.refuse(c, "reform", s.reformPage(base, t), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	if t.step == "save" && t.why != "" {
		if err := s.register.Reorganise(c.UserContext(), plan.Reorganisation, string(me(c))); err != nil {
			return err
		}
		return to(c, s.afterReform(plan)+"?said=reform.saved")
	}
	if t.step == "save" {
		f := fault.Invalid("Please correct what is marked.", fault.Field{Name: "why", Message: "Say on which act, order or decision it rests."})
		base.Refuse(f)
		c.Status(route.Status(c, f))
	}
	look, err := s.reformLook(c, base, t, plan, effect)
	if err != nil {
		return err
	}
	return s.show(c, "reform-look", look)
}

// afterReform is the page to go on to: the agency that changed, or its people when somebody has to be placed.
func (s *Site) afterReform(p reformPlan) string {
	for _, e := range p.Ended {
		if len(s.register.Unplaced(e.Code)) > 0 {
			return agencyLifeHref(e.Code) + "/placing"
		}
	}
	switch {
	case len(p.Ended) > 0:
		return agencyLifeHref(p.Ended[0].Code)
	case len(p.Changed) > 0:
		return agencyLifeHref(p.Changed[0].Code)
	}
	return agencyLifeHref(p.Created[0].Code)
}
