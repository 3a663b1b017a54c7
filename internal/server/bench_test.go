//go:build unix

package server_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// benchServer tells a copy of the test program to be a server for the benchmark, and which.
const benchServer = "LAMTOEN_BENCH_SERVER"

// benchProfile names a file: the servers' CPU profiles are then written beside it, as FILE.app and FILE.bare.
const benchProfile = "LAMTOEN_BENCH_PROFILE"

// perRound is how many requests a round sends to each server.
const perRound = 800

// BenchmarkLessonPage measures what one lesson page costs the server: the whole app, and beside it a bare Fiber handler that
// verifies the same cookie, reads the same documents and writes the same bytes. Each is a process of its own, asked over
// loopback sockets that stay open, with gzip accepted and one signed-in person for each client. A round asks the one and then the
// other; the figures are the medians of the rounds:
//
//	app-µs, bare-µs    user and system CPU time of the server's process, for one request
//	ratio              of the two within a round
//	app/s, bare/s      requests answered in a second, the clients on the same cores
//	app-MiB            resident memory of the app at the end
//
// Use -benchtime 20x for 20 rounds.
func BenchmarkLessonPage(b *testing.B) {
	if kind := os.Getenv(benchServer); kind != "" {
		serveBench(b, kind)
		return
	}
	app, bare := startChild(b, "app"), startChild(b, "bare")
	for _, clients := range []int{1, learners} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			ofApp, ofBare := app.clients(b, clients), bare.clients(b, clients)
			app.round(b, ofApp) // warms both up
			bare.round(b, ofBare)
			var appCPU, bareCPU, ratio, appRate, bareRate []float64
			for b.Loop() {
				cpu, rate := app.round(b, ofApp)
				appCPU, appRate = append(appCPU, cpu), append(appRate, rate)
				bareTime, bareRates := bare.round(b, ofBare)
				bareCPU, bareRate = append(bareCPU, bareTime), append(bareRate, bareRates)
				ratio = append(ratio, cpu/bareTime)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(appCPU), "app-µs")
			b.ReportMetric(median(bareCPU), "bare-µs")
			b.ReportMetric(median(ratio), "ratio")
			b.ReportMetric(median(appRate), "app/s")
			b.ReportMetric(median(bareRate), "bare/s")
			b.ReportMetric(float64(app.resident(b))/(1<<20), "app-MiB")
		})
	}
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// child is a server process. It prints one line with its address and the cookies of its learners, and then its CPU time, in
// microseconds, for each line that it is sent.
type child struct {
	pid     int
	stdin   io.Writer
	stdout  *bufio.Reader
	address string
	cookies []string
}

// startChild runs the same program once more, which comes to serveBench. The process ends when its input does.
func startChild(b *testing.B, kind string) *child {
	b.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkLessonPage$", "-test.benchtime=1x") // itself
	if file := os.Getenv(benchProfile); file != "" {
		cmd.Args = append(cmd.Args, "-test.cpuprofile="+file+"."+kind)
	}
	cmd.Env = append(os.Environ(), benchServer+"="+kind)
	cmd.Stderr = os.Stderr
	stdin := must(cmd.StdinPipe())(b)
	stdout := must(cmd.StdoutPipe())(b)
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	c := &child{pid: cmd.Process.Pid, stdin: stdin, stdout: bufio.NewReader(stdout)}
	b.Cleanup(func() {
		_ = stdin.Close()
		if err := cmd.Wait(); err != nil {
			b.Errorf("the %s server ended with %v", kind, err)
		}
	})
	words := c.line(b, "serving ")
	c.address, c.cookies = words[0], words[1:]
	return c
}

// line reads up to the line that begins with the prefix and gives the words behind it; the testing package prints others.
func (c *child) line(b *testing.B, prefix string) []string {
	b.Helper()
	for {
		line, err := c.stdout.ReadString('\n')
		if err != nil {
			b.Fatalf("the server process said nothing more: %v", err)
		}
		if _, rest, ok := strings.Cut(line, prefix); ok {
			return strings.Fields(rest)
		}
	}
}

// cpu is the CPU time that the process has used so far, in microseconds.
func (c *child) cpu(b *testing.B) float64 {
	b.Helper()
	if _, err := io.WriteString(c.stdin, "cpu\n"); err != nil {
		b.Fatal(err)
	}
	return must(strconv.ParseFloat(c.line(b, "cpu ")[0], 64))(b)
}

// resident is the process's memory in bytes, where the system tells it as Linux does, or 0.
func (c *child) resident(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	return must(strconv.Atoi(strings.Fields(rest)[0]))(b) << 10
}

// client is one person on one connection.
type client struct {
	http    *fasthttp.HostClient
	request *fasthttp.Request
	seen    []byte // the body that was unpacked and checked; the others must be the same
}

func (c *child) clients(b *testing.B, n int) []*client {
	b.Helper()
	clients := make([]*client, n)
	for i := range clients {
		request := &fasthttp.Request{}
		request.SetRequestURI("http://" + c.address + lessonAddress)
		request.Header.Set("Accept-Encoding", "gzip")
		request.Header.Set("Cookie", c.cookies[i])
		clients[i] = &client{http: &fasthttp.HostClient{Addr: c.address, MaxConns: 1}, request: request}
		b.Cleanup(clients[i].http.CloseIdleConnections)
	}
	return clients
}

// round sends perRound requests and gives the server's CPU time for one, in microseconds, and how many it answered in a second.
func (c *child) round(b *testing.B, clients []*client) (cpu, rate float64) {
	b.Helper()
	before, began := c.cpu(b), time.Now()
	var all sync.WaitGroup
	failed := make(chan error, len(clients))
	for _, one := range clients {
		all.Go(func() {
			for range perRound / len(clients) {
				if err := one.ask(); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	select {
	case err := <-failed:
		b.Fatal(err)
	default:
	}
	return (c.cpu(b) - before) / perRound, perRound / took.Seconds()
}

// ask asks for the page and checks the answer. A body that is byte for byte the one checked before needs no unpacking.
func (c *client) ask() error {
	var response fasthttp.Response
	if err := c.http.Do(c.request, &response); err != nil {
		return err
	}
	if code := response.StatusCode(); code != fasthttp.StatusOK {
		return fmt.Errorf("got status %d, want 200", code)
	}
	if c.seen != nil && bytes.Equal(c.seen, response.Body()) {
		return nil
	}
	packed, err := gzip.NewReader(bytes.NewReader(response.Body()))
	if err != nil {
		return fmt.Errorf("unpacking the page: %w", err)
	}
	plain, err := io.ReadAll(packed)
	if err != nil {
		return fmt.Errorf("unpacking the page: %w", err)
	}
	if !bytes.Contains(plain, []byte(lessonPhrase)) {
		return fmt.Errorf("got a page of %d bytes, want one with %q", len(plain), lessonPhrase)
	}
	c.seen = bytes.Clone(response.Body())
	return nil
}
