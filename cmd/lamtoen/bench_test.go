package main

import (
	"fmt"
	"testing"
)

func TestBenchProvesThatNothingIsLost(t *testing.T) {
	dir := t.TempDir()
	want(t, exitDone, []string{
		"25 people began within 200ms: no error", "press to first question", "the same arrivals, nothing asked", "what limits it: ",
		"after kill -9: 25 attempts in the store, each once, as shown, and drawn by the quotas",
	}, "bench", "starts", "--people=25", "--within=200ms", "--dir="+dir)
	want(t, exitDone, []string{
		"6 whole assessments by 3 at a time: no error", "first press to result",
		"6 attempts in the store", "6 handed in with every answer",
	}, "bench", "assessments", "--people=6", "--clients=3", "--dir="+dir)
}

func TestBenchIsForThisMachineAndBounded(t *testing.T) {
	for _, c := range []struct {
		args   []string
		phrase string
	}{
		{[]string{"starts", "--people=0"}, "--people=0: give a number from 1 to 10000"},
		{[]string{"starts", "--people=10001"}, "give a number from 1 to 10000"},
		{[]string{"starts", "--within=0s"}, "give a stretch above 0"},
		{[]string{"starts", "--within=6m"}, "up to 5m0s"},
		{[]string{"starts", "--store=mongodb://db.example.bt/bench"}, "the database must be on this machine"},
		{[]string{"starts", "--store=sqlite:data/lamtoen.db"}, "leave --store out"},
		{[]string{"starts", "--store=elsewhere"}, "begin with sqlite:"},
		{[]string{"assessments", "--clients=0"}, "--clients=0: give a number from 1 to 256"},
	} {
		t.Run(fmt.Sprint(c.args), func(t *testing.T) {
			want(t, exitUsage, []string{c.phrase}, append([]string{"bench"}, c.args...)...)
		})
	}
	want(t, exitFailed, []string{"course"}, "bench", "starts", "--people=1", "--course=no-such-course", "--dir="+t.TempDir())
}
