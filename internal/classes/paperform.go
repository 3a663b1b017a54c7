package classes

import (
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"reflect"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/lessonpack"
)

// Form is one of the four orders in which the quiz of a module is printed for a class, so that neighbours cannot copy a letter.
type Form byte

// Forms are all forms, A to D.
func Forms() []Form { return []Form{'A', 'B', 'C', 'D'} }

func (f Form) String() string { return string(rune(f)) }

// FormOf is the form of a pupil, by the roll of the id, which never changes: a card that was printed stays right when the class is
// renumbered. Pupils whose rolls follow one another have different forms.
func FormOf(roll int) Form { return Forms()[(max(roll, 1)-1)%len(Forms())] }

// ErrNoPaper says that nothing of a module is answered on paper: it has no quiz, or the teacher reads it and counts hands.
var ErrNoPaper = errors.New("classes: nothing of the module is answered on paper")

// PaperForm is one form of the quiz. All forms of a class hold the same questions, which are those that its pupils are asked on
// devices.
type PaperForm struct {
	Form  Form
	Items []PaperItem // in the order of the sheet
}

// Item finds a question of the form.
func (f PaperForm) Item(id courses.ItemID) (PaperItem, bool) {
	for _, i := range f.Items {
		if i.Item.ID == id {
			return i, true
		}
	}
	return PaperItem{}, false
}

// PaperForms makes the four forms of a class. The order depends on nothing but the class, the module, its version and the letter,
// so that sheets can be read whenever they come back, and the letters of one class are of no use to another. Questions are in
// another order in each form; so are options, but for those of an item that says that they stay.
func PaperForms(class string, c *courses.Course) ([]PaperForm, error) {
	if c.Assessment == nil || Spoken(c) {
		return nil, ErrNoPaper
	}
	same, err := lessonpack.Drawn(c, lessonpack.FormA)
	if err != nil {
		return nil, err
	}
	var all []PaperForm
	var taken [][]assessment.Drawn
	for _, letter := range Forms() {
		drawn := another(c, same, taken, paperSeed(class, c, letter))
		taken = append(taken, drawn)
		all = append(all, PaperForm{Form: letter, Items: paperItems(c, drawn)})
	}
	return all, nil
}

// another arranges the questions as no form before it does, where there are that many orders: a short quiz may have fewer.
func another(c *courses.Course, same []assessment.Drawn, taken [][]assessment.Drawn, rnd *rand.Rand) []assessment.Drawn {
	const tries = 50
	var drawn []assessment.Drawn
	for range tries {
		drawn = assessment.Rearrange(c, same, rnd)
		old := false
		for _, t := range taken {
			old = old || reflect.DeepEqual(t, drawn)
		}
		if !old {
			break
		}
	}
	return drawn
}

// paperSeed makes the order of a form. It must stay what it is: sheets are read by it weeks after they were printed.
func paperSeed(class string, c *courses.Course, form Form) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte("paper\x00" + class + "\x00" + string(c.ID) + "\x00" + string(c.Version))) // a hash never fails
	return rand.New(rand.NewPCG(h.Sum64(), uint64(form)))
}

// PaperThree are the questions that are asked before a module and again after it, as they are printed: in one order for
// everybody, since they are nobody's test. There are none where hands are counted.
func PaperThree(c *courses.Course) []PaperItem {
	if Spoken(c) {
		return nil
	}
	var drawn []assessment.Drawn
	for _, id := range c.BeforeAfter {
		drawn = append(drawn, lessonpack.Shown(c, id))
	}
	return paperItems(c, drawn)
}

func paperItems(c *courses.Course, drawn []assessment.Drawn) []PaperItem {
	list := make([]PaperItem, 0, len(drawn))
	for i, d := range drawn {
		item, _ := c.Item(d.Item) // drawn from this course
		list = append(list, PaperItem{
			Number: i + 1, Item: item, Drawn: d, Options: lettered(item, d.Options), Reasons: lettered(courses.Item{}, d.Reasons),
		})
	}
	return list
}

// lettered gives each option its letter by its place.
func lettered(item courses.Item, ids []courses.OptionID) []PaperOption {
	var list []PaperOption
	for i, id := range ids {
		letter := assessment.Letter(i)
		if item.Type == courses.TrueFalse {
			letter = map[courses.OptionID]string{courses.OptionTrue: letterTrue, courses.OptionFalse: letterFalse}[id]
		}
		list = append(list, PaperOption{Letter: letter, ID: id})
	}
	return list
}
