package notify_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/notify"
)

// mailServer is a small SMTP server (RFC 5321) with STARTTLS and AUTH PLAIN, which takes mails as a test says.
type mailServer struct {
	listener net.Listener
	tls      *tls.Config
	roots    *x509.CertPool
	implicit bool // TLS from the first byte
	offer    bool // STARTTLS
	user     string
	password string

	// What it answers; "" takes the command. The last is told how many mails it has taken, and may sleep.
	onSender    func() string
	onRecipient func(to string) string
	onContent   func(to string, n int) string

	mu      sync.Mutex
	taken   map[string]int // mails by recipient
	bodies  map[string]string
	secure  int // mails that came by TLS
	refused int
}

// answerless makes the server take the mail and hang up before it says so.
const answerless = "hang up"

func startMailServer(t testing.TB) *mailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{listener: listener, offer: true, taken: map[string]int{}, bodies: map[string]string{}}
	s.tls, s.roots = certificate(t)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s
}

// certificate is for 127.0.0.1, signed by itself.
func certificate(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, IPAddresses: []net.IP{net.ParseIP("127.0.0.1")},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, roots
}

func (s *mailServer) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// mailer is how the service reaches it.
func (s *mailServer) mailer() notify.SMTP {
	return notify.SMTP{Host: "127.0.0.1", Port: s.port(), Security: notify.STARTTLS, From: "Lamtoen <training@example.bt>", Roots: s.roots, Time: 5 * time.Second}
}

func (s *mailServer) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	secure := false
	if s.implicit {
		c, secure = tls.Server(c, s.tls), true
	}
	in := bufio.NewReader(c)
	say := func(line string) { fmt.Fprintf(c, "%s\r\n", line) }
	say("220 mail.example.bt")
	to, signedIn := "", s.user == ""
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		switch verb := strings.ToUpper(strings.Fields(line + " ?")[0]); verb {
		case "EHLO", "HELO":
			say("250-mail.example.bt")
			if s.offer && !secure {
				say("250-STARTTLS")
			}
			if s.user != "" {
				say("250-AUTH PLAIN")
			}
			say("250-8BITMIME")
			say("250 ENHANCEDSTATUSCODES")
		case "STARTTLS":
			say("220 2.0.0 go on")
			c, secure = tls.Server(c, s.tls), true
			in = bufio.NewReader(c)
		case "AUTH":
			data, _ := base64.StdEncoding.DecodeString(line[strings.LastIndexByte(line, ' ')+1:])
			if signedIn = string(data) == "\x00"+s.user+"\x00"+s.password; !signedIn {
				say("535 5.7.8 no")
				continue
			}
			say("235 2.7.0 welcome")
		case "MAIL":
			if !signedIn {
				say("530 5.7.0 sign in")
				continue
			}
			say(answer(s.onSender))
		case "RCPT":
			to = address.FindString(line)
			if said := s.recipient(to); said != "" {
				say(said)
				continue
			}
			say("250 2.1.5 ok")
		case "DATA":
			say("354 go on")
			body, ok := readBody(in)
			if !ok {
				return // half a mail is none
			}
			said := s.content(to, body, secure)
			if said == answerless {
				return
			}
			say(said)
		case "QUIT":
			say("221 2.0.0 bye")
			return
		case "RSET", "NOOP":
			say("250 2.0.0 ok")
		default:
			say("500 5.5.1 what")
		}
	}
}

var address = regexp.MustCompile(`[^<: ]+@[^> ]+`)

func answer(f func() string) string {
	if f != nil {
		if said := f(); said != "" {
			return said
		}
	}
	return "250 2.1.0 ok"
}

func (s *mailServer) recipient(to string) string {
	if s.onRecipient == nil {
		return ""
	}
	said := s.onRecipient(to)
	if said != "" {
		s.mu.Lock()
		s.refused++
		s.mu.Unlock()
	}
	return said
}

// readBody reads up to the line with a single dot.
func readBody(in *bufio.Reader) (string, bool) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", false
		}
		if line == ".\r\n" {
			return b.String(), true
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

// content takes the mail unless the test says otherwise; who hangs up has taken it.
func (s *mailServer) content(to, body string, secure bool) string {
	s.mu.Lock()
	n := len(s.bodies)
	s.mu.Unlock()
	said := ""
	if s.onContent != nil {
		said = s.onContent(to, n)
	}
	if said != "" && said != answerless {
		return said
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken[to]++
	s.bodies[to] = body
	if secure {
		s.secure++
	}
	if said == "" {
		said = "250 2.0.0 taken"
	}
	return said
}

func (s *mailServer) count(to string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken[to]
}

func (s *mailServer) all() (mails, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.taken {
		mails += n
		most = max(most, n)
	}
	return mails, most
}
