package lint

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"lamtoen/courses"
)

// forbidden is a pattern with the reason why no course may have it.
type forbidden struct {
	rule, why string
	pattern   *regexp.Regexp
	mend      string
	where     func(l *linter, p courses.Passage) bool // nil: everywhere
}

// offPolicy is everywhere but in boxes that say what a clause says.
func offPolicy(_ *linter, p courses.Passage) bool { return p.Key != string(courses.PolicyBox) }

// forbiddens are the rules against embarrassment and harm as far as words show them.
func forbiddens() []forbidden {
	return []forbidden{
		{"word-crown", "The Crown is in no case, question or joke of a course.",
			regexp.MustCompile(`\b(His|Her|Their) Majest(y|ies)\b|\bMajesty\b|\b(Druk Gyal(po|tsuen)|Royal (Family|Highness)|[Kk]idu|[Rr]aven [Cc]rown)\b|\bthe (King|Queen|Prince|Princess)\b`), "leave it out", nil},
		{"word-faith", "No religious person, deity or rite is a joke, a lure or a wrongdoer.",
			regexp.MustCompile(`\b(Je Khenpo|[Rr]inpoche|[Tt]ulku|[Dd]eit(y|ies)|[Gg]omchen|[Ll]ama|[Nn]un)\b`), "leave it out, or let another person be in the story", nil},
		{"word-politics", "A course of the civil service keeps out of parties and elections.",
			regexp.MustCompile(`(?i)\b(political part(y|ies)|elections?|opposition part(y|ies)|parliamentar(y|ian)s?|campaign rall(y|ies))\b`), "leave it out, or say why in a waiver", offPolicy},
		{"word-border", "Border and nationality matters are not for a course.",
			regexp.MustCompile(`(?i)\b(border (dispute|area|issue)s?|refugees?|illegal immigrants?|nationality|nationalities|ethnic)\b`), "leave it out", nil},
		{"word-law", "A course never states a section, an offence or a penalty: laws change, and whether something is a crime is for a court.",
			regexp.MustCompile(`(?i)\bsections? \d+|\b(imprison(ed|ment)?|fined|felony|misdemeano(u)?r|punishable|sentenced|jail(?:ed)?|penalt(?:y|ies)|years in (prison|jail)|is a crime|is an offence|criminal offence)\b`), "say what to do, and name the legal officer", nil},
		{"word-statistic", "A number about the people of Bhutan needs a source and grows old.",
			regexp.MustCompile(`(?i)\b\d+ ?(%|per cent|percent) of (all )?(Bhutanese|the population|the people|people in|citizens|civil servants|pupils|students|children|young people)\b|\b(?:studies|research|surveys?|statistics|experts|scientists)\s+(?:have\s+|has\s+)?(?:shows?|shown|found|finds?|says?|prove[sdn]*|agree)\b`), "leave it out", nil},
		{"word-block", "Time on social media is a management matter; blocking is never taught (policy clause risk.productivity).",
			regexp.MustCompile(`(?i)\bblock (access|the site|facebook|social media|all social)\b`), "say how to agree on its use", nil},
		{"word-promise", "Nobody can keep a child's secret about harm, and no teacher looks into it alone.",
			regexp.MustCompile(`(?i)\b(promise (to keep|secrecy)|I promise not to tell|investigate)\b`), "say: I will tell only those who can help", (*linter).forTeachers},
		{"word-old-ministry", "The ministries of 2016 exist no longer; their names stand only where the policy is cited.",
			regexp.MustCompile(`\b(MoIC|MoE|Ministry of Information and Communications|Ministry of Education)\b`), "name the present office, or cite the policy of 2016", (*linter).notCited},
		{"word-phone", "Numbers come from contacts.yaml, where somebody has checked them.",
			regexp.MustCompile(`(?:\+975[ -]?)?\b(1[67]|77|0?[2-8])[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}\b`), "use tell: with a contact", nil},
		{"word-exclamation", "A quiet voice is believed; exclamation marks shout.", regexp.MustCompile(`!(\s|$|")`), "end with a full stop", (*linter).ownVoice},
		{"word-dash", "Long dashes trip readers of plain English and break in some fonts.", regexp.MustCompile(`\x{2014}`), "write a comma, a colon or two sentences", nil},
	}
}

