package intake

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// isDay tells whether a column of the field holds days.
func (f Field) isDay() bool {
	return f == FieldJoined || f == FieldFrom || f == FieldLeaveFrom || f == FieldLeaveUntil
}

// reading is a day as it was read, and what had to be guessed.
type reading struct {
	day   day.Date
	other day.Date // the other day that it could mean; "" when there is one meaning
	wrong string   // why it is none, with how to mend it
}

const (
	dayHelp = "Write it as day/month/year, for example 31/12/2026, or as 2026-12-31."
	// The serial numbers that are taken for days: from 1 January 1950 to the end of 2099. Excel counts from 1900.
	firstSerial, lastSerial = 18264, 73050
	// pivot: two digits of a year from here on are of the last century.
	pivot = 50
)

// readDay reads a day in the forms that Bhutanese files have: 31/12/2026, 31.12.2026, 31-Dec-2026, 2026-12-31, and the number
// by which spreadsheets keep it. Where day and month could be exchanged, the day is first.
func readDay(text string) reading {
	if text == "" {
		return reading{}
	}
	if n, ok := serial(text); ok {
		base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		return reading{day: day.Date(base.AddDate(0, 0, n).Format("2006-01-02"))}
	}
	parts := strings.FieldsFunc(withoutTime(text), func(r rune) bool {
		return r == '/' || r == '.' || r == '-' || r == ' ' || r == ',' || r == '–'
	})
	if len(parts) == 1 && len(parts[0]) == 8 && digits(parts[0]) {
		parts = []string{parts[0][:4], parts[0][4:6], parts[0][6:]}
	}
	if len(parts) != 3 {
		return reading{wrong: fmt.Sprintf("“%s” is not a date. %s", clip(text), dayHelp)}
	}
	return readParts(text, parts)
}

// readParts reads a day that was written in three parts.
func readParts(text string, parts []string) reading {
	no := reading{wrong: fmt.Sprintf("“%s” is not a day of the calendar. %s", clip(text), dayHelp)}
	if len(parts[0]) == 4 && digits(parts[0]) { // year first
		month, ok := monthOf(parts[1])
		if d := theDay(number(parts[0]), month, number(parts[2])); ok && d != "" {
			return reading{day: d}
		}
		return no
	}
	year, ok := yearOf(parts[2])
	if !ok {
		return no
	}
	if month, named := monthName(parts[0]); named { // Dec 31, 2026
		if d := theDay(year, month, number(ordinal(parts[1]))); d != "" {
			return reading{day: d}
		}
		return no
	}
	first := number(ordinal(parts[0]))
	if month, named := monthName(parts[1]); named {
		if d := theDay(year, month, first); d != "" {
			return reading{day: d}
		}
		return no
	}
	second := number(parts[1])
	if second > 12 && second <= 31 && first >= 1 && first <= 12 {
		return reading{wrong: fmt.Sprintf("“%s” has the month first. %s", clip(text), dayHelp)}
	}
	d := theDay(year, second, first)
	if d == "" {
		return no
	}
	r := reading{day: d}
	if first <= 12 && first != second {
		r.other = theDay(year, first, second)
	}
	return r
}

// serial reads the number of a day as a spreadsheet keeps it; a time behind the point is left out.
func serial(text string) (int, bool) {
	whole, part, found := strings.Cut(text, ".")
	if len(whole) != 5 || !digits(whole) || found && !digits(part) {
		return 0, false
	}
	n := number(whole)
	return n, n >= firstSerial && n <= lastSerial
}

func withoutTime(text string) string {
	if i := strings.IndexByte(text, 'T'); i == 10 {
		return text[:i]
	}
	head, tail, ok := strings.Cut(text, " ")
	if ok && strings.Contains(tail, ":") {
		return head
	}
	return text
}

func theDay(year, month, dayOf int) day.Date {
	d, err := day.Parse(fmt.Sprintf("%04d-%02d-%02d", year, month, dayOf))
	if err != nil || year < 1900 || year > 2199 {
		return ""
	}
	return d
}

// number reads a few digits; -1 for anything else.
func number(s string) int {
	if len(s) > 5 || !digits(s) {
		return -1
	}
	n, _ := strconv.Atoi(s) // digits, and few
	return n
}

func digits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

func ordinal(s string) string {
	for _, end := range []string{"st", "nd", "rd", "th"} {
		if n, ok := strings.CutSuffix(strings.ToLower(s), end); ok {
			return n
		}
	}
	return s
}

