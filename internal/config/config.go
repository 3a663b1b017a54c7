// Package config turns settings into one validated struct. Settings come from flags or from LAMTOEN_* variables; the tags
// are kong's, so cmd embeds Config in its commands, and the defaults and names stand here once.
//
// # Settings
//
//	LAMTOEN_STORE            sqlite:PATH or mongodb://…          sqlite:data/lamtoen.db
//	LAMTOEN_ADDR             host:port to listen on              127.0.0.1:8080
//	LAMTOEN_URL              public origin; needed unless the address is loopback
//	LAMTOEN_KEYS             directory of the key files          data/keys
//	LAMTOEN_TRUSTED_PROXIES  addresses or networks of proxies, with commas
//	LAMTOEN_METRICS_ADDR     host:port of the metrics; empty is none
//	LAMTOEN_DATA_PRICE       price of mobile data, Nu per GB     59
//	LAMTOEN_OPEN_LICENCE     licence of open data, in words; empty is none
//	LAMTOEN_ANSWER_DAYS      working days to answer a case        15
//	LAMTOEN_APPEAL_DAYS      days to appeal what was shown        90
//	LAMTOEN_DEMO             demonstration with invented people  false
//	LAMTOEN_DEMO_AHEAD       days by which the demonstration's clock runs ahead  0
//	LAMTOEN_SMTP_HOST        mail server; empty is the outbox. With it _PORT, _SECURITY (starttls, tls, none), _USER, _PASSWORD_FILE,
//	                         _CA_FILE, _FROM and _RATE (mails a minute, 100)
//	LAMTOEN_DIGEST_HEADS     heads of agencies get the digest too  false
//
// Validate reports every problem at once, each with the setting's name and how to mend it. Passwords in the store's address
// never appear in a message or a log: Settings.Store prints itself without them.
package config

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Config holds the settings as given.
type Config struct {
	Store          string   `name:"store" env:"LAMTOEN_STORE" default:"sqlite:data/lamtoen.db" help:"Where the data is kept: sqlite:PATH or mongodb://…"`
	Addr           string   `name:"addr" env:"LAMTOEN_ADDR" default:"127.0.0.1:8080" help:"Address to listen on, as host:port."`
	URL            string   `name:"url" env:"LAMTOEN_URL" help:"Public origin, such as https://training.example.bt. Required unless the address is loopback."`
	Keys           string   `name:"keys" env:"LAMTOEN_KEYS" default:"data/keys" help:"Directory of the key files."`
	TrustedProxies []string `name:"trusted-proxies" env:"LAMTOEN_TRUSTED_PROXIES" help:"Addresses or networks of the proxies whose forwarded headers are believed."`
	MetricsAddr    string   `name:"metrics-addr" env:"LAMTOEN_METRICS_ADDR" help:"Address for the metrics, as host:port. Keep it inside."`
	DataPrice      float64  `name:"data-price" env:"LAMTOEN_DATA_PRICE" default:"59" help:"Price of mobile data in Nu per GB, from which pages say what a course costs."`
	OpenLicence    string   `name:"open-licence" env:"LAMTOEN_OPEN_LICENCE" help:"Licence under which open data may be used, in words; it stands in every extract."`
	AnswerDays     int      `name:"answer-days" env:"LAMTOEN_ANSWER_DAYS" default:"15" help:"Working days in which a case is to be answered."`
	AppealDays     int      `name:"appeal-days" env:"LAMTOEN_APPEAL_DAYS" default:"90" help:"Days in which a record or an answer may be appealed after it was shown."`
	Demo           bool     `name:"demo" env:"LAMTOEN_DEMO" help:"A demonstration with invented people; only on this machine."`

	DemoAhead int `name:"demo-ahead" env:"LAMTOEN_DEMO_AHEAD" help:"Days by which the clock of a demonstration runs ahead, to see what a year's end brings."`

	Mail MailConfig `embed:""`
}

// Default gives the settings of somebody who has set nothing.
func Default() Config {
	return Config{Store: "sqlite:data/lamtoen.db", Addr: "127.0.0.1:8080", Keys: "data/keys", DataPrice: 59, AnswerDays: 15, AppealDays: 90,
		Mail: MailConfig{Security: "starttls", Rate: 100}}
}

// Settings are the settings as checked and understood.
type Settings struct {
	Store       Store
	Addr        string
	Loopback    bool // only this machine can reach the address
	Keys        string
	Proxies     []netip.Prefix
	MetricsAddr string  // "" is none
	DataPrice   float64 // Nu per GB (10^9 bytes)
	OpenLicence string  // "" is none set
	AnswerDays  int     // working days; 0 as the program says
	AppealDays  int     // days; 0 as the program says
	Demo        bool
	Ahead       time.Duration // by which the clock of a demonstration runs ahead
	Mail        Mail

	origin string
}

// Engine names a kind of store.
type Engine string

// The kinds of store.
const (
	SQLite  Engine = "sqlite"
	MongoDB Engine = "mongodb"
)

// Store says where the data is kept.
type Store struct {
	Engine Engine
	Path   string // the file, for SQLite
	URI    string // for MongoDB; it may hold a password
}

// String is the store without its password, for messages and logs.
func (s Store) String() string {
	if s.Engine == SQLite {
		return "sqlite:" + s.Path
	}
	u, err := url.Parse(s.URI)
	if err != nil {
		return "mongodb://…"
	}
	u.RawQuery = "" // options may hold secrets too
	return u.Redacted()
}

// GoString keeps %#v from printing the password.
func (s Store) GoString() string { return s.String() }

