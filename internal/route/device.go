package route

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
)

// What the pages and their service worker (web/static/device.js, worker.js) say to each other beside the page itself.
const (
	// HeaderReader says on each answer whose page it is, and on a request from the queue for whom it was kept.
	HeaderReader = "Lamtoen-Reader"
	// HeaderKeep asks for a copy to keep on the device, and says on an answer that it may be kept.
	HeaderKeep = "Lamtoen-Keep"
	// HeaderAge marks a request that waited on the device for a link: how long, in milliseconds.
	HeaderAge = "Lamtoen-Age"
	// HeaderPass comes with what a pupil's device kept: it counts for that pupil, also when they have signed out meanwhile.
	HeaderPass = "Lamtoen-Pass"
)

// Readers of a page that nobody is named on.
const (
	ReaderNobody = "nobody" // who keeps something on this device may come back
	ReaderShared = "shared" // a shared device keeps nothing
	ReaderOut    = "out"    // has just signed out: what was kept goes
)

// ReaderPupil is a pupil as the reader of a page.
func ReaderPupil(class string, roll int) string { return "pupil-" + class + "-" + strconv.Itoa(roll) }

// SetReader says whose page the answer is where that is not a person of the register.
func SetReader(c *fiber.Ctx, tag string) { c.Locals(readerKey, tag) }

// Reader is whose page the answer is. What a device keeps belongs to one reader and goes when another comes.
func Reader(c *fiber.Ctx) string {
	if tag, ok := c.Locals(readerKey).(string); ok {
		return tag
	}
	session := Session(c)
	switch {
	case session.Shared, session.Group != "":
		return ReaderShared
	case session.Principal.ID == "":
		return ReaderNobody
	}
	return string(session.Principal.ID)
}

// Queued tells whether the request waited on a device for a link.
func Queued(c *fiber.Ctx) bool { return c.Get(HeaderAge) != "" }

// Happened is when the device says that a queued request was made, by the server's clock, since a telephone's may be wrong; zero
// for a request that was not queued.
func Happened(c *fiber.Ctx, now time.Time) time.Time {
	age, err := strconv.ParseInt(c.Get(HeaderAge), 10, 64)
	if err != nil {
		return time.Time{}
	}
	const most = 365 * 24 * time.Hour
	return now.Add(-min(max(0, time.Duration(age)), most/time.Millisecond) * time.Millisecond)
}

// ForCopy tells whether the page is asked for to be kept on the device: nobody reads it now.
func ForCopy(c *fiber.Ctx) bool { return c.Get(HeaderKeep) != "" }