func yearOf(s string) (int, bool) {
	n := number(strings.TrimPrefix(s, "'"))
	switch {
	case len(s) == 4 && n > 0:
		return n, true
	case len(s) == 2 && n >= pivot:
		return 1900 + n, true
	case len(s) == 2 && n >= 0:
		return 2000 + n, true
	}
	return 0, false
}

func monthOf(s string) (int, bool) {
	if m, ok := monthName(s); ok {
		return m, true
	}
	n := number(s)
	return n, n >= 1
}

// monthName knows the months by their English names and their first three letters or more.
func monthName(s string) (int, bool) {
	s = strings.ToLower(s)
	if len(s) < 3 {
		return 0, false
	}
	if s == "sept" {
		return 9, true
	}
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), s) {
			return int(m), true
		}
	}
	return 0, false
}

// readEID reads an EID. A spreadsheet may have made a number of it and written 2.00801E+08: where all digits are still there
// they are taken, else nobody can know them.
func readEID(text string) (eid, wrong string) {
	text = strings.TrimSuffix(text, ".0")
	mantissa, exponent, found := strings.Cut(strings.ToUpper(text), "E+")
	if !found {
		mantissa, exponent, found = strings.Cut(strings.ToUpper(text), "E")
		found = found && strings.Contains(mantissa, ".")
	}
	if !found || !digits(strings.Replace(mantissa, ".", "", 1)) || !digits(exponent) {
		return org.NormalEID(text), ""
	}
	_, decimals, _ := strings.Cut(mantissa, ".")
	f, err := strconv.ParseFloat(mantissa+"E"+exponent, 64)
	if err != nil || len(decimals) < number(exponent) || f >= 1e15 || f != math.Trunc(f) {
		return "", fmt.Sprintf("The spreadsheet has shortened this EID to “%s”, so its digits are lost. Make the column text in the file and enter it again.", clip(text))
	}
	return strconv.FormatInt(int64(f), 10), ""
}

// readKind reads the kind of a person in the words of HR systems.
func readKind(text string) (org.Kind, bool) {
	plain := plainTitle(text)
	if k := org.Kind(strings.ToLower(strings.ReplaceAll(text, " ", "-"))); k.Valid() {
		return k, true
	}
	for kind, words := range map[org.Kind]string{
		org.KindRegular:         "regular regularstaff regularemployee regularcivilservant permanent civilservant",
		org.KindContract:        "contract contractstaff contractual contractemployee consolidatedcontract regularcontract temporary",
		org.KindSupportStaff:    "supportstaff esp gsp espgsp gspesp elementaryservicepersonnel generalservicepersonnel generalsupportpersonnel",
		org.KindJudicialService: "judicialservice judicial judiciary judicialservicepersonnel",
		org.KindElected:         "elected electedofficial electedrepresentative",
		org.KindUniformed:       "uniformed uniformedservice armedforces police",
		org.KindInvited:         "invited invitee guest",
	} {
		if slices.Contains(strings.Fields(words), plain) {
			return kind, true
		}
	}
	return "", false
}

func readSex(text string) (string, bool) {
	switch plainTitle(text) {
	case "f", "female", "woman", "women":
		return org.SexFemale, true
	case "m", "male", "man", "men":
		return org.SexMale, true
	}
	return "", false
}

func readLanguage(text string) (string, bool) {
	switch plainTitle(text) {
	case "en", "english", "eng":
		return "en", true
	case "dz", "dzongkha", "dzo":
		return "dz", true
	}
	return "", false
}

// readFlags reads a list of flags; what is none is given back.
func readFlags(text string) (flags []org.Flag, odd string) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '/' || r == '+' }) {
		f := org.Flag(plainTitle(word))
		switch f {
		case "":
			continue
		case "socialmedialead":
			f = org.FlagLead
		case "ictofficer":
			f = org.FlagICT
		case "informationandmediaofficer", "mediaofficer":
			f = org.FlagIMO
		case "headofagency", "agencyhead":
			f = org.FlagHead
		}
		if !slices.Contains(org.Flags(), f) {
			return nil, strings.TrimSpace(word)
		}
		flags = append(flags, f)
	}
	slices.Sort(flags)
	return slices.Compact(flags), ""
}

// clip shortens a foreign text for a message.
func clip(s string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s))
	if len(runes) <= 40 {
		return string(runes)
	}
	return string(runes[:40]) + "…"
}
