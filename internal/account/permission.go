package account

import (
	"slices"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Permission is what a route asks for. Each one is a row of docs/permissions.md.
type Permission string

// The permissions. What each allows, and to whom, stands in docs/permissions.md.
const (
	Public         Permission = "public"          // pages that need no sign-in
	SignedIn       Permission = "signed-in"       // one's own account: sessions, password, notices, language
	Learn          Permission = "learn"           // one's own training, record and certificates
	ViewCoverage   Permission = "view-coverage"   // figures by agency, without names
	ViewPeople     Permission = "view-people"     // register entries: name, EID, agency, posts
	ViewNames      Permission = "view-names"      // whose training status stands behind a figure; never answers
	ResetCodes     Permission = "reset-codes"     // print one-time codes; IssueResetCode narrows it by whom
	ManageAccounts Permission = "manage-accounts" // people's accounts, grants, settings
	ManageRules    Permission = "manage-rules"    // who must be trained by when
	ManageDuties   Permission = "manage-duties"   // exempt people, give them more time, accept training from elsewhere; holidays and closures
	ManageOutages  Permission = "manage-outages"  // record when courses could not be taken
	ViewContent    Permission = "view-content"    // drafts, versions and the policy matrix
	ManageContent  Permission = "manage-content"  // decide about content: groups' codes to be published
	ApproveContent Permission = "approve-content" // approve a version of a course that one's office owns, or return it
	ManageErrata   Permission = "manage-errata"   // mark a question as faulty, and withdraw that
	Teach          Permission = "teach"           // what a class must not see: quizzes on paper with their answers
	ViewItems      Permission = "view-items"      // figures of questions, without people
	ViewSignals    Permission = "view-signals"    // shares of groups whose work looks unlike reading, without people
	ViewAudit      Permission = "view-audit"      // the log of administrative acts
	RunGroups      Permission = "run-groups"      // run group sessions for people of the scope, and enter their signed sheets
	AgencyPlan     Permission = "agency-plan"     // the plan of one's own agency; workbook.Access narrows it
	MakeReports    Permission = "make-reports"    // make reports of the whole country; letters go by view-coverage
	ViewPlans      Permission = "view-plans"      // which agencies have a plan, and agreed plans, without names
	ManageAgencies Permission = "manage-agencies" // reorganise agencies, place their people, appoint focal officers
	ViewMessages   Permission = "view-messages"   // what people were sent, when and why, and what became of it
	LendRole       Permission = "lend-role"       // lend one's own view to a colleague until a day
	AnswerCases    Permission = "answer-cases"    // what people of the scope say is wrong with their record; appeal narrows it
	ManageRegister Permission = "manage-register" // take files of the staff register; see how old it is
	ManageSchools  Permission = "manage-schools"  // schools, their years, who teaches and heads there
	RunClasses     Permission = "run-classes"     // classes that one teaches, or of the school that one heads; classes.For narrows it
	ViewClasses    Permission = "view-classes"    // figures of schools and their classes, never a pupil's; a teacher's own: the school they head
	Pupil          Permission = "pupil"           // a signed-in pupil's own work; no person holds it
)

// RoleHead is not granted but follows from a post with the flag "head", for as long as the post lasts.
const RoleHead org.Role = "head"

// Reach says over what a role holds a permission.
type Reach string

// The reaches, as they are written in the table.
const (
	Nothing  Reach = "–"
	Yes      Reach = "yes"   // allowed; the permission is not about people
	Own      Reach = "own"   // about oneself only
	InScope  Reach = "scope" // about the agency of the grant and all below it
	Everyone Reach = "all"   // about everybody
)

// Rule is one row of the table: how far each role reaches with the permission. Roles add up, and everyone who has signed
// in is a learner.
type Rule struct {
	Permission                                                                 Permission
	Anyone, Learner, Focal, Teacher, Head, RCSC, MoIC, Admin, Education, Pupil Reach
}

// Rules is the table of docs/permissions.md, in its order.
func Rules() [32]Rule {
	const no, yes, own, scope, all = Nothing, Yes, Own, InScope, Everyone
	return [32]Rule{
		// permission     anyone learner focal teacher head  rcsc moic admin education pupil
		{Public, yes, yes, yes, yes, yes, yes, yes, yes, yes, yes},
		{SignedIn, no, yes, yes, yes, yes, yes, yes, yes, yes, no},
		{Learn, no, own, own, own, own, own, own, own, own, no},
		{ViewCoverage, no, no, scope, no, scope, all, all, no, no, no},
		{ViewPeople, no, no, scope, no, no, all, no, all, no, no},
		{ViewNames, no, no, scope, no, no, all, no, no, no, no},
		{ResetCodes, no, no, scope, no, no, all, no, all, no, no},
		{ManageAccounts, no, no, no, no, no, no, no, all, no, no},
		{ManageRules, no, no, no, no, no, all, no, no, no, no},
		{ManageDuties, no, no, no, no, no, all, no, no, no, no},
		{ManageOutages, no, no, no, no, no, no, no, yes, no, no},
		{ViewContent, no, no, no, no, no, yes, yes, no, no, no},
		{ManageContent, no, no, no, no, no, no, yes, no, no, no},
		{ApproveContent, no, no, no, no, no, yes, yes, no, no, no},
		{ManageErrata, no, no, no, no, no, no, yes, no, no, no},
		{Teach, no, no, no, yes, no, yes, yes, no, no, no},
		{ViewItems, no, no, no, no, no, no, yes, no, no, no},
		{ViewSignals, no, no, no, no, no, all, all, no, no, no},
		{ViewAudit, no, no, no, no, no, yes, no, no, no, no},
		{RunGroups, no, no, scope, no, scope, all, no, no, no, no},
		{AgencyPlan, no, yes, yes, yes, yes, yes, yes, yes, yes, no},
		{MakeReports, no, no, no, no, no, yes, no, no, no, no},
		{ViewPlans, no, no, no, no, no, all, all, no, no, no},
		{ManageAgencies, no, no, no, no, no, yes, no, no, no, no},
		{ViewMessages, no, no, scope, no, no, all, no, all, no, no},
		{LendRole, no, no, yes, no, no, yes, no, no, no, no},
		{AnswerCases, no, no, scope, no, no, all, no, no, no, no},
		{ManageRegister, no, no, no, no, no, all, no, all, no, no},
		{ManageSchools, no, no, no, no, no, no, no, all, all, no},
		{RunClasses, no, no, no, own, no, no, no, no, no, no},
		{ViewClasses, no, no, no, own, no, all, all, no, all, no},
		{Pupil, no, no, no, no, no, no, no, no, no, own},
	}
}

// Allowed tells whether the principal holds the permission, and over which agencies. The zero principal is somebody who has
// not signed in. The scope of yes and own is empty: nobody else. Pupils hold what their column says, and services what
// is public until their own row is written. A focal officer's or teacher's grant without an agency gives nothing, since both always carry a scope.
func Allowed(p org.Principal, permission Permission) (org.Scope, bool) {
	rule, ok := ruleOf(permission)
	if !ok {
		return org.Scope{}, false
	}
	person := p.Kind == org.PrincipalPerson && p.ID != ""
	pupil := p.Kind == org.PrincipalPupil
	allowed := rule.Anyone != Nothing || person && rule.Learner != Nothing || pupil && rule.Pupil != Nothing
	var scope org.Scope
	if !person {
		return scope, allowed
	}
	for _, grant := range p.Grants {
		switch reach := rule.of(grant.Role); {
		case grant.Lent != "" && !lends(grant.Role, permission):
		case reach == Nothing || reach == InScope && grant.Agency == "":
		case reach == Yes && grant.Agency != "" && !grant.Role.Scoped():
			// What is about the whole country cannot be held for one agency of it.
		case reach == InScope || reach == Everyone && grant.Agency != "":
			// A national role that was granted for one agency only reaches no further than that agency.
			allowed = true
			if !slices.Contains(scope.Agencies, grant.Agency) {
				scope.Agencies = append(scope.Agencies, grant.Agency)
			}
		case reach == Everyone:
			allowed, scope.All = true, true
		default:
			allowed = true
		}
	}
	if scope.All {
		scope.Agencies = nil
	}
	return scope, allowed
}

func ruleOf(permission Permission) (Rule, bool) {
	rules := Rules()
	for i := range rules {
		if rules[i].Permission == permission {
			return rules[i], true
		}
	}
	return Rule{}, false
}

func (r Rule) of(role org.Role) Reach {
	switch role {
	// A learner's reach is looked up apart, since it needs no grant.
	case org.RoleFocal:
		return r.Focal
	case org.RoleTeacher:
		return r.Teacher
	case RoleHead:
		return r.Head
	case org.RoleRCSC:
		return r.RCSC
	case org.RoleMoIC:
		return r.MoIC
	case org.RoleAdmin:
		return r.Admin
	case org.RoleEducation:
		return r.Education
	}
	return Nothing
}

// Principal is the person with the grants that hold at the instant, and with the role of a head of agency where a post of
// that day carries the flag.
func (s *Service) Principal(id org.PersonID, at time.Time) org.Principal {
	p := s.register.Principal(id, at)
	post, ok := s.register.PostAt(id, day.Of(at))
	if ok && slices.Contains(post.Flags, org.FlagHead) {
		p.Grants = append(slices.Clip(p.Grants), org.Grant{Person: id, Role: RoleHead, Agency: post.Agency})
	}
	return p
}
