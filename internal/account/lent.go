package account

import "lamtoen/internal/org"

// LentRule is one row of the table of lent views: how far somebody reaches with the permission to whom the role was lent. A permission
// without a row does not go along.
type LentRule struct {
	Permission  Permission
	Focal, RCSC Reach
}

// LentRules is the second table of docs/permissions.md, in its order. A lent view looks, and takes with it what it sees; of what decides or
// changes it carries only a focal officer's daily work with the people of the agency, which cannot wait for the officer's return.
func LentRules() []LentRule {
	const no, yes, scope, all = Nothing, Yes, InScope, Everyone
	return []LentRule{
		{ViewCoverage, scope, all},
		{ViewPeople, scope, all},
		{ViewNames, scope, all},
		{ViewMessages, scope, all},
		{ResetCodes, scope, no},
		{RunGroups, scope, no},
		{AnswerCases, scope, no},
		{MakeReports, no, yes},
		{ViewPlans, no, all},
		{ViewSignals, no, all},
		{ViewContent, no, yes},
		{ViewAudit, no, yes},
		{Teach, no, yes},
	}
}

// lends tells whether the permission goes along when the role is lent.
func lends(role org.Role, permission Permission) bool {
	for _, r := range LentRules() {
		if r.Permission != permission {
			continue
		}
		switch role {
		case org.RoleFocal:
			return r.Focal != Nothing
		case org.RoleRCSC:
			return r.RCSC != Nothing
		case org.RoleLearner, org.RoleTeacher, RoleHead, org.RoleMoIC, org.RoleAdmin: // not lent
		}
	}
	return false
}
