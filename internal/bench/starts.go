package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// readiness is how long people take to open the page before the assessment, at a pace that strains nothing.
const readiness = 400 * time.Microsecond

// starts opens the page for everybody, measures an empty round of the same arrivals, and then the starts.
func (r *run) starts(ctx context.Context) (Report, error) {
	browsers := make([]*browser, len(r.people))
	for i, p := range r.people {
		browsers[i] = r.browser(p)
	}
	defer func() {
		for _, b := range browsers {
			b.close()
		}
	}()
	page := "/courses/" + string(r.course.ID) + "/assessment"
	r.say("everybody opens the page before the assessment")
	_, err := r.arrive(ctx, readiness*time.Duration(len(browsers)), func(i int) error {
		_, err := browsers[i].get(page)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	// The same arrivals with next to no work: what this machine and this driver do to a latency by themselves.
	r.say("the same arrivals ask for next to nothing, to compare with")
	bare, err := r.round(ctx, func(i int) error {
		_, err := browsers[i].get("/healthz")
		return err
	})
	if err != nil {
		return Report{}, err
	}
	r.say("%d people begin within %v", len(browsers), r.settings.Within)
	begun, err := r.round(ctx, func(i int) (err error) {
		p := r.people[i]
		if p.attempt, err = browsers[i].post(page, nil); err != nil {
			return err
		}
		first, err := browsers[i].get(p.attempt)
		p.page, p.packed = first.body, first.packed
		return err
	})
	return Report{Load: "starts", People: len(browsers), Within: r.settings.Within, Course: r.course.ID, Bare: bare, Whole: begun,
		Memory: resident(r.server.cmd.Process.Pid)}, err
}

// round has everybody arrive within the stretch and measures it.
func (r *run) round(ctx context.Context, do func(i int) error) (Round, error) {
	return r.timed(func() ([]time.Duration, error) { return r.arrive(ctx, r.settings.Within, do) })
}

// timed measures what a load, which gives its latencies, takes of the processor.
func (r *run) timed(load func() ([]time.Duration, error)) (Round, error) {
	used := func() [3]time.Duration {
		return [3]time.Duration{cpu(r.server.cmd.Process.Pid), cpu(os.Getpid()), everybody()}
	}
	before, began := used(), time.Now()
	latencies, err := load()
	took, after := time.Since(began), used()
	return Round{Latencies: summarise(latencies), Took: took, Cores: runtime.NumCPU(),
		Server: after[0] - before[0], Driver: after[1] - before[1], Machine: after[2] - before[2]}, err
}

// arrive lets everybody do a thing, each at their own moment of the stretch whatever became of the others, and gives how long each
// took from that moment on.
func (r *run) arrive(ctx context.Context, within time.Duration, do func(i int) error) ([]time.Duration, error) {
	n := len(r.people)
	latencies, errs := make([]time.Duration, n), make([]error, n)
	var all sync.WaitGroup
	began := time.Now()
	for i := range n {
		moment := began.Add(within * time.Duration(i) / time.Duration(n))
		time.Sleep(time.Until(moment))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		all.Go(func() {
			errs[i] = do(i)
			latencies[i] = time.Since(moment)
		})
	}
	all.Wait()
	return latencies, failures(errs)
}

// failures says how many failed, and how the first ones did.
func failures(errs []error) error {
	const most = 3
	var some []error
	n := 0
	for _, err := range errs {
		if err == nil {
			continue
		}
		if n++; n <= most {
			some = append(some, err)
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("bench: %d of %d failed: %w", n, len(errs), errors.Join(some...))
}
