package config_test

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"
	"testing"

	"lamtoen/internal/config"
)

func TestDefaultsAreValidAndAsTheTagsSay(t *testing.T) {
	settings, err := config.Default().Validate()
	if err != nil {
		t.Fatalf("the defaults are refused: %v", err)
	}
	if !settings.Loopback || settings.Store.Engine != config.SQLite || settings.Store.Path != "data/lamtoen.db" {
		t.Errorf("got %+v, want SQLite under data/ on loopback", settings)
	}
	checkTags(t, reflect.ValueOf(config.Default()))
}

// checkTags looks into settings that are kept together too.
func checkTags(t *testing.T, value reflect.Value) {
	t.Helper()
	for i := range value.NumField() {
		field := value.Type().Field(i)
		if _, together := field.Tag.Lookup("embed"); together {
			checkTags(t, value.Field(i))
			continue
		}
		want := field.Tag.Get("default")
		if got := fmt.Sprint(value.Field(i).Interface()); want != "" && got != want {
			t.Errorf("%s: Default says %q, the tag %q", field.Name, got, want)
		}
		env := "LAMTOEN_" + strings.ToUpper(strings.ReplaceAll(field.Tag.Get("name"), "-", "_"))
		if got := field.Tag.Get("env"); got != env {
			t.Errorf("%s: the variable is %q, want %q", field.Name, got, env)
		}
		if field.Tag.Get("help") == "" {
			t.Errorf("%s has no help", field.Name)
		}
	}
}

func TestEachMistakeNamesTheSettingAndTheCure(t *testing.T) {
	cases := []struct {
		name    string
		edit    func(*config.Config)
		setting string
		says    string
	}{
		{"no kind of store", func(c *config.Config) { c.Store = "lamtoen.db" }, "LAMTOEN_STORE", "sqlite:"},
		{"postgres", func(c *config.Config) { c.Store = "postgres://x/y" }, "LAMTOEN_STORE", "mongodb://"},
		{"sqlite without a file", func(c *config.Config) { c.Store = "sqlite:" }, "LAMTOEN_STORE", "name the file"},
		{"sqlite with a directory", func(c *config.Config) { c.Store = "sqlite:data/" }, "LAMTOEN_STORE", "name the file"},
		{"mongodb without a host", func(c *config.Config) { c.Store = "mongodb://" }, "LAMTOEN_STORE", "HOST"},
		{"no port", func(c *config.Config) { c.Addr = "127.0.0.1" }, "LAMTOEN_ADDR", "host:port"},
		{"port too high", func(c *config.Config) { c.Addr = "127.0.0.1:99999" }, "LAMTOEN_ADDR", "65535"},
		{"port by name", func(c *config.Config) { c.Addr = "127.0.0.1:http" }, "LAMTOEN_ADDR", "number"},
		{"open address without a URL", func(c *config.Config) { c.Addr = ":8080" }, "LAMTOEN_URL", "https://"},
		{"URL without scheme", func(c *config.Config) { c.URL = "training.example.bt" }, "LAMTOEN_URL", "scheme"},
		{"plain http in public", func(c *config.Config) { c.URL = "http://training.example.bt" }, "LAMTOEN_URL", "https://"},
		{"URL with a path", func(c *config.Config) { c.URL = "https://example.bt/lamtoen" }, "LAMTOEN_URL", "a path"},
		{"URL with a user", func(c *config.Config) { c.URL = "https://u:geheim@example.bt" }, "LAMTOEN_URL", "password out"},
		{"ftp", func(c *config.Config) { c.URL = "ftp://example.bt" }, "LAMTOEN_URL", "https://"},
		{"no keys", func(c *config.Config) { c.Keys = "" }, "LAMTOEN_KEYS", "data/keys"},
		{"proxy by name", func(c *config.Config) { c.TrustedProxies = []string{"caddy"} }, "LAMTOEN_TRUSTED_PROXIES", "10.0.0.5"},
		{"everybody a proxy", func(c *config.Config) { c.TrustedProxies = []string{"0.0.0.0/0"} }, "LAMTOEN_TRUSTED_PROXIES", "everybody"},
		{"metrics without port", func(c *config.Config) { c.MetricsAddr = "x" }, "LAMTOEN_METRICS_ADDR", "host:port"},
		{"metrics on the pages' port", func(c *config.Config) { c.MetricsAddr = c.Addr }, "LAMTOEN_METRICS_ADDR", "another port"},
		{"answers in no time", func(c *config.Config) { c.AnswerDays = -1 }, "LAMTOEN_ANSWER_DAYS", "15"},
		{"appeals for ever", func(c *config.Config) { c.AppealDays = 5000 }, "LAMTOEN_APPEAL_DAYS", "90"},
		{"negative price", func(c *config.Config) { c.DataPrice = -1 }, "LAMTOEN_DATA_PRICE", "59"},
		{"a real clock ahead", func(c *config.Config) { c.DemoAhead = 30 }, "LAMTOEN_DEMO_AHEAD", "demonstration"},
		{"a demonstration's clock behind", func(c *config.Config) { c.Demo, c.DemoAhead = true, -1 }, "LAMTOEN_DEMO_AHEAD", "3650"},
		{"public demonstration", func(c *config.Config) {
			c.Demo, c.Addr, c.URL = true, "0.0.0.0:80", "https://example.bt"
		}, "LAMTOEN_DEMO", "LAMTOEN_ADDR"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			conf := config.Default()
			c.edit(&conf)
			_, err := conf.Validate()
			var problems config.Problems
			if !errors.As(err, &problems) || len(problems) != 1 {
				t.Fatalf("got %v, want exactly one problem", err)
			}
			if got := problems[0]; got.Setting != c.setting || !strings.Contains(got.Message, c.says) {
				t.Errorf("got %s: %s, want %s and a text with %q", got.Setting, got.Message, c.setting, c.says)
			}
			if strings.Contains(err.Error(), "geheim") {
				t.Errorf("the message repeats a password: %v", err)
			}
		})
	}
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	_, err := config.Config{Store: "x", Addr: "y", TrustedProxies: []string{"z"}, DataPrice: -1}.Validate()
	var problems config.Problems
	if !errors.As(err, &problems) || len(problems) != 5 {
		t.Fatalf("got %v, want five problems", err)
	}
	if got := len(strings.Split(err.Error(), "\n")); got != 5 {
		t.Errorf("got %d lines, want one a problem", got)
	}
}

