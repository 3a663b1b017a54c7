package export_test

import (
	"strings"
	"testing"

	"lamtoen/internal/export"
)

const wantGIFT = `// Check first & "think", version 1.2.0 (draft, not yet approved by its owner)
// HASH

$CATEGORY: check-first/be-accurate

// [id:practice-one] [tag:objective=be-accurate] [tag:clause=coc.4] [tag:difficulty=easy] [tag:practice]
::practice-one::[markdown]A headline shouts\: \{100 %\} \= \#1 \~ [now]! {
=50 % off? Read below it#The text may say less.
~%0%%5% of it#[markdown][sic] It is quick.
}

// [id:old-photo] [tag:objective=be-accurate] [tag:clause=coc.4] [tag:difficulty=medium]
::old-photo::[markdown]A photo looks old, and shows a story.\n\n(Picture\: A river over a road) {
~%50%Search for it#It finds older copies.
~%50%Look for a date#A date tells.
~%-100%Share it#It may mislead.
}

// [id:statement] [tag:objective=be-accurate] [tag:clause=coc.4] [tag:difficulty=easy]
::statement::[markdown]A correction should be as open as the mistake was. {TRUE#Hiding it costs trust.#Those who read the mistake should read this too.
####The same people should see it\n\nThey were misled.
}

// [id:in-order] [tag:objective=be-accurate] [tag:clause=coc.4] [tag:difficulty=hard] [tag:ordering]
::in-order::[markdown]Put the steps in order. {
=Stop -> 1
=Check -> 2
=Tell -> 3
####- **Stop** First of all.\n- **Check** Then look.\n- **Tell** Last.
}

$CATEGORY: check-first/be-careful

// [id:who-may-see] [tag:objective=be-careful] [tag:clause=coc.6] [tag:difficulty=medium]
::who-may-see::[markdown]Who may see it? {
=A notice -> Everyone
=A phone number -> The owner
=A timetable -> Everyone
= -> A stranger
####- **A notice** It is public.\n- **A phone number** It is private.\n- **A timetable** It is public.\n- **A stranger** No need.
}

// [id:password] [tag:objective=be-careful] [tag:clause=coc.6] [tag:difficulty=easy] [tag:fixed]
::password::[markdown]Someone asks for your password. {
=Refuse#Nobody needs it.
~Give it#It is yours alone.
}
`

func TestGIFTHoldsEveryQuestionButScenarios(t *testing.T) {
	course := load(t, tree())
	file, err := export.Write(course, export.GIFT, export.About{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(file.Data), strings.Replace(wantGIFT, "HASH", course.Hash, 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got, want := strings.Join(file.Notes, "\n"), `old-photo: GIFT carries no pictures; their descriptions stand in their place
statement: GIFT cannot ask for the reason; the right one stands in the general feedback
in-order: GIFT has no ordering; the steps are matched to their positions
the-desk: GIFT has no branching scenarios; this one is left out`
	if got != want {
		t.Errorf("got notes\n%s\nwant\n%s", got, want)
	}
	if got, want := file.Name, "check-first-1.2.0.gift"; got != want {
		t.Errorf("got the name %s, want %s", got, want)
	}
}
