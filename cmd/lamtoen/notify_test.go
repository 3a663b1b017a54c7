package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lamtoen/internal/config"
	"lamtoen/internal/notify"
)

// Without a mail server messages wait in the outbox, which the command line shows beside a running server.
func TestOutboxBesideTheServer(t *testing.T) {
	s := install(t)
	s.serve()
	s.add("200801234", "Karma Dorji", "none")
	want(t, exitDone, []string{"MESSAGE", "STATE"}, s.args("outbox", "list")...)
	want(t, exitDone, []string{"MESSAGE"}, s.args("outbox", "list", "--kind=digest", "--state=sent")...)
	want(t, exitFailed, []string{"no such message"}, s.args("outbox", "show", "p0.2026-W48")...)
	want(t, exitUsage, []string{"--state"}, s.args("outbox", "list", "--state=lost")...)
}

// What is wrong with the mail server's settings ends the start, with the setting's name and the cure.
func TestMailSettingsEndTheStart(t *testing.T) {
	s := install(t)
	from := "--smtp-from=training@example.bt"
	want(t, exitUsage, []string{"LAMTOEN_SMTP_FROM"}, s.args("serve", "--smtp-host=mail.example.bt")...)
	want(t, exitUsage, []string{"LAMTOEN_SMTP_SECURITY"}, s.args("serve", "--smtp-host=mail.example.bt", "--smtp-security=none", from)...)
	missing := filepath.Join(t.TempDir(), "none")
	want(t, exitUsage, []string{"LAMTOEN_SMTP_PASSWORD_FILE cannot be read"},
		s.args("serve", "--addr=127.0.0.1:0", "--smtp-host=mail.example.bt", from, "--smtp-user=training", "--smtp-password-file="+missing)...)
}

func TestMailServerOfTheSettings(t *testing.T) {
	if server, err := mailServer(config.Mail{}); server != nil || err != nil {
		t.Errorf("without a host: got %v, %v, want none", server, err)
	}
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("a good secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	given := config.Mail{Host: "mail.example.bt", Port: 587, Security: "starttls", User: "training", PasswordFile: password, From: "training@example.bt"}
	server, err := mailServer(given)
	smtp, ok := server.(notify.SMTP)
	if err != nil || !ok || smtp.Password != "a good secret" || smtp.Port != 587 || smtp.Security != notify.STARTTLS {
		t.Errorf("got %v, %v, want what is set", server, err)
	}
	given.CAFile = password
	if _, err := mailServer(given); err == nil || !strings.Contains(err.Error(), "holds no certificate") || strings.Contains(err.Error(), "secret") {
		t.Errorf("a file without certificates: got %v", err)
	}
}
