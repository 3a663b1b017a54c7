package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/demo"
	"lamtoen/internal/learning"
)

// everywhere sends one request from eight tabs at the same moment and gives the answer, which must be the same in all.
func (w *world) everywhere(t *testing.T, who, method, address, body string) string {
	t.Helper()
	token := w.tokens(who, false).Access
	answers := make([]string, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			r := newRequest(method, address, body)
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", "application/json")
			response, text, err := w.exchange(r)
			answers[i] = fmt.Sprintf("%d %s", response.StatusCode, text)
			if err != nil {
				answers[i] = err.Error()
			}
		})
	}
	all.Wait()
	for _, a := range answers {
		if a != answers[0] || !strings.HasPrefix(a, "200 ") {
			t.Fatalf("%s %s: got %s in one tab and %s in another, want the same and 200", method, address, answers[0], a)
		}
	}
	return strings.TrimPrefix(answers[0], "200 ")
}

// TestEightTabs: one person does every step in eight tabs at once. Each step happens once, and there is one certificate.
func TestEightTabs(t *testing.T) {
	w := newWorld(t, options{})
	const base = "/api/v1/courses/check-first"
	w.everywhere(t, "learner", http.MethodPost, base+"/enrolment", "")
	w.everywhere(t, "learner", http.MethodPut, base+"/lessons/look-twice/completion", "")
	w.everywhere(t, "learner", http.MethodPut, base+"/lessons/keep-it-private/completion", "")
	var attempt struct {
		ID        string
		Questions []demo.Asked
	}
	w.check(json.Unmarshal([]byte(w.everywhere(t, "learner", http.MethodPost, base+"/attempts", "")), &attempt))
	course := must(w.library.Course("check-first"))(t)
	for _, q := range attempt.Questions {
		right, _ := q.RightResponse(course)
		answer := must(json.Marshal(right))(t)
		_, body := w.ask(t, "learner", http.MethodPut, "/api/v1/attempts/"+attempt.ID+"/answers/"+q.ID, string(answer))
		if !strings.Contains(body, `"answer":{`) {
			t.Fatalf("the answer was not saved: %s", body)
		}
	}
	w.everywhere(t, "learner", http.MethodPost, "/api/v1/attempts/"+attempt.ID+"/submission", "")
	ack, _ := course.Acknowledgement(courses.Everyone)
	w.everywhere(t, "learner", http.MethodPut, base+"/acknowledgement", `{"text_hash": "`+ack.Hash+`", "typed_name": "Karma Dorji"}`)

	facts := must(w.learning.FactsOf(t.Context(), w.people["learner"].ID, "check-first"))(t)
	kinds := map[learning.Kind]int{}
	for _, f := range facts {
		kinds[f.Kind]++
	}
	for kind, want := range map[learning.Kind]int{learning.KindEnrolled: 1, learning.KindLessonOpen: 2, learning.KindLessonDone: 2,
		learning.KindStarted: 1, learning.KindSubmitted: 1, learning.KindSigned: 1, learning.KindCertificate: 1} {
		if kinds[kind] != want {
			t.Errorf("got %d facts of kind %s, want %d", kinds[kind], kind, want)
		}
	}
}

// TestCertificateAfterACrash: the signature was recorded and the server died before it issued the certificate. The next look
// at one's certificates brings it.
func TestCertificateAfterACrash(t *testing.T) {
	w := newWorld(t, options{})
	ctx, who := t.Context(), w.people["learner"].ID
	must(w.learning.Begin(ctx, who, "second-look", learning.ViaAPI))(t)
	must(w.learning.FinishLesson(ctx, who, "second-look", "again", learning.ViaAPI))(t)
	attempt := must(w.learning.StartAttempt(ctx, who, "second-look", learning.ViaAPI))(t)
	course := must(w.library.Course("second-look"))(t)
	item, _ := course.Item(attempt.Drawn[0].Item)
	w.check(w.learning.SaveAnswer(ctx, who, attempt.ID, item.ID, keyOf(item, true)))
	must(w.learning.Submit(ctx, who, attempt.ID))(t)
	for range 2 {
		_, body := w.ask(t, "learner", http.MethodGet, "/api/v1/me/certificates", "")
		if got := strings.Count(body, `"serial":`); got != 1 {
			t.Errorf("got %d certificates, want 1: %s", got, body)
		}
	}
}
