package signals

// What makes two people's answers alike.
const (
	leastWrong = 20    // wrong answers that a question needs before it tells anything
	leastSame  = 3     // same wrong answers that a pair needs
	tooRare    = 0.001 // expected number of such pairs in the agency by chance
)

// chances gives of each question the chance that two people who both got it wrong, each alone, gave the same wrong answer: 1 where
// too few got it wrong to say.
func chances(everybody []*record) map[uint32]float64 {
	counts, totals := map[wrong]float64{}, map[uint32]float64{}
	for _, r := range everybody {
		for _, w := range r.wrong {
			counts[w]++
			totals[w.item]++
		}
	}
	p := make(map[uint32]float64, len(totals))
	for w, n := range counts {
		share := n / totals[w.item]
		p[w.item] += share * share
	}
	for item, n := range totals {
		if n < leastWrong {
			p[item] = 1
		}
	}
	return p
}

// alike marks those of an agency who belong to a pair whose wrong answers are the same far beyond chance.
func alike(agency []*record, p map[uint32]float64) []bool {
	marked := make([]bool, len(agency))
	index := map[wrong][]int{}
	for i, r := range agency {
		for _, w := range r.wrong {
			index[w] = append(index[w], i)
		}
	}
	pairs := float64(len(agency)) * float64(len(agency)-1) / 2
	same := make([]uint16, len(agency))
	for i, r := range agency {
		clear(same)
		for _, w := range r.wrong {
			for _, k := range index[w] {
				same[k]++
			}
		}
		for k := i + 1; k < len(agency); k++ {
			if same[k] >= leastSame && pairs*rarity(r.wrong, agency[k].wrong, p) < tooRare {
				marked[i], marked[k] = true, true
			}
		}
	}
	return marked
}

// rarity is the chance that two people who each answer alone give at least as many same wrong answers as these two, among the
// questions that both got wrong. Both lists are in the order of the questions.
func rarity(a, b []wrong, p map[uint32]float64) float64 {
	same := 0
	exactly := []float64{1} // exactly[k]: the chance of k same answers among the questions so far
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch {
		case a[i].item < b[k].item:
			i++
		case a[i].item > b[k].item:
			k++
		default:
			if a[i] == b[k] {
				same++
			}
			exactly = draw(exactly, p[a[i].item])
			i, k = i+1, k+1
		}
	}
	tail := 0.0
	for _, chance := range exactly[same:] {
		tail += chance
	}
	return tail
}

// draw adds one more draw that comes out with the chance p.
func draw(exactly []float64, p float64) []float64 {
	next := make([]float64, len(exactly)+1)
	for k, chance := range exactly {
		next[k] += chance * (1 - p)
		next[k+1] += chance * p
	}
	return next
}
