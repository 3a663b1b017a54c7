package account

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// minPassword is in characters. There are no rules about digits or signs: length is what counts (NIST SP 800-63B 3.1.1.2).
const minPassword = 10

// minOwn is how many characters must be left of a password without the person's own name, EID and e-mail.
const minOwn = 6

//go:embed common.txt
var commonPasswords string

// policy refuses the passwords that are tried first: common ones of the world and of Bhutan, runs of keys, and the
// person's own name or number.
type policy struct {
	common map[string]bool // letters and digits only, lower case, as plain gives them
}

func newPolicy() *policy {
	p := &policy{common: map[string]bool{}}
	for line := range strings.Lines(commonPasswords) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			p.common[line] = true
		}
	}
	return p
}

// check says what is wrong with a password for the person, who may be the zero Person when nobody in particular is meant.
// The field is called "password".
func (p *policy) check(password string, who org.Person) error {
	message := p.fault(password, who)
	if message == "" {
		return nil
	}
	return fault.Invalid("Choose another password.", fault.Field{Name: "password", Message: message})
}

func (p *policy) fault(password string, who org.Person) string {
	const advice = "Three or four words that you will remember, and that nobody would guess, make a good password."
	length := utf8.RuneCountInString(password)
	plain := plainOf(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return "The password has a character in it that cannot be typed again. Type it rather than pasting it."
	case length < minPassword:
		return fmt.Sprintf("The password has %s; use at least %d. %s", plural(length, "character"), minPassword, advice)
	case len(password) > maxPassword:
		return fmt.Sprintf("The password is too long; use at most %d characters.", maxPassword/4)
	case distinct(plain) < 4 || isRun(plain):
		return "The password repeats or counts, so it is easily guessed. " + advice
	case utf8.RuneCountInString(withoutOwn(plain, who)) < minOwn:
		return "The password is little more than your own name or number, which others know. " + advice
	case p.isCommon(password):
		return "Many people use this password, so it is tried first. " + advice
	}
	return ""
}

// plainOf is the password in lower case with all signs left out.
func plainOf(password string) string {
	return strings.Map(func(r rune) rune {
		if isWord(r) {
			return r
		}
		return -1
	}, strings.ToLower(norm.NFKC.String(password)))
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// isCommon looks for the password, for what is left of it without the digits and signs around it ("Bhutan@2026" is
// "bhutan"), and for both with the usual replacements undone ("p@ssw0rd").
func (p *policy) isCommon(password string) bool {
	lower := strings.ToLower(password)
	word := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	undo := strings.NewReplacer("@", "a", "$", "s", "!", "i", "0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")
	for _, form := range []string{lower, word, undo.Replace(lower), undo.Replace(word)} {
		form = plainOf(form)
		if p.common[form] {
			return true
		}
		// The same word twice is no better than once.
		if half := len(form) / 2; half > 0 && form[:half] == form[half:] && p.common[form[:half]] {
			return true
		}
	}
	return false
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// isRun tells whether nearly all steps from one character to the next are the same: 1234567890, zyxwvut….
func isRun(s string) bool {
	runes := []rune(s)
	steps := map[rune]int{}
	for i := 1; i < len(runes); i++ {
		steps[runes[i]-runes[i-1]]++
	}
	return steps[1] >= len(runes)-3 || steps[-1] >= len(runes)-3
}

// withoutOwn removes what others know of the person.
func withoutOwn(plain string, who org.Person) string {
	local, _, _ := strings.Cut(who.Email, "@")
	own := append(strings.Fields(who.Name), strings.Fields(who.NameDz)...)
	for _, part := range append(own, who.EID, local) {
		if part = plainOf(part); utf8.RuneCountInString(part) >= 3 {
			plain = strings.ReplaceAll(plain, part, "")
		}
	}
	return plain
}
