package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// personPage is what the register says of one person and, for those who may see it, where they stand with their training. It
// never shows answers.
type personPage struct {
	page.Base
	Href     string
	Name     string
	NameDz   string
	EID      string
	Email    string
	Kind     page.Phrase
	Counts   bool
	Joined   day.Date
	Agency   string
	Position string
	Posts    []postLine

	Training bool // the asker may see it
	Courses  []trainingLine
	Decided  []allowanceView // about the person's duties
	MayAllow bool            // the asker decides about duties

	MayRead  bool // what they were sent
	MayPrint bool
	NoPrint  page.Phrase // why not, when the asker prints codes for others
	MayEdit  bool
	Password bool // has chosen one
	SignedIn time.Time
	Roles    []grantLine
}

// postLine is a stretch of a person's service.
type postLine struct {
	Agency, Position string
	Flags            string
	From, Until      day.Date
	Leave, Acting    bool
	Now              bool
}

// trainingLine is where a person stands with one course.
type trainingLine struct {
	Title     string
	State     string
	Due       day.Date
	Completed day.Date
	Until     day.Date
	Why       string
	Course    courses.CourseID
	Unmoved   day.Date // the due date before anything moved it
	Review    bool     // under review
}

// newPerson builds the register's part of the page.
func newPerson(base page.Base, words *page.Words, p org.Person, posts []org.Post, tree *org.Tree, today day.Date) personPage {
	out := personPage{
		Base: base, Href: personHref(p.ID), Name: p.Name, NameDz: p.NameDz, EID: p.EID, Email: p.Email, Joined: p.Joined,
		Kind: words.Say(page.Key("kind." + string(p.Kind))), Counts: p.Kind.Counts(),
	}
	for i := len(posts) - 1; i >= 0; i-- {
		post := posts[i]
		line := postLine{
			Agency: tree.Name(post.Agency), Position: post.Position, Flags: flagsInWords(words, post.Flags), From: post.From, Until: post.Until,
			Leave: post.Duty == org.DutyLeave, Acting: post.Acting, Now: post.Period().Covers(today),
		}
		if line.Now && (out.Agency == "" || !post.Acting) {
			out.Agency, out.Position = line.Agency, line.Position
		}
		out.Posts = append(out.Posts, line)
	}
	return out
}

func flagsInWords(words *page.Words, flags []org.Flag) string {
	var names []string
	for _, f := range flags {
		names = append(names, words.Say(page.Key("flag."+string(f))).Text)
	}
	return listed(names)
}

// newTraining tells the courses that somebody must take or has begun.
func newTraining(record []learning.CourseRecord) []trainingLine {
	var lines []trainingLine
	for _, r := range record {
		st := r.Progress.Status
		line := trainingLine{Title: r.Progress.Course.Title, State: shownState(st), Until: st.ValidUntil, Why: st.Why, Course: r.Progress.Course.ID}
		if st.OnLeave {
			line.State = "on-leave"
		}
		if line.Due = shownDue(st); line.Due != "" {
			line.Unmoved = st.Unmoved
		}
		if !st.Completed.IsZero() {
			line.Completed = day.Of(st.Completed)
		}
		lines = append(lines, line)
	}
	return lines
}

func (s *Site) person(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.people"), Href: "/people"}, here(page.Plain(who.Name, ""))}
	p := newPerson(base, words, who, s.register.Posts(who.ID), s.register.Tree(s.today()), s.today())
	if err := s.addAccount(c, &p, who); err != nil {
		return err
	}
	if names, ok := reach(c, account.ViewNames); ok && s.within(names, s.agencyOf(who.ID)) {
		record, err := s.learning.Record(c.UserContext(), who.ID)
		if err != nil {
			return err
		}
		p.Training, p.Courses = true, newTraining(record)
		duties, may := reach(c, account.ManageDuties)
		p.MayAllow = may && s.within(duties, s.agencyOf(who.ID))
		p.Decided = s.allowanceViews(words, who.ID, p.MayAllow)
		for i, r := range record {
			p.Courses[i].Review = s.underReview(who.ID, r.Progress.Course.ID)
		}
	}
	messages, reads := reach(c, account.ViewMessages)
	p.MayRead = reads && s.within(messages, s.agencyOf(who.ID))
	return s.show(c, "person", p)
}

// addAccount adds what the asker may know and do about the person's account.
func (s *Site) addAccount(c *fiber.Ctx, p *personPage, who org.Person) error {
	var err error
	words := s.words(p.Base)
	p.SignedIn, _ = s.accounts.SignedInEver(who.ID)
	if p.Password, err = s.accounts.HasPassword(c.UserContext(), who.ID); err != nil {
		return err
	}
	if _, prints := reach(c, account.ResetCodes); prints {
		may := s.accounts.MayIssueCode(route.Principal(c), who.ID)
		p.MayPrint = may == nil
		if may != nil {
			p.NoPrint = p.Said(plainMessage(may))
		}
	}
	if _, p.MayEdit = reach(c, account.ManageAccounts); p.MayEdit {
		p.Roles = s.grantLines(words, s.grantsOf(who.ID))
	}
	return nil
}
