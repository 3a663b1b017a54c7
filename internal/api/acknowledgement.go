package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/learning"
)

// acknowledgement is the text to sign, worded for the person's post. What is signed is the text of this hash.
type acknowledgement struct {
	Role  string `json:"role"`
	Title string `json:"title"`
	HTML  string `json:"html"`
	Hash  string `json:"hash"`
	Lang  string `json:"lang"`
}

// newAcknowledgement gives the text as rendered at load; the hash is over its source, so a client must send it back as it came.
func newAcknowledgement(a courses.Acknowledgement) *acknowledgement {
	return &acknowledgement{Role: a.Role, Title: a.Title, HTML: a.HTML, Hash: a.Hash, Lang: learning.English}
}

// signature is what was signed.
type signature struct {
	Role           string    `json:"role"`
	Title          string    `json:"title"`
	TextHash       string    `json:"text_hash"`
	TypedName      string    `json:"typed_name"`
	RegisteredName string    `json:"registered_name"`
	Signed         time.Time `json:"signed,omitzero"`
	Lang           string    `json:"lang"` // in which the text was read
}

// newSignature keeps both names: they need not be alike to the letter.
func newSignature(s *learning.SignatureData, at time.Time) *signature {
	return &signature{s.Role, s.Title, s.TextHash, s.TypedName, s.RegisteredName, at, tongue(s.Lang)}
}

// question is "I cannot sign yet", in the person's words.
type question struct {
	Text   string    `json:"text"`
	Raised time.Time `json:"raised"`
}

// signatureBody is what PUT …/acknowledgement takes.
type signatureBody struct {
	TextHash  string `json:"text_hash" validate:"required,max=100" label:"The hash of the text that was read"`
	TypedName string `json:"typed_name" validate:"required,max=480" label:"Your name"`
}

// sign signs the acknowledgement in the language of the text whose hash is given, and issues the certificate when that completes the course.
func (a *API) sign(c *fiber.Ctx) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	var given signatureBody
	if err := body(c, &given); err != nil {
		return err
	}
	p, err := a.learning.Sign(c.UserContext(), asker(c), course.ID,
		learning.Signature{TextHash: given.TextHash, TypedName: given.TypedName, Via: learning.ViaAPI})
	if err != nil {
		return err
	}
	return a.sendCompletion(c, p)
}

// questionBody is what POST …/questions takes.
type questionBody struct {
	Text string `json:"text" validate:"required" label:"What keeps you from signing"`
}

// raiseQuestion records that somebody cannot sign yet, and why. The same words again are one question.
func (a *API) raiseQuestion(c *fiber.Ctx) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	var given questionBody
	if err := body(c, &given); err != nil {
		return err
	}
	p, err := a.learning.RaiseQuestion(c.UserContext(), asker(c), course.ID, given.Text, learning.ViaAPI)
	if err != nil {
		return err
	}
	return c.JSON(progressAnswer{a.marked(), newProgress(p)})
}
