package export

// Questions gives the questions of a GIFT file that a bank could hold, each written again, and how many problems there were.
func Questions(data []byte) (written []string, problems int) {
	all, found := parseGIFT("fuzz.gift", data)
	for _, q := range all {
		if q.tail == "" && (q.kind == kindChoice || q.kind == kindTrueFalse || q.kind == kindMatching) {
			written = append(written, q.String())
		}
	}
	return written, len(found)
}
