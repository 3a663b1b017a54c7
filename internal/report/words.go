package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// layout is the version of the words, tables and drawings of reports. Raise it with every change of them: a report that was made with
// another one is not drawn to the same bytes any more, and Verify says so.
const layout = 1

// Definition is a word of the reports and what it means.
type Definition struct{ Word, Meaning string }

// Definitions are the words that the figures are told in, in the order in which reports print them.
func Definitions() []Definition {
	return []Definition{
		{"Must be trained", "Bound by a rule on the day, with a post, and neither on leave nor exempt. Everybody counts who must, those who have never signed in too."},
		{"Complete", "All lessons finished, the assessment passed and the acknowledgement signed, as far as the course asks for them; and the completion holds on the day."},
		{"Not complete", "All others who must be trained: passed and not signed, under way, not started, never signed in, or expired."},
		{"Expired", "Was complete; the completion has ended and was not begun again."},
		{"Overdue", "Not complete, and the day by which it was due has passed."},
		{"On leave, exempt", "Bound by a rule, and not expected to train on the day. They stand beside those who must, and are not part of them."},
		{"Under review", "Somebody looks into whether the obligation or the record is right. Reminders stop meanwhile; the person still counts."},
		{"Rate", "Complete of must, in whole per cent, rounded down: 100 % means everybody. Of fewer than ten people no per cent is given, since it would say more than it knows and point at persons."},
		{"As at", "The day whose state is shown, to its end in Thimphu."},
		{"As known on", "Only what had been recorded by then counts. What comes in later, as from paper, does not change this report; it is shown beside it."},
		{"Agency", "Where a person's post of the day is. An agency that has ended counts in its only successor. A dzongkhag has its gewogs in it."},
		{"Age of the register", "When the newest entry or post of the register, as known, had been recorded. What happened since is not in the figures."},
	}
}

// definitionsHash is over all that is the same in every report of one layout.
func definitionsHash() string {
	var b strings.Builder
	fmt.Fprintf(&b, "layout %d\nschema %s\n", layout, coverage.SchemaVersion)
	for _, d := range Definitions() {
		fmt.Fprintf(&b, "%s: %s\n", d.Word, d.Meaning)
	}
	return sum([]byte(b.String()))
}

func kindName(k org.Kind) string {
	switch k {
	case org.KindRegular:
		return "regular civil servants"
	case org.KindContract:
		return "contract staff"
	case org.KindSupportStaff:
		return "support staff"
	case org.KindJudicialService:
		return "judicial service"
	case org.KindElected:
		return "elected members"
	case org.KindUniformed:
		return "uniformed personnel"
	case org.KindInvited:
		return "invited guests"
	}
	return string(k)
}

func typeName(t org.AgencyType) string {
	switch t {
	case org.TypeLegislature:
		return "Legislature"
	case org.TypeJudiciary:
		return "Judiciary"
	case org.TypeMinistry:
		return "Ministries"
	case org.TypeConstitutionalOffice:
		return "Constitutional offices"
	case org.TypeAutonomousAgency:
		return "Autonomous agencies"
	case org.TypeDzongkhag:
		return "Dzongkhags"
	case org.TypeGewog:
		return "Gewogs"
	case org.TypeThromde:
		return "Thromdes"
	case org.TypeStatutoryBody:
		return "Statutory bodies"
	}
	return string(t)
}

// missingGroups are the groups of those who must and are not complete, in the order in which reports list them.
func missingGroups() []coverage.Group {
	return []coverage.Group{coverage.GroupPassedNotSigned, coverage.GroupUnderWay, coverage.GroupNotStarted, coverage.GroupNeverSignedIn, coverage.GroupExpired}
}

func groupName(g coverage.Group) string {
	switch g {
	case coverage.GroupComplete:
		return "Complete"
	case coverage.GroupPassedNotSigned:
		return "Passed, not signed"
	case coverage.GroupUnderWay:
		return "Under way"
	case coverage.GroupNotStarted:
		return "Not started"
	case coverage.GroupNeverSignedIn:
		return "Never signed in"
	case coverage.GroupExpired:
		return "Expired"
	case coverage.GroupOnLeave:
		return "On leave"
	case coverage.GroupExempt:
		return "Exempt"
	}
	return string(g)
}

func countOf(c coverage.Cell, g coverage.Group) int {
	switch g {
	case coverage.GroupComplete:
		return c.Complete
	case coverage.GroupPassedNotSigned:
		return c.PassedNotSigned
	case coverage.GroupUnderWay:
		return c.UnderWay
	case coverage.GroupNotStarted:
		return c.NotStarted
	case coverage.GroupNeverSignedIn:
		return c.NeverSignedIn
	case coverage.GroupExpired:
		return c.Expired
	case coverage.GroupOnLeave:
		return c.OnLeave
	case coverage.GroupExempt:
		return c.Exempt
	}
	return 0
}

// helpWith says what moves people of a group.
func helpWith(g coverage.Group) string {
	switch g {
	case coverage.GroupPassedNotSigned:
		return "Two minutes: sign in, read the acknowledgement, sign it."
	case coverage.GroupUnderWay:
		return "Carry on where they stopped; nothing that was done is lost."
	case coverage.GroupNotStarted:
		return "Sign in and begin; or hold a group session, which takes several people through the lessons together."
	case coverage.GroupNeverSignedIn:
		return "Ask the focal officer for the activation code, on paper where there is no e-mail; or hold a group session."
	case coverage.GroupExpired:
		return "Take the course, or its short renewal, again."
	}
	return ""
}

// when writes an instant as reports print it, in Bhutan's time.
func when(t time.Time) string { return t.In(day.Thimphu).Format("2 January 2006, 15:04") }

// number writes a count as people read it: 12,345.
func number(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// rate is the rate of a cell; a dash where nobody must.
func rate(c coverage.Cell) string {
	if c.Must == 0 {
		return "–"
	}
	return c.Rate()
}