// ParseStore understands sqlite:PATH and mongodb://… or mongodb+srv://…, for all commands that take a store.
func ParseStore(text string) (Store, error) {
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok {
		path = strings.TrimPrefix(path, "//")
		if path == "" || strings.HasSuffix(path, "/") {
			return Store{}, errors.New("name the file after sqlite:, for example sqlite:data/lamtoen.db")
		}
		return Store{Engine: SQLite, Path: filepath.Clean(path)}, nil
	}
	if strings.HasPrefix(text, "mongodb://") || strings.HasPrefix(text, "mongodb+srv://") {
		// The driver checks the rest; its messages may repeat the password, so what can be checked here is.
		u, err := url.Parse(text)
		if err != nil || u.Host == "" {
			return Store{}, errors.New("the address after mongodb:// cannot be read; write mongodb://USER:PASSWORD@HOST/DATABASE, and " +
				"percent-encode special characters in the password")
		}
		return Store{Engine: MongoDB, URI: text}, nil
	}
	return Store{}, errors.New("begin with sqlite: and a file, or with mongodb://")
}

// Problem is one setting that will not do.
type Problem struct {
	Setting string // its variable, such as LAMTOEN_URL
	Message string // what is wrong and how to mend it
}

// Problems are all that is wrong, as one error.
type Problems []Problem

// Error gives one line a problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Setting + ": " + problem.Message
	}
	return strings.Join(lines, "\n")
}

func (p *Problems) add(setting, format string, args ...any) {
	*p = append(*p, Problem{Setting: setting, Message: fmt.Sprintf(format, args...)})
}

// Validate checks all settings and gives them understood, or a Problems that lists everything that is wrong.
func (c Config) Validate() (Settings, error) {
	var problems Problems
	store, err := ParseStore(strings.TrimSpace(c.Store))
	if err != nil {
		problems.add("LAMTOEN_STORE", "%s.", err)
	}
	s := Settings{Store: store, Addr: c.Addr, Keys: c.Keys, MetricsAddr: c.MetricsAddr, DataPrice: c.DataPrice, Demo: c.Demo, OpenLicence: strings.TrimSpace(c.OpenLicence),
		AnswerDays: c.AnswerDays, AppealDays: c.AppealDays,
	}
	host, port, err := splitAddr(c.Addr)
	if err != nil {
		problems.add("LAMTOEN_ADDR", "%s.", err)
	} else {
		s.Loopback = IsLoopback(host)
		s.origin = c.checkURL(s.Loopback, &problems)
	}
	if c.Keys == "" {
		problems.add("LAMTOEN_KEYS", "name the directory of the key files, for example data/keys.")
	}
	s.Proxies = parseProxies(c.TrustedProxies, &problems)
	if c.MetricsAddr != "" {
		if _, _, err := splitAddr(c.MetricsAddr); err != nil {
			problems.add("LAMTOEN_METRICS_ADDR", "%s.", err)
		} else if c.MetricsAddr == c.Addr {
			problems.add("LAMTOEN_METRICS_ADDR", "is the address of the pages; choose another port, so that the metrics are not public.")
		}
	}
	if math.IsNaN(c.DataPrice) || c.DataPrice < 0 || c.DataPrice > 100_000 {
		problems.add("LAMTOEN_DATA_PRICE", "give the price of mobile data in Nu per GB, for example 59.")
	}
	if c.AnswerDays < 0 || c.AnswerDays > 250 {
		problems.add("LAMTOEN_ANSWER_DAYS", "give a number of working days up to 250, for example 15.")
	}
	if c.AppealDays < 0 || c.AppealDays > 3650 {
		problems.add("LAMTOEN_APPEAL_DAYS", "give a number of days up to 3650, for example 90.")
	}
	s.Ahead = time.Duration(c.DemoAhead) * 24 * time.Hour
	if c.DemoAhead < 0 || c.DemoAhead > 3650 || c.DemoAhead != 0 && !c.Demo {
		problems.add("LAMTOEN_DEMO_AHEAD", "only the clock of a demonstration may run ahead, by up to 3650 days; add LAMTOEN_DEMO, or leave it out.")
	}
	s.Mail = c.Mail.validate(c.Demo, &problems)
	if c.Demo && err == nil && !s.Loopback {
		problems.add("LAMTOEN_DEMO", "the demonstration has printed passwords, so it runs only where nobody else can reach it; set "+
			"LAMTOEN_ADDR to 127.0.0.1:%s, or leave LAMTOEN_DEMO out.", port)
	}
	if len(problems) > 0 {
		return Settings{}, problems
	}
	return s, nil
}

// Origin is the public origin, without a slash at the end. When the address is loopback and no URL is set, it is that of
// the listener, whose port may have been 0 in the settings; for a command that does not listen (nil), where a server with
// the same settings would be found.
func (s Settings) Origin(listening net.Addr) string {
	switch {
	case s.origin != "":
		return s.origin
	case listening != nil:
		return "http://" + listening.String()
	}
	return "http://" + s.Addr
}

func splitAddr(addr string) (host, port string, err error) {
	host, port, err = net.SplitHostPort(addr)
	if err != nil {
		return "", "", fmt.Errorf("%q is not an address; write host:port, for example 127.0.0.1:8080", addr)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "", "", fmt.Errorf("%q is not a port; give a number up to 65535, as in 127.0.0.1:8080", port)
	}
	return host, port, nil
}

// IsLoopback tells whether only this machine can reach a host.
func IsLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
