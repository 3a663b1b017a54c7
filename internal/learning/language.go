package learning

import (
	"context"

	"lamtoen/courses"
	"lamtoen/internal/fault"
)

// English is the language of whoever asks for none: a course is written in it, and every other follows it.
const English = "en"

// askedIn is what a start says of its language, whose words are kept before it does.
func (s *Service) askedIn(ctx context.Context, c *courses.Course, language string) (StartData, error) {
	if language == "" || language == English {
		return StartData{}, nil
	}
	w, ok := c.AskedIn(language)
	if !ok {
		return StartData{}, fault.Conflict("The assessment is not offered in this language now. Begin it in another.")
	}
	return StartData{Lang: language, Words: w.Hash()}, s.library.Keep(ctx, c, w)
}

// words gives the language of a start and the hash of its words, without decoding what was drawn; both are "" in English.
func (f Fact) words() (language, hash string) {
	if f.Kind != KindStarted {
		return "", ""
	}
	language, _ = f.Data.Lookup("lang").StringValueOK()
	hash, _ = f.Data.Lookup("words").StringValueOK()
	return language, hash
}

// worded is the version of the course that a submission is about, in the words of its attempt.
func (s *Service) worded(ctx context.Context, l *ledger, submission Fact) (*courses.Course, error) {
	c, err := s.pinned(ctx, pinnedBy(submission))
	if err != nil {
		return nil, err
	}
	start, _ := l.find(string(attemptOf(submission))) // one that was told on paper has none
	language, hash := start.words()
	return s.library.Worded(ctx, c, language, hash)
}

// toSign finds the text of a hash among those that the person may sign: the one for their role, in English or in a language in
// which it is offered. The hash covers role, title, text and language, so this one comparison refuses every other.
func (s *Service) toSign(ctx context.Context, c *courses.Course, english courses.Acknowledgement, hash string) (SignatureData, error) {
	if hash != "" && english.Hash == hash {
		return SignatureData{Role: english.Role, Title: english.Title, TextHash: hash}, nil
	}
	for _, language := range c.SignedLanguages() {
		w, _ := c.SignedIn(language)
		ack, _ := c.Worded(w).Acknowledgement(english.Role)
		if ack.Role == english.Role && ack.Hash == hash {
			data := SignatureData{Role: ack.Role, Title: ack.Title, TextHash: hash, Lang: language, Words: w.Hash()}
			return data, s.library.Keep(ctx, c, w)
		}
	}
	return SignatureData{}, fault.Conflict("The text to sign is not the one that you read. Read it again, then sign.")
}
