package appeal

import (
	"fmt"
	"strconv"
	"strings"

	"lamtoen/internal/fault"
)

// Number names a case, written C-2026-0042-7: the year in Thimphu, a running number, and a check digit, so that a number that
// was misheard or mistyped is refused instead of leading to somebody else's case.
type Number string

// damm is the quasigroup of order 10 of H. M. Damm's check (doctoral thesis, Marburg 2004): it finds every single wrong digit
// and every two neighbours that were exchanged.
var damm = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
	"3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

// checkDigit is Damm's digit of a string of digits.
func checkDigit(digits string) byte {
	at := byte('0')
	for i := range len(digits) {
		at = damm[at-'0'][digits[i]-'0']
	}
	return at
}

// numberOf makes the number of the n-th case of a year.
func numberOf(year, n int) Number {
	running := fmt.Sprintf("%04d", n)
	return Number(fmt.Sprintf("C-%04d-%s-%c", year, running, checkDigit(fmt.Sprintf("%04d%s", year, running))))
}

// ParseNumber reads a number as people say and type it: in any case, with or without hyphens and spaces. One whose check digit
// is wrong is fault.CodeInvalid.
func ParseNumber(typed string) (Number, error) {
	wrong := fault.Invalid("This is not the number of a case.", fault.Field{Name: "number",
		Message: "Write the number as it was given, for example C-2026-0042-7. One digit of it may be mistaken."})
	text := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(typed)), "C")
	digits := strings.NewReplacer("-", "", " ", "", ".", "", "–", "").Replace(text)
	if len(digits) < 9 || len(digits) > 13 || strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", wrong
	}
	body, check := digits[:len(digits)-1], digits[len(digits)-1]
	if checkDigit(body) != check {
		return "", wrong
	}
	year, err := strconv.Atoi(body[:4])
	if err != nil {
		return "", wrong
	}
	n, err := strconv.Atoi(body[4:])
	if err != nil || n < 1 {
		return "", wrong
	}
	if number := numberOf(year, n); strings.ReplaceAll(string(number), "-", "") == "C"+digits {
		return number, nil
	}
	return "", wrong // with needless zeros
}

// parts takes the number apart: the year and the running number.
func (n Number) parts() (year, running int) {
	var check string
	if _, err := fmt.Sscanf(strings.ReplaceAll(string(n), "-", " "), "C %d %d %s", &year, &running, &check); err != nil {
		return 0, 0
	}
	return year, running
}
