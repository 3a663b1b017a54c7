package courses

// nearest is the candidate that differs from word by at most two letters (one in short words), or "".
func nearest[T ~string](word string, candidates []T) T {
	best, limit := T(""), 3
	if len(word) < 5 {
		limit = 2
	}
	for _, c := range candidates {
		if d := distance(word, string(c), limit); d < limit {
			best, limit = c, d
		}
	}
	return best
}

// distance is the number of letters to insert, remove or replace (Levenshtein), or limit when it is that many or more.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > maxID {
		return limit
	}
	row := make([]int, len(b)+1) // one row of the table is enough: each cell needs its left, upper and upper-left neighbour
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return min(row[len(b)], limit)
}
