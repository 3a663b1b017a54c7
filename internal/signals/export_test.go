package signals

import "lamtoen/internal/org"

// Visible is visible.
func Visible(tree *org.Tree, below map[org.AgencyCode]int, whole int) map[org.AgencyCode]bool {
	return visible(tree, below, whole)
}

// Rarity is rarity, of answers given as numbers by question; 0 is a right one. Chances are by question.
func Rarity(a, b []uint32, p []float64) float64 {
	list := func(given []uint32) (out []wrong) {
		for i, n := range given {
			if n > 0 {
				out = append(out, wrong{uint32(i), n})
			}
		}
		return out
	}
	byItem := map[uint32]float64{}
	for i, c := range p {
		byItem[uint32(i)] = c
	}
	return rarity(list(a), list(b), byItem)
}

// ShareOf is shareOf.
func ShareOf(n, of int) Share { return shareOf(n, of) }
