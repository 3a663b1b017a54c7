package assessment

import "lamtoen/courses"

// Rule names the rule by which an item is graded; the package comment says what each does.
type Rule string

// The rules of this grader.
const (
	AllOrNothing     Rule = "all-or-nothing"
	VerdictAndReason Rule = "half-verdict-half-reason"
	RightLessWrong   Rule = "right-share-less-wrong-share"
	ShareOfPairs     Rule = "share-of-pairs"
	KendallTau       Rule = "kendall-tau-a"
	ScoreOfEnding    Rule = "score-of-the-ending"
)

// RuleOf gives the rule by which Grade grades the item, "" for a type that it does not know.
func RuleOf(item courses.Item) Rule {
	switch item.Type {
	case courses.Single:
		return AllOrNothing
	case courses.TrueFalse:
		if len(item.Reasons) > 0 {
			return VerdictAndReason
		}
		return AllOrNothing
	case courses.Multiple:
		return RightLessWrong
	case courses.Matching:
		return ShareOfPairs
	case courses.Ordering:
		return KendallTau
	case courses.Branching:
		return ScoreOfEnding
	}
	return ""
}