// forTeachers is the course that tells teachers what to do when a child speaks of harm, and every pack's plan.
func (l *linter) forTeachers(p courses.Passage) bool {
	return (l.course.ID == "for-teachers" || strings.HasSuffix(p.File, "pack/teacher.md")) && p.Item == "" && !saysNever(p.Text)
}

// saysNever tells that a passage warns of the words rather than using them.
func saysNever(text string) bool { return warning.MatchString(text) }

var warning = regexp.MustCompile(`(?i)\b(never|not|nobody|cannot|don't|do not)\b`)

// notCited leaves alone what cites the policy, in whose year those were the names.
func (l *linter) notCited(p courses.Passage) bool {
	return offPolicy(l, p) && !strings.Contains(p.Text, "2016")
}

// ownVoice leaves alone messages that a story quotes, which may shout.
func (l *linter) ownVoice(p courses.Passage) bool {
	return !strings.ContainsAny(p.Text, "\"“") && p.Key != string(courses.Hook)
}

func wordChecks() []check {
	var out []check
	for _, f := range forbiddens() {
		out = append(out, check{Rule{f.rule, f.why}, func(l *linter) { l.forbid(f) }})
	}
	return append(out,
		check{Rule{"word-emoji", "Emoji read aloud badly and look different on each phone."}, (*linter).emoji},
		check{Rule{"dzongkha", "Dzongkha is written by a translator and stands in a translation, not in an English text."}, (*linter).dzongkha},
		check{Rule{"law-unchecked", "Some laws that the policy names have been repealed or amended; until a legal officer has checked, the reader is told to ask."}, (*linter).lawUnchecked},
	)
}

func (l *linter) forbid(f forbidden) {
	for _, p := range l.passages {
		if p.Key == "clauses" || f.where != nil && !f.where(l, p) {
			continue
		}
		for _, at := range f.pattern.FindAllStringIndex(p.Text, -1) {
			l.at(p, at[0], fmt.Sprintf("%q must not stand in a course", strings.TrimSpace(p.Text[at[0]:at[1]])), f.mend)
		}
	}
}

func (l *linter) emoji() {
	for _, p := range l.passages {
		for i, r := range p.Text {
			if r >= 0x1F300 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF {
				l.at(p, i, "an emoji", "say it in words")
			}
		}
	}
}

func (l *linter) dzongkha() {
	for _, p := range l.passages {
		if i := strings.IndexFunc(p.Text, func(r rune) bool { return unicode.Is(unicode.Tibetan, r) }); i >= 0 {
			l.at(p, i, "Dzongkha in an English text", "put it into the translation, where a translator answers for it")
		}
	}
}

// lawUnchecked looks for the advice in each lesson with a box about a law that nobody has checked.
func (l *linter) lawUnchecked() {
	for _, lesson := range l.course.Lessons {
		box, advice := courses.ClauseID(""), false
		for _, b := range lesson.Blocks {
			advice = advice || strings.Contains(strings.ToLower(b.Source), "legal officer")
			if law, ok := l.catalogue.Policy.Law(b.Clause); ok && b.Kind == courses.PolicyBox && !law.Checked.Done() {
				box = b.Clause
			}
		}
		if box != "" && !advice {
			l.lesson(lesson, fmt.Sprintf("the box on %s names a law that nobody has checked", box), "tell the reader to ask the legal officer for the law now in force")
		}
	}
}

// normal is a text in small letters without marks, for comparing.
func normal(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	}), " ")
}
