package account

import (
	"fmt"
	"slices"
	"time"

	"lamtoen/internal/day"
)

// maxNotices is how many notices an account keeps; the oldest go first.
const maxNotices = 20

// NoticeKind says what a notice is about.
type NoticeKind string

// The kinds of notice.
const (
	FailedAttempts  NoticeKind = "failed-attempts"  // wrong passwords since the last sign-in: Count, Since
	CodeIssued      NoticeKind = "code-issued"      // a reset code was printed and not used yet: By
	PasswordReset   NoticeKind = "password-reset"   // a reset code was used: By, Since (when it was printed)
	PasswordChanged NoticeKind = "password-changed" // the password was changed by someone who was signed in
	TokenReused     NoticeKind = "token-reused"     // an old copy of a sign-in was used and the session ended: Device
)

// Notice is something that the owner of an account should know. It is shown at the next sign-in and until dismissed.
type Notice struct {
	Kind   NoticeKind `bson:"kind" json:"kind"`
	At     time.Time  `bson:"at" json:"at"`
	Since  time.Time  `bson:"since,omitempty" json:"since,omitzero"`
	Count  int        `bson:"count,omitempty" json:"count,omitempty"`
	By     string     `bson:"by,omitempty" json:"by,omitempty"`         // a name
	Device string     `bson:"device,omitempty" json:"device,omitempty"` // as in Device.Name
}

// Text is the notice in English. Pages in another language build it from the fields.
func (n Notice) Text() string {
	switch n.Kind {
	case FailedAttempts:
		return fmt.Sprintf("%s to sign in to your account since %s. If it was not you, change your password.",
			plural(n.Count, "failed attempt"), clock(n.Since))
	case CodeIssued:
		return fmt.Sprintf("A one-time code for a new password was printed for you by %s on %s. If you did not ask for it, tell your "+
			"agency and RCSC.", n.By, clock(n.At))
	case PasswordReset:
		return fmt.Sprintf("Your password was reset by %s on %s. If you did not ask for it, tell your agency and RCSC.",
			n.By, clock(n.At))
	case PasswordChanged:
		return fmt.Sprintf("Your password was changed on %s. All other devices were signed out.", clock(n.At))
	case TokenReused:
		return fmt.Sprintf("On %s an old copy of your sign-in (%s) was used, so that sign-in was ended. If you did not restore a "+
			"browser or a phone from a backup, change your password.", clock(n.At), n.Device)
	}
	return "Something about your account has changed. If you did not expect it, change your password."
}

// clock writes an instant as people in Bhutan read it.
func clock(t time.Time) string { return t.In(day.Thimphu).Format("2 January 2006 at 15:04") }

func (a *account) add(n Notice) {
	a.Notices = append(a.Notices, n)
	if over := len(a.Notices) - maxNotices; over > 0 {
		a.Notices = a.Notices[over:]
	}
}

// drop removes the notices of a kind.
func (a *account) drop(kind NoticeKind) {
	a.Notices = slices.DeleteFunc(a.Notices, func(n Notice) bool { return n.Kind == kind })
}

func (a *account) newestFirst() []Notice {
	notices := slices.Clone(a.Notices)
	slices.Reverse(notices)
	return notices
}
