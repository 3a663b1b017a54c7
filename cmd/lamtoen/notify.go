package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lamtoen/courses"
	"lamtoen/internal/config"
	"lamtoen/internal/day"
	"lamtoen/internal/notify"
)

// How often reminders are looked after.
const (
	planEvery = time.Minute // once a day something is to be decided
	sendEvery = time.Minute // LAMTOEN_SMTP_RATE mails at most each time
)

// openNotify adds reminders, and the mail server where one is set. A password that cannot be read ends the start.
func (p *parts) openNotify(ctx context.Context) (err error) {
	mailer, err := mailServer(p.settings.Mail)
	if err != nil {
		return usageError{err}
	}
	p.messages = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "lamtoen_messages_total", Help: "Reminders and digests that came into a state on this instance.",
	}, []string{"kind", "state"})
	deps := notify.Deps{Register: p.register, Audit: p.audit, Cube: p.cube, Title: p.courseTitle,
		UnderReview: p.cases.UnderReview, Workday: p.learning.Workday, Mailer: mailer}
	p.reminders, err = notify.Open(ctx, p.engine, deps, notify.Settings{
		Now:    p.now,
		Origin: p.origin, Heads: p.settings.Mail.Heads, Rate: p.settings.Mail.Rate, Demo: p.settings.Demo, AppealDays: p.settings.AppealDays,
		Count: func(kind notify.Kind, state notify.State) {
			p.messages.WithLabelValues(string(kind), string(state)).Inc()
		},
	})
	return err
}

// mailServer is the one of the settings; nil for the outbox alone.
func mailServer(m config.Mail) (server notify.Mailer, err error) {
	if !m.Sends() {
		return server, nil
	}
	password, err := m.Password()
	if err != nil {
		return nil, err
	}
	smtp := notify.SMTP{Host: m.Host, Port: m.Port, Security: notify.Security(m.Security), User: m.User, Password: password, From: m.From}
	if m.CAFile == "" {
		return smtp, nil
	}
	data, err := os.ReadFile(m.CAFile)
	if err != nil {
		return nil, fmt.Errorf("LAMTOEN_SMTP_CA_FILE cannot be read: %w", err)
	}
	smtp.Roots = x509.NewCertPool()
	if !smtp.Roots.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("LAMTOEN_SMTP_CA_FILE: %s holds no certificate; give a file in PEM form", m.CAFile)
	}
	return smtp, nil
}

// courseTitle is a course's title today, or its id.
func (p *parts) courseTitle(id courses.CourseID) string {
	course, err := p.library.Course(id)
	if err != nil {
		return string(id)
	}
	return course.Title
}

// notifyChores decide and send. One instance does so at a time; what is decided is decided once whoever does.
func (p *parts) notifyChores(log *slog.Logger) []chore {
	late := false
	return []chore{
		{"plan reminders and digests", planEvery, func(ctx context.Context) error {
			return p.alone(ctx, "notify-plan", func(ctx context.Context) error {
				done, err := p.reminders.Plan(ctx)
				if done != (notify.Planning{}) {
					log.Info("planned messages", "reminders", done.Reminders, "held", done.Held, "digests", done.Digests)
				}
				return err
			})
		}},
		{"send messages", sendEvery, func(ctx context.Context) error {
			return p.alone(ctx, "notify-send", func(ctx context.Context) error {
				n, err := p.reminders.Send(ctx)
				if n > 0 {
					log.Info("sent messages", "mails", n)
				}
				return err
			})
		}},
		{"watch the digests", time.Hour, func(ctx context.Context) error {
			beat, err := p.reminders.Heartbeat(ctx)
			if err == nil && beat.Late() && !late {
				log.Error("digests do not arrive", "what", beat.Warning())
			}
			late = beat.Late()
			return err
		}},
	}
}

// digestCheck is the detail of /readyz: a digest that is missing makes nobody unready, but somebody must hear of it.
func (p *parts) digestCheck(ctx context.Context) (string, error) {
	beat, err := p.reminders.Heartbeat(ctx)
	return beat.Warning(), err
}

// notifyMetrics are published beside the server's.
func (p *parts) notifyMetrics() []prometheus.Collector {
	delivered := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "lamtoen_digest_last_delivered_seconds", Help: "When the last digest was delivered, in seconds since 1970; 0: never.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		beat, err := p.reminders.Heartbeat(ctx)
		if err != nil || beat.Delivered.IsZero() {
			return 0
		}
		return float64(beat.Delivered.Unix())
	})
	return []prometheus.Collector{delivered, p.messages}
}

type outboxCmd struct {
	List outboxListCmd `cmd:"" help:"List messages of one state."`
	Show outboxShowCmd `cmd:"" help:"Print one message as it would be sent, or was."`
}

type outboxListCmd struct {
	config.Config `embed:""`

	Kind  string `enum:"reminder,digest" default:"reminder" help:"reminder or digest."`
	State string `enum:"planned,sending,sent,unknown,failed,held,dropped,expired,handed,printed" default:"planned" help:"The state."`
	Limit int    `default:"100" help:"How many, the newest first."`
}

// Run lists messages. It may run beside a server on the same SQLite file.
func (c outboxListCmd) Run(ctx context.Context, io streams) error {
	return withOutbox(ctx, c.Config, func(p *parts) error {
		list, _, err := p.reminders.Outbox(ctx, notify.Kind(c.Kind), notify.State(c.State), "", min(max(c.Limit, 1), 10_000))
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(io.out, 0, 8, 2, ' ', 0)
		fmt.Fprintln(table, "MESSAGE\tTO\tDAY\tWHY\tSTATE\tCAUSE")
		for _, m := range list {
			to, _ := p.register.Person(m.Person)
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", m.ID, to.Name, m.Day, m.Step, m.State, m.Last().Cause)
		}
		return table.Flush()
	})
}

type outboxShowCmd struct {
	config.Config `embed:""`

	Message string `arg:"" help:"The message, as the list names it."`
}

// Run prints the message.
func (c outboxShowCmd) Run(ctx context.Context, io streams) error {
	return withOutbox(ctx, c.Config, func(p *parts) error {
		m, err := p.reminders.Message(ctx, c.Message)
		if err != nil {
			return inWords(err)
		}
		text, exact, err := p.reminders.Text(m)
		if err != nil {
			return err
		}
		to, _ := p.register.Person(m.Person)
		fmt.Fprintf(io.out, "To: %s\nState: %s\n", strings.TrimSpace(to.Name+" <"+to.Email+">"), m.State)
		for _, e := range m.Events {
			fmt.Fprintln(io.out, strings.TrimSpace(fmt.Sprintf("  %s %s %s %s", e.At.In(day.Thimphu).Format("2006-01-02 15:04"), e.State, e.Cause, e.Code)))
		}
		if !exact {
			fmt.Fprintln(io.out, "The words have changed since: this is not letter by letter what was decided to be sent.")
		}
		_, err = fmt.Fprintf(io.out, "Subject: %s\n\n%s", text.Subject, text.Plain)
		return err
	})
}

// withOutbox opens what the outbox needs, without a mail server: these commands only read.
func withOutbox(ctx context.Context, given config.Config, do func(*parts) error) error {
	settings, err := given.Validate()
	if err != nil {
		return usageError{err}
	}
	settings.Mail = config.Mail{}
	p, err := openExisting(ctx, settings)
	if err != nil {
		return err
	}
	if err := errors.Join(p.openAccounts(ctx), p.openCoverage(ctx)); err != nil {
		return p.close(err)
	}
	if err := p.openNotify(ctx); err != nil {
		return p.close(err)
	}
	return p.close(do(p))
}
