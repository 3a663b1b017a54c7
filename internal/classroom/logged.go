package classroom

import (
	"context"
	"fmt"

	"lamtoen/internal/audit"
)

// The acts of a session that the log holds, beside those on paper. Lessons that were gone through are training records, not
// acts: they name the session and who ran it.
const (
	actOpened   = "group.opened"
	actClosed   = "group.closed"
	actReopened = "group.reopened"
)

// log tells the log of an act about a session before it is done: what it was before and is after. The code to join by is not
// told, since whoever holds it can join.
func (s *Service) log(ctx context.Context, o Officer, action string, session Session, before Phase) error {
	said := map[Phase]string{Planned: "planned", Open: "open", Over: "closed"}
	after := map[string]string{actOpened: "opened", actClosed: "closed", actReopened: "open again until the end of the day"}[action]
	if action == actOpened {
		after += fmt.Sprintf(": %s %s on %s, at %s", session.Course, session.Version, session.Day.ISO(), session.Place)
	}
	err := s.audit.Append(ctx, audit.Entry{
		At: s.now(), By: string(o.ID), Action: action, Subject: session.ID, Agency: string(session.Agency), Before: said[before], After: after,
	})
	if err != nil {
		return fmt.Errorf("classroom: audit: %w", err)
	}
	return nil
}
