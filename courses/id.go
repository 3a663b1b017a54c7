package courses

import "strings"

// The ids that authors write. Each is kebab-case, unique within its course (or, for clauses, terms and contacts, within the
// content tree) and never given to another thing in a later version: answers, facts and certificates name things by id only.
type (
	// CourseID names a course; it is the name of its folder.
	CourseID string
	// LessonID names a lesson of a course.
	LessonID string
	// ObjectiveID names what the learner can do afterwards.
	ObjectiveID string
	// ItemID names a question of the bank, or a check or scenario of a lesson.
	ItemID string
	// OptionID names an option, a reason, a right-hand side or a step to put in order, unique within its item.
	OptionID string
	// PairID names a pair of a matching item, unique within its item.
	PairID string
	// StepID names a step of a scenario, unique within its item.
	StepID string
	// ChoiceID names a choice of a scenario, unique within its item.
	ChoiceID string
	// ClauseID names a clause of the policy, for example coc.4.
	ClauseID string
	// TermID names an entry of the glossary.
	TermID string
	// RefresherID names a short path of a course for those who renew it.
	RefresherID string
	// ContactID names a helpline or an office to turn to.
	ContactID string
)

// maxID is the longest id, in bytes: ids become parts of record keys and addresses.
const maxID = 64

// validID tells whether s is kebab-case: groups of a-z and 0-9 joined by single hyphens.
func validID(s string) bool {
	if s == "" || len(s) > maxID {
		return false
	}
	return validWords(s, "-")
}

// validClause is validID with dots for the parts of a clause: coc.1, plan.opendata, annex.3a.
func validClause(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !validID(part) {
			return false
		}
	}
	return len(s) <= maxID
}

func validWords(s, separator string) bool {
	for word := range strings.SplitSeq(s, separator) {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}
