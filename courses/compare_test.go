package courses_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

// TestEveryChangeOfTheHashIsADifference alters each field of a course and looks for the change in words: whatever changes the
// hash must be told, and what does not must not be.
func TestEveryChangeOfTheHashIsADifference(t *testing.T) {
	old, now := loadOne(t, schoolTree()), loadOne(t, schoolTree())
	if got := courses.Compare(old, now); len(got) != 0 {
		t.Fatalf("got %v between two readings of the same files, want nothing", got)
	}
	tried := 0
	eachLeaf(reflect.ValueOf(now).Elem(), "", func(path string, v reflect.Value) {
		outside := slices.ContainsFunc(outsideHash, func(s string) bool {
			return strings.HasSuffix(path, s) || strings.Contains(path, s+"[") || strings.Contains(path, s+".")
		})
		if strings.HasSuffix(path, ".Media[].Hash") {
			outside = false
		}
		if !v.CanSet() || path == ".Version" || path == ".ID" || path == ".Acknowledgements[].Hash" || strings.HasSuffix(path, ".HTML") {
			return
		}
		before := reflect.ValueOf(v.Interface())
		if !alter(v) {
			return
		}
		tried++
		got := courses.Compare(old, now)
		if (len(got) > 0) == outside {
			t.Errorf("%s: got %v, want a difference: %v", path, got, !outside)
		}
		for _, d := range got {
			if d.Degree == courses.NoChange || d.About == "" || strings.Contains(d.What, "outside the texts") && !impossible(path) {
				t.Errorf("%s: got %q of degree %v, want it in words", path, d, d.Degree)
			}
		}
		v.Set(before)
	})
	if tried < 100 {
		t.Errorf("only %d fields were tried", tried)
	}
}

// impossible are fields that follow from others: a block with an item is a check or a scenario, as its item is, and has no count.
func impossible(path string) bool {
	return path == ".Lessons[].Blocks[].Kind" || path == ".Lessons[].Blocks[].Count"
}

func TestDifferencesInWords(t *testing.T) {
	lesson, bank := dir+"lessons/01-look-twice.md", dir+"questions.yaml"
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   string // the first difference, with its texts
		least  courses.Degree
	}{
		"a word": {func(f fstest.MapFS) { swap(t, f, lesson, "Every [[rumour]] has", "Each [[rumour]] has") },
			"Lesson “Look twice”: the text was reworded [Every [[rumour]] has a source.|Each [[rumour]] has a source.]", courses.Patch},
		"a key": {func(f fstest.MapFS) {
			swap(t, f, bank, "text: Look for a date, right: true", "text: Look for a date, right: false")
		},
			"Question “A photo looks old.”: the key was changed: the option “Look for a date” is now wrong [|]", courses.Minor},
		"an option's words": {func(f fstest.MapFS) { swap(t, f, bank, "text: Search for it", "text: Look it up") },
			"Question “A photo looks old.”: the option was changed [Search for it|Look it up]", courses.Patch},
		"a lesson gone": {func(f fstest.MapFS) { swap(t, f, lesson, "id: look-twice", "id: look-thrice") },
			"Lesson “Look twice”: was added [|]", courses.Minor},
		"a box": {func(f fstest.MapFS) {
			swap(t, f, lesson, ":::hook\nA photo of a flood arrives.\n:::", "A photo of a flood arrives.")
		},
			"Lesson “Look twice”: a block “hook” was removed [|]", courses.Minor},
		"the pass mark": {func(f fstest.MapFS) { swap(t, f, dir+"course.yaml", "pass_mark: 80", "pass_mark: 85") },
			"Assessment: the pass mark was changed [80 %|85 %]", courses.Major},
		"a time limit": {func(f fstest.MapFS) {
			swap(t, f, dir+"course.yaml", "  feedback: compliance", "  time_limit: 20\n  feedback: compliance")
		},
			"Assessment: the time limit (0 is none) was changed [0 minutes|20 minutes]", courses.Minor},
		"a window": {func(f fstest.MapFS) {
			swap(t, f, dir+"course.yaml", "  feedback: compliance", "  closes: 2027-03-31\n  feedback: compliance")
		},
			"Assessment: the last day of the test was added [|2027-03-31]", courses.Minor},
		"the text to sign": {func(f fstest.MapFS) {
			swap(t, f, dir+"course.yaml", "I will *check* before I share.", "I check before I share.")
		},
			"Acknowledgement for everyone: the text to sign was reworded [I will *check* before I share.|I check before I share.]", courses.Major},
		"a picture": {func(f fstest.MapFS) { swap(t, f, dir+"media/flood.svg", "#246", "#357") }, "Picture flood.svg: was drawn anew [|]", courses.Minor},
	} {
		t.Run(name, func(t *testing.T) {
			files := tree()
			c.change(files)
			got := courses.Compare(loadOne(t, tree()), loadOne(t, files))
			if len(got) == 0 {
				t.Fatal("got nothing, want a difference")
			}
			if first := got[0].String() + " [" + got[0].Old + "|" + got[0].New + "]"; first != c.want {
				t.Errorf("got  %s\nwant %s", first, c.want)
			}
			if least := got.Least(); least != c.least {
				t.Errorf("got a %s, want a %s", least, c.least)
			}
		})
	}
}

func TestAStepSmallerThanTheChangeIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		version string
		change  func(fstest.MapFS)
		want    string
	}{
		"wording as a patch": {"1.2.1", func(f fstest.MapFS) { swap(t, f, dir+"questions.yaml", "A headline shouts.", "A headline cries.") }, ""},
		"a key as a patch": {"1.2.1", func(f fstest.MapFS) {
			swap(t, f, dir+"questions.yaml", "text: Look for a date, right: true", "text: Look for a date, right: false")
		},
			"from 1.2.0 to 1.2.1 is a patch step, and the change is a minor one: Question “A photo looks old.”: the key was changed: " +
				"the option “Look for a date” is now wrong; raise the version to 1.3.0"},
		"a key as a minor": {"1.3.0", func(f fstest.MapFS) {
			swap(t, f, dir+"questions.yaml", "text: Look for a date, right: true", "text: Look for a date, right: false")
		}, ""},
		"the pass mark as a minor": {"1.3.0", func(f fstest.MapFS) { swap(t, f, dir+"course.yaml", "pass_mark: 80", "pass_mark: 70") },
			"from 1.2.0 to 1.3.0 is a minor step, and the change is a major one: Assessment: the pass mark was changed; raise the version to 2.0.0"},
		"the pass mark as a major": {"2.0.0", func(f fstest.MapFS) { swap(t, f, dir+"course.yaml", "pass_mark: 80", "pass_mark: 70") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := tree()
			archive(t, files, c.version)
			c.change(files)
			sums := ""
			for _, v := range load(t, files).Versions() {
				sums += string(v.ID) + " " + string(v.Version) + " " + v.Hash + "\n"
			}
			files["content.sum"] = &fstest.MapFile{Data: []byte(sums)}
			cat := load(t, files)
			_, err := cat.WriteSums()
			if c.want == "" {
				if got := cat.CheckSums(); len(got) > 0 || err != nil {
					t.Errorf("got %v, %v; want it taken", got, err)
				}
				return
			}
			compareLines(t, cat.CheckSums(), []string{dir + "course.yaml:2:10: " + c.want})
			if err == nil {
				t.Error("content sum takes it, want it refused")
			}
		})
	}
}

func TestATranslationHasTheBlocksAndKeysOfItsEnglish(t *testing.T) {
	name := dir + "lessons/02-keep-it-private.dz.md"
	sample := func(body string) fstest.MapFS {
		files := tree()
		head := "---\ntranslates: " + loadOne(t, tree()).Lessons[1].ContentHash() + "\ntitle: SAMPLE\nkeep: SAMPLE\n---\n"
		files[name] = &fstest.MapFile{Data: []byte(head + body)}
		return files
	}
	scenario := "\n```scenario\n" + strings.SplitAfter(secondMD, "```scenario\n")[1]
	whole := sample("SAMPLE [[troll]]\n" + scenario)
	c := loadOne(t, whole)
	tr, _ := c.Translation("keep-it-private", "dz")
	shown := tr.On(c.Lessons[1])
	if shown.Title != "SAMPLE" || shown.Keep != "SAMPLE" || shown.Minutes != c.Lessons[1].Minutes || len(shown.Terms) != 1 {
		t.Errorf("got %+v, want the English lesson with translated words", shown)
	}
	if states := courses.TranslationStates(c, nil, "dz").Pieces; states[0].There || !states[1].There || states[1].Stale {
		t.Errorf("got %+v, want the second lesson alone, current", states)
	}
	if got := courses.Languages([]*courses.Course{c}); !slices.Equal(got, []string{"dz"}) {
		t.Errorf("got languages %v, want dz", got)
	}
	compareLines(t, problemsOf(t, sample("SAMPLE\n\n:::tip\nSAMPLE\n:::\n"+scenario), courses.Options{}), []string{
		name + ":1:1: it has 3 blocks and the English has 2; give it the blocks, ids and keys of lessons/02-keep-it-private.md"})
	compareLines(t, problemsOf(t, sample("SAMPLE\n"+strings.Replace(scenario, "id: snap,", "id: photo,", 1)), courses.Options{}), []string{
		name + ":1:1: the question the-form has other ids or another key than in English; give it the blocks, ids and keys of lessons/02-keep-it-private.md"})
}