func TestTheOrigin(t *testing.T) {
	listening := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}
	cases := []struct{ addr, url, want string }{
		{"127.0.0.1:0", "", "http://127.0.0.1:4711"},
		{"[::1]:0", "", "http://127.0.0.1:4711"},
		{"127.0.0.1:8080", "https://Training.Example.bt/", "https://training.example.bt"},
		{":8080", "https://example.bt:443", "https://example.bt"},
		{":8080", "https://example.bt:8443", "https://example.bt:8443"},
		{"127.0.0.1:8080", "http://localhost:8080", "http://localhost:8080"},
	}
	for _, c := range cases {
		conf := config.Default()
		conf.Addr, conf.URL = c.addr, c.url
		settings, err := conf.Validate()
		if err != nil {
			t.Errorf("%s %s: %v", c.addr, c.url, err)
			continue
		}
		if got := settings.Origin(listening); got != c.want {
			t.Errorf("%s %s: got origin %q, want %q", c.addr, c.url, got, c.want)
		}
	}
}

// A command that does not listen prints links too: they lead to where a server with its settings is.
func TestTheOriginWithoutAListener(t *testing.T) {
	for url, want := range map[string]string{"": "http://127.0.0.1:8080", "https://example.bt": "https://example.bt"} {
		conf := config.Default()
		conf.URL = url
		settings, err := conf.Validate()
		if got := settings.Origin(nil); err != nil || got != want {
			t.Errorf("LAMTOEN_URL %q: got origin %q, %v, want %q", url, got, err, want)
		}
	}
}

func TestProxiesAreNetworks(t *testing.T) {
	conf := config.Default()
	conf.TrustedProxies = []string{" 10.0.0.5", "", "172.16.4.9/16", "fd00::1"}
	settings, err := conf.Validate()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(settings.Proxies), "[10.0.0.5/32 172.16.0.0/16 fd00::1/128]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAStoreNeverPrintsItsPassword(t *testing.T) {
	conf := config.Default()
	conf.Store = "mongodb://lamtoen:geheim@db1,db2:27018/training?replicaSet=rs0&tlsCertificateKeyFilePassword=geheim"
	settings, err := conf.Validate()
	if err != nil {
		t.Fatal(err)
	}
	if settings.Store.URI != conf.Store {
		t.Errorf("got URI %q, want it unchanged", settings.Store.URI)
	}
	for _, verb := range []string{"%s", "%v", "%+v", "%#v"} {
		if got := fmt.Sprintf(verb, settings.Store); strings.Contains(got, "geheim") || !strings.Contains(got, "db1") {
			t.Errorf("%s prints %q, want the host and no password", verb, got)
		}
	}
}
