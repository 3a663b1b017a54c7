package signals

import (
	"cmp"
	"slices"

	"lamtoen/internal/org"
)

// Least is how many people a group must have to be shown.
const Least = 30

// visible chooses the agencies whose figures may be shown, given how many people each has with all below it, and how many there
// are in the whole country, which stands above them as "". The country is shown too where the map it returns has it.
//
// Whoever sees the shares of a group and of parts of it can work out the shares of what the parts leave. Since agencies lie
// within each other or apart, all that can be worked out is put together from the remainders: what each shown group has beyond
// the shown groups directly within it. So an agency is shown only if it has Least people and leaves of the group around it
// nobody, or Least. The higher ones are looked at first, and of those side by side the larger, so that most people are in a
// group that is shown.
func visible(tree *org.Tree, below map[org.AgencyCode]int, whole int) map[org.AgencyCode]bool {
	if whole < Least {
		return nil
	}
	remains := map[org.AgencyCode]int{"": whole} // of each shown group
	shown := map[org.AgencyCode]bool{"": true}
	for _, code := range candidates(tree, below) {
		around := tree.Parent(code)
		for around != "" && !shown[around] {
			around = tree.Parent(around)
		}
		if left := remains[around] - below[code]; left == 0 || left >= Least {
			remains[around], remains[code], shown[code] = left, below[code], true
		}
	}
	return shown
}

// candidates are the agencies that are large enough, in the order in which visible looks at them.
func candidates(tree *org.Tree, below map[org.AgencyCode]int) []org.AgencyCode {
	level := map[org.AgencyCode]int{}
	var list []org.AgencyCode
	for _, a := range tree.All() {
		level[a.Code] = len(tree.Path(a.Code))
		if below[a.Code] >= Least {
			list = append(list, a.Code)
		}
	}
	slices.SortFunc(list, func(a, b org.AgencyCode) int {
		return cmp.Or(cmp.Compare(level[a], level[b]), cmp.Compare(below[b], below[a]), cmp.Compare(a, b))
	})
	return list
}
