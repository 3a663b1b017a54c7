package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lamtoen/internal/config"
)

func TestMailSettings(t *testing.T) {
	good := config.MailConfig{Host: "mail.example.bt", Security: "starttls", From: "Training <training@example.bt>", Rate: 100}
	with := func(edit func(*config.MailConfig)) config.MailConfig {
		m := good
		edit(&m)
		return m
	}
	for _, c := range []struct {
		name    string
		mail    config.MailConfig
		demo    bool
		setting string // of the one problem; "" none
		port    int
	}{
		{"nothing", config.MailConfig{}, false, "", 0},
		{"STARTTLS", good, false, "", 587},
		{"TLS", with(func(m *config.MailConfig) { m.Security = "tls" }), false, "", 465},
		{"this machine", with(func(m *config.MailConfig) { m.Host, m.Security = "localhost", "none" }), false, "", 25},
		{"own port", with(func(m *config.MailConfig) { m.Port = 2525 }), false, "", 2525},
		{"unprotected elsewhere", with(func(m *config.MailConfig) { m.Security = "none" }), false, "LAMTOEN_SMTP_SECURITY", 0},
		{"unknown security", with(func(m *config.MailConfig) { m.Security = "ssl" }), false, "LAMTOEN_SMTP_SECURITY", 0},
		{"password without TLS", with(func(m *config.MailConfig) { m.Host, m.Security, m.User, m.PasswordFile = "127.0.0.1", "none", "a", "b" }), false, "LAMTOEN_SMTP_USER", 0},
		{"host with port", with(func(m *config.MailConfig) { m.Host = "mail.example.bt:25" }), false, "LAMTOEN_SMTP_HOST", 0},
		{"no sender", with(func(m *config.MailConfig) { m.From = "training" }), false, "LAMTOEN_SMTP_FROM", 0},
		{"user alone", with(func(m *config.MailConfig) { m.User = "training" }), false, "LAMTOEN_SMTP_PASSWORD_FILE", 0},
		{"no rate", with(func(m *config.MailConfig) { m.Rate = 0 }), false, "LAMTOEN_SMTP_RATE", 0},
		{"no port", with(func(m *config.MailConfig) { m.Port = 70000 }), false, "LAMTOEN_SMTP_PORT", 0},
		{"sender without server", config.MailConfig{From: "training@example.bt"}, false, "LAMTOEN_SMTP_HOST", 0},
		{"demonstration", good, true, "LAMTOEN_SMTP_HOST", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := config.Default()
			all.Mail, all.Demo = c.mail, c.demo
			s, err := all.Validate()
			if c.setting == "" {
				if err != nil || s.Mail.Port != c.port || s.Mail.Sends() != (c.mail.Host != "") {
					t.Errorf("got %+v, %v, want port %d", s.Mail, err, c.port)
				}
				return
			}
			var problems config.Problems
			if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Setting != c.setting {
				t.Errorf("got %v, want a problem with %s", err, c.setting)
			}
		})
	}
}

func TestMailPassword(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("a good secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := config.Mail{User: "training", PasswordFile: file}
	if got, err := m.Password(); err != nil || got != "a good secret" {
		t.Errorf("got %q, %v, want the password without the line's end", got, err)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Password(); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an empty file: got %v", err)
	}
	m.PasswordFile += "x"
	if _, err := m.Password(); err == nil || !strings.Contains(err.Error(), "LAMTOEN_SMTP_PASSWORD_FILE") {
		t.Errorf("no file: got %v", err)
	}
}
