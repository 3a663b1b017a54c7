package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	mail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// dialogueTime bounds one connection, and then each mail's exchange with the server.
const dialogueTime = time.Minute

// Mail is one mail to one address.
type Mail struct {
	ID   string // of the message; part of the Message-ID, so that a second copy can be known as one
	To   string
	Lang string
	Text Text
}

// Outcome is what became of a mail.
type Outcome struct {
	State State // Sent, Failed, Unknown, or Planned: to be tried again
	Cause Cause
	Code  string // the server's answer in figures
	Bad   bool   // the address is bad
	Break bool   // the connection is of no use any more
}

// Mailer opens connections to a mail server.
type Mailer interface {
	Open(ctx context.Context) (Dialogue, error)
}

// Dialogue is one connection. It belongs to one goroutine.
type Dialogue interface {
	Send(ctx context.Context, m Mail) Outcome
	Close()
}

// Security is how a connection is protected.
type Security string

// The ways; without one of the first two nothing leaves this machine.
const (
	STARTTLS Security = "starttls" // refused when the server does not offer it
	TLS      Security = "tls"      // from the first byte
	Plain    Security = "none"     // only to this machine
)

// SMTP is a mail server. The password is in no message and no log.
type SMTP struct {
	Host     string
	Port     int
	Security Security
	User     string // "" signs in nowhere
	Password string
	From     string         // the sender's address, or NAME <ADDRESS>
	Roots    *x509.CertPool // who may have signed the server's certificate; nil: as the system trusts
	Time     time.Duration  // of one exchange; 0: a minute
}

// String keeps the password out of logs.
func (s SMTP) String() string { return fmt.Sprintf("smtp %s:%d (%s)", s.Host, s.Port, s.Security) }

// GoString keeps %#v from printing the password.
func (s SMTP) GoString() string { return s.String() }

// Open connects and signs in.
func (s SMTP) Open(ctx context.Context) (Dialogue, error) {
	if s.Time == 0 {
		s.Time = dialogueTime
	}
	options := []mail.Option{
		mail.WithPort(s.Port), mail.WithTimeout(s.Time), mail.WithoutNoop(),
		mail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch s.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case Plain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case STARTTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("notify: %s: %w", s, err)
	}
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("notify: %s cannot be used: %w", s, err)
	}
	return &dialogue{server: s, client: client, connection: connection}, nil
}

type dialogue struct {
	server     SMTP
	client     *mail.Client
	connection *smtp.Client
	broken     bool
}

// Close says goodbye, or only hangs up: after half a mail a QUIT would end it, and the server would take the half for the whole.
func (d *dialogue) Close() {
	if !d.broken {
		_ = d.client.CloseWithSMTPClient(d.connection)
	}
	_ = d.connection.Close()
}

// Send hands one mail over.
func (d *dialogue) Send(_ context.Context, m Mail) Outcome {
	out := d.send(m)
	d.broken = d.broken || out.Break
	return out
}

func (d *dialogue) send(m Mail) Outcome {
	message, err := d.message(m)
	if err != nil {
		return Outcome{State: Failed, Cause: CauseBad, Bad: true}
	}
	err = d.client.SendWithSMTPClient(d.connection, message)
	var failure *mail.SendError
	switch {
	case err == nil:
		return Outcome{State: Sent}
	case message.IsDelivered(): // what failed came after the server had taken it
		return Outcome{State: Sent, Break: true}
	case errors.As(err, &failure):
		return judge(failure)
	}
	return Outcome{State: Unknown, Cause: CauseBreak, Break: true}
}

// message writes the mail: both parts, no picture, nothing that tells who opened it.
func (d *dialogue) message(m Mail) (*mail.Msg, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := message.From(d.server.From); err != nil {
		return nil, err
	}
	if err := message.To(m.To); err != nil {
		return nil, err
	}
	from := d.server.From[strings.LastIndexByte(d.server.From, '@')+1:]
	message.SetMessageIDWithValue(m.ID + "@" + strings.Trim(from, "> "))
	message.SetDate()
	message.Subject(m.Text.Subject)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: answering machines keep silent
	message.SetGenHeader(mail.HeaderContentLang, m.Lang)
	message.SetBodyString(mail.TypeTextPlain, m.Text.Plain)
	message.AddAlternativeString(mail.TypeTextHTML, m.Text.HTML)
	return message, nil
}

// judge says what an error means. The content was handed over only when it was written to its end: an answer that is missing then
// leaves open whether the server took it.
func judge(e *mail.SendError) Outcome {
	code := e.ErrorCode()
	out := Outcome{Code: e.EnhancedStatusCode(), Break: code == 0 || code == 421}
	if code != 0 {
		out.Code = strings.TrimSpace(fmt.Sprintf("%d %s", code, out.Code))
	}
	written := e.Reason == mail.ErrSMTPDataClose || e.Reason == mail.ErrWriteContent
	switch {
	case code == 0 && written:
		out.State, out.Cause = Unknown, CauseBreak
	case code < 500:
		out.State, out.Cause = Planned, CauseServer
	case e.Reason == mail.ErrSMTPMailFrom || e.Reason == mail.ErrConnCheck:
		out.State, out.Cause, out.Break = Planned, CauseSettings, true // it refuses the sender: nobody's address is at fault
	case addressAtFault(e):
		out.State, out.Cause, out.Bad = Failed, CauseBad, true
	default:
		out.State, out.Cause = Failed, CauseRefused
	}
	return out
}

// addressAtFault reads RFC 3463: 5.1 and 5.2 speak of address and mailbox, the other classes of system, network, content and
// policy. A server that gives no such code means the address when it answers to it.
func addressAtFault(e *mail.SendError) bool {
	status := e.EnhancedStatusCode()
	if status == "" {
		return e.Reason == mail.ErrSMTPRcptTo
	}
	return strings.HasPrefix(status, "5.1.") || strings.HasPrefix(status, "5.2.")
}
