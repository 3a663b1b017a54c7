package courses

import "slices"

// Everyone is the role whose acknowledgement is signed by those who have none of their own.
const Everyone = "everyone"

// Acknowledgement is the text that a learner signs, worded for one role.
type Acknowledgement struct {
	Role  string `json:"role"`
	Title string `json:"title"`
	Text  string `json:"text"` // Markdown
	HTML  string `json:"html"`
	Hash  string `json:"hash"` // h1: of role, title and text; a signature names it
}

// Acknowledgement is the text for a role, or else the one for everyone; false when the course has none to sign.
func (c *Course) Acknowledgement(role string) (Acknowledgement, bool) {
	for _, wanted := range []string{role, Everyone} {
		i := slices.IndexFunc(c.Acknowledgements, func(a Acknowledgement) bool { return a.Role == wanted })
		if i >= 0 {
			return c.Acknowledgements[i], true
		}
	}
	return Acknowledgement{}, false
}
