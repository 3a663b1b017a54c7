package learning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// maxQuestion bounds a question, in characters.
const maxQuestion = 1000

// QuestionData is the data of KindQuestion.
type QuestionData struct {
	Text string `bson:"text"`
}

// Question is a question that a person raised instead of signing.
type Question struct {
	Text   string
	Raised time.Time
}

// RaiseQuestion records "I cannot sign yet" with the person's words. It does not stop them from signing later. The same words
// again are one question.
func (s *Service) RaiseQuestion(
	ctx context.Context, person org.PersonID, course courses.CourseID, text string, via Via,
) (Progress, error) {
	l, e, c, err := s.enrolled(ctx, person, course)
	if err != nil {
		return Progress{}, err
	}
	if len(c.Acknowledgements) == 0 {
		return Progress{}, fault.Conflict("There is nothing to sign in this course.")
	}
	if text, err = cleanQuestion(text); err != nil {
		return Progress{}, err
	}
	sum := sha256.Sum256([]byte(text))
	about := partQuestion + "/" + hex.EncodeToString(sum[:8]) // the same words have the same id
	question := telling{kind: KindQuestion, about: about, via: viaOr(via), data: QuestionData{Text: text}}
	if _, err := s.tell(ctx, l, e, question); err != nil {
		return Progress{}, err
	}
	return s.progress(ctx, l)
}

// cleanQuestion trims the text, unifies its line ends, and refuses what cannot be read.
func cleanQuestion(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
	var problem string
	switch {
	case text == "":
		problem = "Write down what keeps you from signing."
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return hidden(r) && r != '\n' && r != '\t' }):
		problem = "The text has a character that cannot be read. Type it again."
	case utf8.RuneCountInString(text) > maxQuestion:
		problem = "The text is longer than 1,000 characters. Say it in fewer words."
	default:
		return text, nil
	}
	return "", fault.Invalid(problem, fault.Field{Name: "text", Message: problem})
}
