package server

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are labelled by route pattern, never by path: a path holds ids, and an id would make a series of its own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lamtoen_requests_total", Help: "Requests answered, by route pattern and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "lamtoen_request_seconds", Help: "Time to answer, in seconds, by route pattern.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Registry holds the metrics, for the listener that publishes them.
func (s *Server) Registry() *prometheus.Registry { return s.metrics.registry }

// observe counts and times each request and logs what failed. A line names the route pattern and the request number that
// an error page shows; it never holds a query, a body or a person's name.
func (s *Server) observe(c *fiber.Ctx) error {
	started := time.Now()
	err := c.Next()
	if err != nil {
		// The error handler runs here, so that the status that is logged is the one that is sent.
		if failed := c.App().ErrorHandler(c, err); failed != nil {
			_ = c.SendStatus(fiber.StatusInternalServerError)
		}
	}
	pattern, status := c.Route().Path, c.Response().StatusCode()
	s.metrics.requests.WithLabelValues(c.Method(), pattern, strconv.Itoa(status)).Inc()
	s.metrics.seconds.WithLabelValues(pattern).Observe(time.Since(started).Seconds())
	s.logRequest(c, pattern, status, time.Since(started), err)
	return nil
}

func (s *Server) logRequest(c *fiber.Ctx, pattern string, status int, took time.Duration, err error) {
	level := slog.LevelDebug
	if status >= fiber.StatusInternalServerError {
		level = slog.LevelError
	}
	if !s.deps.Log.Enabled(c.UserContext(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", c.Method()), slog.String("route", pattern), slog.Int("status", status),
		slog.Duration("took", took), slog.String("request", requestNumber(c)),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	s.deps.Log.LogAttrs(c.UserContext(), level, "request", attrs...)
}

// recovered turns a panic into an error, with its stack in the log and nothing of it in the answer.
func (s *Server) recovered(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return c.Next()
}
