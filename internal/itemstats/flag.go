package itemstats

import (
	"math"
	"slices"
)

// Flag is something that the content lead should look at. No flag says that a question is bad: the reader decides.
type Flag string

// The flags.
const (
	// TooEasy is a facility above 0.95: nearly everybody knows it, so it tells little.
	TooEasy Flag = "too-easy"
	// TooHard is a facility below 0.30: with four options, little better than guessing.
	TooHard Flag = "too-hard"
	// Negative is a discrimination below nought beyond chance (one-sided, 5 per cent): those who know more get it wrong more
	// often. The key may be wrong, or a true option be read as false.
	Negative Flag = "negative"
	// Unpicked is a wrong option that nobody chose though at least 20 chose wrongly among at least 100: it takes no part.
	Unpicked Flag = "unpicked"
	// Harder is a question that is much harder in another language for people who do equally well on the rest: delta is at
	// most -1.5 and beyond -1 by more than chance (category C of Educational Testing Service; R. Zwick, "A review of ETS
	// differential item functioning assessment procedures", ETS RR-12-08, 2012).
	Harder Flag = "harder-in-language"
)

// Flags lists them in the order in which pages do.
func Flags() []Flag { return []Flag{Negative, Harder, TooHard, TooEasy, Unpicked} }

// Where the flags stand.
const (
	easy     = 0.95
	hard     = 0.30
	minWrong = 20
	large    = 1.5
	moderate = 1.0
	normal95 = 1.645 // of the normal distribution, one-sided
)

// flags looks at one question, its languages apart.
func flags(f *Figures) []Flag {
	var list []Flag
	if f.Discrimination.Shown && beyondChance(-f.Discrimination.Value, f.N) {
		list = append(list, Negative)
	}
	switch {
	case f.Facility.Shown && f.Facility.Value < hard:
		list = append(list, TooHard)
	case f.Facility.Shown && f.Facility.Value > easy:
		list = append(list, TooEasy)
	}
	if f.N >= MinDiscrimination && len(f.Unpicked()) > 0 {
		list = append(list, Unpicked)
	}
	return list
}

// beyondChance tests a correlation against nought, by Student's t as good as normal with 100 or more.
func beyondChance(r float64, n int) bool {
	return r >= 1 || r*math.Sqrt(float64(n-2)/(1-r*r)) > normal95
}

// Unpicked gives the wrong options and reasons that nobody chose, of a question that enough people got wrong.
func (f *Figures) Unpicked() []Choice {
	var list []Choice
	for _, kind := range []Kind{Option, Reason} {
		wrong := 0
		var none []Choice
		for _, c := range f.Choices {
			if c.Kind == kind && !c.Right {
				wrong += c.Count
				if c.Count == 0 {
					none = append(none, c.Choice)
				}
			}
		}
		if wrong >= minWrong {
			list = append(list, none...)
		}
	}
	return list
}

// harder tells whether the question is much harder in the language.
func (l LanguageFigures) harder() bool {
	return l.Delta.Shown && l.Delta.Value <= -large && (-l.Delta.Value-moderate)/l.Error > normal95
}

// Harder gives the languages in which the question is much harder.
func (f *Figures) Harder() []string {
	var list []string
	for _, l := range f.Languages {
		if l.harder() {
			list = append(list, l.Lang)
		}
	}
	return list
}

// Has tells whether the question has the flag.
func (f *Figures) Has(flag Flag) bool { return slices.Contains(f.Flags, flag) }
