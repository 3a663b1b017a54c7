package demo

import (
	"slices"

	"lamtoen/internal/org"
)

// First is the EID of the learner who has not begun, and Overview that of the officer who sees the whole country: a newcomer
// is sent to the one and then to the other.
const (
	First    = "99000002"
	Overview = "99000006"
)

// offered lists the sign-ins in the order in which the page offers them. EIDs are in the same order, from 99000001.
func offered() []SignIn {
	list := []SignIn{
		{Label: "Learner who has completed the Code of Conduct", Role: org.RoleLearner},
		{Label: "Learner who has not begun", Role: org.RoleLearner},
		{Label: "Focal officer of a dzongkhag", Role: org.RoleFocal},
		{Label: "Head of an agency", Role: org.RoleLearner},
		{Label: "Teacher", Role: org.RoleTeacher},
		{Label: "Royal Civil Service Commission", Role: org.RoleRCSC},
		{Label: "Content owner, in the office that followed MoIC", Role: org.RoleMoIC},
		{Label: "Administrator", Role: org.RoleAdmin},
		{Label: "Education officer of a dzongkhag", Role: org.RoleEducation},
	}
	for i := range list {
		list[i].EID = eid(i + 1)
	}
	return list
}

// appoint makes one of the invented staff of the school's dzongkhag its education officer, the last of the sign-ins; in a
// country too small for that, somebody else's.
func (m *maker) appoint() {
	free := func(p *person) bool {
		return !p.fixed && p.grant == nil && p.before == nil && p.Kind == org.KindRegular && len(p.post.Leave) == 0 && len(p.post.Flags) == 0
	}
	i := slices.IndexFunc(m.people, func(p *person) bool { return free(p) && p.post.Agency == schoolPlace })
	if i < 0 {
		i = slices.IndexFunc(m.people, func(p *person) bool { return free(p) })
	}
	if i < 0 {
		i = slices.IndexFunc(m.people, func(p *person) bool { return !p.fixed })
	}
	p := m.people[i]
	p.EID, p.post.Position = eid(len(offered())), "Education Officer"
	p.grant = &org.Grant{Person: p.ID, Role: org.RoleEducation, Agency: schoolPlace, From: max(m.start, p.post.From)}
}

// signIns are the people behind them, by agency. A real agency has an invented person here as it has all the others.
func signIns() map[org.AgencyCode][]*person {
	who := []struct {
		agency       org.AgencyCode
		name, sex    string
		position     string
		flags        []org.Flag
		role         org.Role
		scope        org.AgencyCode
		outcome      Outcome
		joinedBefore int // days
	}{
		{"dz-punakha", "Sonam Choden", org.SexFemale, "Planning Officer", nil, "", "", OutcomeComplete, 3000},
		{"dz-trashigang", "Karma Penjor", org.SexMale, "Agriculture Officer", nil, "", "", OutcomeNotStarted, 30},
		{"dz-bumthang", "Tshering Yuden", org.SexFemale, "Human Resource Officer", nil, org.RoleFocal, "dz-bumthang", OutcomeComplete, 2500},
		{"bsb", "Kinley Norbu", org.SexMale, "Director", []org.Flag{org.FlagHead}, "", "", OutcomeComplete, 6000},
		{"dz-paro", "Pema Lhamo", org.SexFemale, teacher, []org.Flag{org.FlagTeacher}, org.RoleTeacher, "dz-paro", OutcomeComplete, 4000},
		{"rcsc", "Rinchen Dendup", org.SexMale, "Human Resource Officer", nil, org.RoleRCSC, "", OutcomeComplete, 3500},
		{"moice", "Chimi Zangmo", org.SexFemale, "Media Officer", []org.Flag{org.FlagIMO}, org.RoleMoIC, "", OutcomeComplete, 2000},
		{"govtech", "Nima Zangpo", org.SexMale, "ICT Officer", []org.Flag{org.FlagICT}, org.RoleAdmin, "", OutcomeComplete, 2800},
	}
	out := map[org.AgencyCode][]*person{}
	for i, w := range who {
		p := &person{outcome: w.outcome, fixed: true}
		p.EID, p.Name, p.Sex, p.Kind, p.Category = eid(i+1), w.name, w.sex, org.KindRegular, categories()[0]
		p.post.Position, p.post.Flags = w.position, w.flags
		p.daysAgo = w.joinedBefore
		if w.role != "" {
			p.grant = &org.Grant{Role: w.role, Agency: w.scope}
		}
		out[w.agency] = append(out[w.agency], p)
	}
	return out
}
