package bench

import (
	"fmt"
	"io"
	"slices"
	"time"

	"lamtoen/courses"
)

// Latencies are how long people waited.
type Latencies struct {
	P50, P90, P99, Most time.Duration
}

func summarise(all []time.Duration) Latencies {
	if len(all) == 0 {
		return Latencies{}
	}
	slices.Sort(all)
	// The nearest-rank percentile: the smallest value that so many per cent do not exceed.
	at := func(percent int) time.Duration { return all[(len(all)*percent+99)/100-1] }
	return Latencies{P50: at(50), P90: at(90), P99: at(99), Most: all[len(all)-1]}
}

// Round is one stretch of load.
type Round struct {
	Latencies Latencies
	Took      time.Duration // from the first arrival to the last answer
	Server    time.Duration // CPU time of the server; 0 where the system does not tell
	Driver    time.Duration // CPU time of this process, which runs on the same cores
	Machine   time.Duration // CPU time of every process on them
	Cores     int
}

// share is what part of the cores a CPU time is, from 0 to 1.
func (r Round) share(used time.Duration) float64 {
	return float64(used) / float64(r.Took*time.Duration(r.Cores))
}

// Proof is what the store of the killed server held.
type Proof struct {
	Attempts int // each once, as its person was shown it, drawn by the quotas
	Handed   int // of these, handed in, with as many answers as were given
}

// Report is what a run found.
type Report struct {
	Load    string
	Course  courses.CourseID
	Store   string // "" is SQLite
	People  int
	Within  time.Duration
	Clients int
	Bare    Round // Starts: the same arrivals with next to no work
	Whole   Round
	Memory  int // bytes that the server held afterwards
	Proved  Proof
}

// strained is from which share on the cores count as what limits a round.
const strained = 0.85

// limit says what kept people waiting.
func (r Report) limit() string {
	w := r.Whole
	busy, others := w.share(w.Machine), w.share(max(0, w.Machine-w.Server-w.Driver))
	shares := fmt.Sprintf("%d cores %.0f %% busy: server %.0f, this driver %.0f, others %.0f", w.Cores, 100*busy, 100*w.share(w.Server), 100*w.share(w.Driver), 100*others)
	switch {
	case w.Machine == 0:
		return "not known: this system does not tell a process's CPU time"
	case busy >= strained:
		return "the processor (" + shares + ")"
	}
	return "not the processor (" + shares + "): the store, and waiting for it"
}

// Write prints the report.
func (r Report) Write(w io.Writer) error {
	engine := "SQLite, every write on the disk before it is answered"
	if r.Store != "" {
		engine = "MongoDB's protocol"
	}
	rounded := func(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
	line := func(name string, l Latencies) string {
		return fmt.Sprintf("%-34s p50 %v, p90 %v, p99 %v, longest %v\n", name, rounded(l.P50), rounded(l.P90), rounded(l.P99), rounded(l.Most))
	}
	out := fmt.Sprintf("course %s on %s\n", r.Course, engine)
	if r.Load == "starts" {
		out += fmt.Sprintf("%d people began within %v: no error; the last first question stood after %v\n", r.People, r.Within, rounded(r.Whole.Took))
		out += line("press to first question", r.Whole.Latencies) + line("the same arrivals, nothing asked", r.Bare.Latencies)
	} else {
		each := time.Duration(int64(r.Whole.Server) / int64(r.People))
		out += fmt.Sprintf("%d whole assessments by %d at a time: no error; %.1f a second; %v of the server's CPU each\n", r.People, r.Clients,
			float64(r.People)/r.Whole.Took.Seconds(), rounded(each))
		out += line("first press to result", r.Whole.Latencies)
	}
	out += fmt.Sprintf("CPU: server %v, this driver %v; server's memory afterwards %d MiB\n", rounded(r.Whole.Server), rounded(r.Whole.Driver), r.Memory>>20)
	out += "what limits it: " + r.limit() + "\n"
	out += fmt.Sprintf("after kill -9: %d attempts in the store, each once, as shown, and drawn by the quotas", r.Proved.Attempts)
	if r.Load != "starts" {
		out += fmt.Sprintf("; %d handed in with every answer", r.Proved.Handed)
	}
	_, err := io.WriteString(w, out+"\n")
	return err
}
