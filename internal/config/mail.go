package config

import (
	"fmt"
	"net/mail"
	"os"
	"strings"
)

// MailConfig holds the settings of mail as given. Without a host no mail is sent, and messages wait in the outbox.
type MailConfig struct {
	Host         string `name:"smtp-host" env:"LAMTOEN_SMTP_HOST" help:"Mail server for reminders and digests; without it they wait in the outbox."`
	Port         int    `name:"smtp-port" env:"LAMTOEN_SMTP_PORT" help:"Its port; 587, or 465 with --smtp-security=tls."`
	Security     string `name:"smtp-security" env:"LAMTOEN_SMTP_SECURITY" default:"starttls" help:"starttls, tls, or none, which only a server on this machine may have."`
	User         string `name:"smtp-user" env:"LAMTOEN_SMTP_USER" help:"User to sign in as, if the server wants that."`
	PasswordFile string `name:"smtp-password-file" env:"LAMTOEN_SMTP_PASSWORD_FILE" help:"File that holds the user's password."`
	CAFile       string `name:"smtp-ca-file" env:"LAMTOEN_SMTP_CA_FILE" help:"Certificates (PEM) that the server's may be signed with, instead of the system's."`
	From         string `name:"smtp-from" env:"LAMTOEN_SMTP_FROM" help:"Sender's address, such as Training <training@example.bt>."`
	Rate         int    `name:"smtp-rate" env:"LAMTOEN_SMTP_RATE" default:"100" help:"Mails a minute at most."`
	Heads        bool   `name:"digest-heads" env:"LAMTOEN_DIGEST_HEADS" help:"Heads of agencies get the weekly digest too."`
}

// Mail is the settings of mail as understood. It holds no password: Password reads it where it is needed.
type Mail struct {
	Host         string // "" no mail is sent
	Port         int
	Security     string // starttls, tls, none
	User         string
	PasswordFile string
	CAFile       string
	From         string
	Rate         int // mails a minute
	Heads        bool
}

// Sends tells whether a mail server is set.
func (m Mail) Sends() bool { return m.Host != "" }

// Password reads the password's file; a line break at its end does not count. "" when no user is set.
func (m Mail) Password() (string, error) {
	if m.User == "" {
		return "", nil
	}
	data, err := os.ReadFile(m.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("LAMTOEN_SMTP_PASSWORD_FILE cannot be read: %w", err)
	}
	password := strings.TrimRight(string(data), "\r\n")
	if password == "" {
		return "", fmt.Errorf("LAMTOEN_SMTP_PASSWORD_FILE: %s is empty; write the mail user's password into it", m.PasswordFile)
	}
	return password, nil
}

// validate checks the settings of mail.
func (c MailConfig) validate(demo bool, problems *Problems) Mail {
	m := Mail{Host: strings.TrimSpace(c.Host), Port: c.Port, Security: c.Security, User: c.User, PasswordFile: c.PasswordFile, CAFile: c.CAFile,
		From: strings.TrimSpace(c.From), Rate: c.Rate, Heads: c.Heads}
	if m.Security == "" {
		m.Security = "starttls"
	}
	if m.Host == "" {
		for setting, given := range map[string]bool{"LAMTOEN_SMTP_FROM": m.From != "", "LAMTOEN_SMTP_USER": m.User != "", "LAMTOEN_SMTP_PORT": m.Port != 0} {
			if given {
				problems.add("LAMTOEN_SMTP_HOST", "name the mail server, since %s is set; or leave both out.", setting)
				break
			}
		}
		return m
	}
	if demo {
		problems.add("LAMTOEN_SMTP_HOST", "the demonstration never sends mail; leave it out, and see what would be sent in the outbox.")
	}
	m.checkServer(problems)
	if address, err := mail.ParseAddress(m.From); err != nil || !strings.Contains(address.Address, "@") {
		problems.add("LAMTOEN_SMTP_FROM", "%q is not an address; write one that answers can go to, such as Training <training@example.bt>.", m.From)
	}
	if (m.User == "") != (m.PasswordFile == "") {
		problems.add("LAMTOEN_SMTP_PASSWORD_FILE", "user and password file go together; set LAMTOEN_SMTP_USER and LAMTOEN_SMTP_PASSWORD_FILE, or neither.")
	}
	if m.Rate < 1 || m.Rate > 10_000 {
		problems.add("LAMTOEN_SMTP_RATE", "give how many mails a minute the server takes, from 1 to 10000.")
	}
	return m
}

// checkServer fills the port, and keeps unprotected mail on this machine.
func (m *Mail) checkServer(problems *Problems) {
	if strings.ContainsAny(m.Host, ":/@ ") {
		problems.add("LAMTOEN_SMTP_HOST", "%q is not a host; give the name alone, and the port as LAMTOEN_SMTP_PORT.", m.Host)
	}
	usual := map[string]int{"starttls": 587, "tls": 465, "none": 25}[m.Security]
	switch {
	case usual == 0:
		problems.add("LAMTOEN_SMTP_SECURITY", "%q is none of starttls, tls and none.", m.Security)
	case m.Security == "none" && !IsLoopback(m.Host):
		problems.add("LAMTOEN_SMTP_SECURITY", "mail names people's training, so it goes unprotected only to a server on this machine; set starttls or tls.")
	case m.Security == "none" && m.User != "":
		problems.add("LAMTOEN_SMTP_USER", "a password is not sent without TLS; set LAMTOEN_SMTP_SECURITY to starttls or tls.")
	}
	if m.Port == 0 {
		m.Port = usual
	}
	if m.Port < 0 || m.Port > 65535 {
		problems.add("LAMTOEN_SMTP_PORT", "%d is not a port; give a number up to 65535.", m.Port)
	}
}
