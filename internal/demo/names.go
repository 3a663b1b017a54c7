package demo

import (
	"slices"

	"lamtoen/internal/org"
)

// givenNames are in everyday use and put together by chance. Names that would make those of the Royal Family or of holders
// of high office are left out of the lists, also where they are common.
func givenNames(sex string) (first, second []string) {
	first = []string{"Karma", "Sonam", "Pema", "Tshering", "Kinley", "Chimi", "Rinchen", "Yeshey", "Dawa", "Nima", "Sherab",
		"Thinley", "Singye", "Choki", "Gyem", "Tenzin"}
	if sex == org.SexFemale {
		return first, []string{"Wangmo", "Choden", "Lhamo", "Zangmo", "Dema", "Selden", "Yuden", "Peldon", "Tshomo", "Dolkar",
			"Bidha", "Euden"}
	}
	return first, []string{"Penjor", "Norbu", "Rabten", "Zangpo", "Dendup", "Jamtsho", "Lhendup", "Samdrup", "Choda", "Dukpa",
		"Peljor", "Tobden"}
}

func (m *maker) name(sex string) string {
	first, second := givenNames(sex)
	return m.pick(first) + " " + m.pick(second)
}

func (m *maker) pick(list []string) string { return list[m.random.IntN(len(list))] }

// categories are position categories of the civil service.
func categories() []string {
	return []string{"Professional and Management", "Supervisory and Support", "Operational"}
}

// kindIn gives the kind that a chance in a hundred makes of somebody in an agency. Of RCSC's staff about one in six is on
// contract.
func kindIn(t org.AgencyType, code org.AgencyCode, chance int) org.Kind {
	switch {
	case code == "rbp":
		return org.KindUniformed
	case t == org.TypeJudiciary && chance < 80:
		return org.KindJudicialService
	case t == org.TypeStatutoryBody && chance < 8:
		return org.KindInvited
	case t == org.TypeGewog && chance < 8:
		return org.KindElected
	case chance < 16:
		return org.KindSupportStaff
	case chance < 31:
		return org.KindContract
	}
	return org.KindRegular
}

// titlesIn gives what people of an agency of the type do.
func titlesIn(t org.AgencyType) []string {
	switch t {
	case org.TypeGewog:
		return []string{"Gewog Administrative Officer", "Agriculture Extension Officer", "Livestock Extension Officer", "Gaydrung", "Accountant"}
	case org.TypeDzongkhag:
		return []string{"Planning Officer", "Education Officer", "Health Officer", "Engineer", "Accounts Officer", "Land Records Officer",
			teacher, "Health Assistant", "Environment Officer", "Culture Officer"}
	case org.TypeThromde:
		return []string{"Urban Planner", "Engineer", "Revenue Officer", "Building Inspector", teacher, "Environment Officer"}
	case org.TypeMinistry:
		return []string{"Programme Officer", "Planning Officer", "Policy Analyst", "Engineer", "Accounts Officer", "Legal Officer",
			"Human Resource Officer", "Procurement Officer"}
	}
	return []string{"Programme Officer", "Research Officer", "Accounts Officer", "Administrative Officer", "Legal Officer"}
}

// teacher is the title that carries a flag.
const teacher = "Teacher"

// position gives the i-th person of an agency what they do. The first posts of larger offices carry the roles of the
// policy; gewogs are too small for them.
func (m *maker) position(a org.Agency, k org.Kind, i int) (string, []org.Flag) {
	switch k {
	case org.KindSupportStaff:
		return m.pick([]string{"Driver", "Office Assistant", "Caretaker"}), nil
	case org.KindElected:
		return "Member of the Gewog Tshogde", nil
	case org.KindUniformed:
		return "Police Officer", nil
	case org.KindInvited:
		return "Adviser", nil
	}
	if a.Type != org.TypeGewog {
		switch i {
		case 0:
			return "Head of Office", []org.Flag{org.FlagHead}
		case 1:
			return "Chief Planning Officer", []org.Flag{org.FlagLead}
		case 2:
			return "Information and Media Officer", []org.Flag{org.FlagIMO}
		case 3:
			return "ICT Officer", []org.Flag{org.FlagICT}
		}
	}
	title := m.pick(titlesIn(a.Type))
	if title == teacher {
		return title, []org.Flag{org.FlagTeacher}
	}
	return title, nil
}

// staffing is how many people of the demonstration an agency has.
type staffing struct {
	agency org.Agency
	size   int
}

// How few people an agency may have, and a dzongkhag as long as others can do with fewer.
const (
	least            = 3
	leastInDzongkhag = 8
)

// sizes spreads the people over the agencies, in proportion to what such offices are like; what is left over or lacking is
// the dzongkhags' in turn. In a demonstration that is too small for the whole country, agencies have nobody, but for those
// of the sign-ins.
func (m *maker) sizes(named map[org.AgencyCode][]*person) []staffing {
	var out []staffing
	total, spare := 0, 0 // spare: how many people the dzongkhags can do without
	for i, a := range m.tree.All() {
		s := staffing{a, usual(a, i)}
		if isDzongkhag(s) {
			spare += s.size - leastInDzongkhag
		}
		out = append(out, s)
		total += s.size
	}
	out = slices.DeleteFunc(out, func(s staffing) bool {
		if total-spare <= m.size || named[s.agency.Code] != nil {
			return false
		}
		total -= s.size
		if isDzongkhag(s) {
			spare -= s.size - leastInDzongkhag
		}
		return true
	})
	m.fit(out, total)
	return out
}

// fit lets the dzongkhags grow or shrink in turn until the total is right, and where they cannot shrink further, all others.
func (m *maker) fit(out []staffing, total int) {
	for small := false; total != m.size; small = true {
		for before := -1; total != m.size && total != before; {
			before = total
			for i := range out {
				s := &out[i]
				switch {
				case total < m.size && isDzongkhag(*s):
					s.size++
					total++
				case total > m.size && (isDzongkhag(*s) && s.size > leastInDzongkhag || small && s.size > least):
					s.size--
					total--
				}
			}
		}
	}
}

// usual is how many people an agency has, the i-th in the tree.
func usual(a org.Agency, i int) int {
	switch a.Type {
	case org.TypeGewog:
		return least + i%4
	case org.TypeDzongkhag:
		return 22
	case org.TypeThromde:
		return 16
	case org.TypeMinistry:
		return 30
	}
	return 7
}

func isDzongkhag(s staffing) bool { return s.agency.Type == org.TypeDzongkhag }
