package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// compose is what the production file must say; other keys are the operator's business.
type compose struct {
	Services map[string]struct {
		Image       string            `yaml:"image"`
		Build       string            `yaml:"build"`
		ReadOnly    bool              `yaml:"read_only"`
		User        string            `yaml:"user"`
		CapDrop     []string          `yaml:"cap_drop"`
		SecurityOpt []string          `yaml:"security_opt"`
		Environment map[string]string `yaml:"environment"`
		Ports       []string          `yaml:"ports"`
		Networks    []string          `yaml:"networks"`
		Configs     []any             `yaml:"configs"`
		Volumes     []string          `yaml:"volumes"`
		DependsOn   map[string]struct {
			Condition string `yaml:"condition"`
		} `yaml:"depends_on"`
		Healthcheck *struct {
			Test []string `yaml:"test"`
		} `yaml:"healthcheck"`
	} `yaml:"services"`
	Configs  map[string]any `yaml:"configs"`
	Volumes  map[string]any `yaml:"volumes"`
	Networks map[string]any `yaml:"networks"`
}

func readCompose(t *testing.T) (compose, string) {
	t.Helper()
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	var c compose
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatalf("docker-compose.yml does not parse: %v", err)
	}
	return c, string(text)
}

func TestComposeServices(t *testing.T) {
	c, _ := readCompose(t)
	for _, name := range []string{"caddy", "lamtoen", "mongo"} {
		s, ok := c.Services[name]
		if !ok {
			t.Fatalf("no service %s", name)
		}
		if s.Healthcheck == nil || len(s.Healthcheck.Test) < 2 {
			t.Errorf("%s has no healthcheck", name)
		}
		if !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s may gain privileges", name)
		}
		for dependency, d := range s.DependsOn {
			if d.Condition != "service_healthy" {
				t.Errorf("%s waits for %s only until it is %q", name, dependency, d.Condition)
			}
		}
		// Compose copies configs and secrets into the container, which it cannot where that is read-only.
		if s.ReadOnly && len(s.Configs) > 0 {
			t.Errorf("%s is read-only, so its configs must be mounted files", name)
		}
		if name != "caddy" && len(s.Ports) > 0 {
			t.Errorf("%s is reachable from outside: %v", name, s.Ports)
		}
		for _, v := range s.Volumes {
			checkMount(t, c, name, v)
		}
	}
	app := c.Services["lamtoen"]
	if !app.ReadOnly || app.User != "65532:65532" || !slices.Contains(app.CapDrop, "ALL") {
		t.Errorf("lamtoen must run read-only, as uid 65532, without capabilities; got read_only=%v user=%q cap_drop=%v", app.ReadOnly, app.User, app.CapDrop)
	}
	if app.Build != "." {
		t.Errorf("lamtoen is built from %q, want this repository", app.Build)
	}
	if got := c.Services["mongo"].Networks; !slices.Equal(got, []string{"back"}) {
		t.Errorf("mongo is in the networks %v, want only back", got)
	}
}

// checkMount takes named volumes, what the operator sets, and files of the repository that only can be read.
func checkMount(t *testing.T, c compose, service, mount string) {
	t.Helper()
	source, _, _ := strings.Cut(mount, ":")
	if _, named := c.Volumes[source]; named || strings.HasPrefix(source, "${") {
		return
	}
	info, err := os.Stat(filepath.Join("../..", source))
	if !strings.HasPrefix(source, "./deploy/") || !strings.HasSuffix(mount, ":ro") || err != nil || info.Mode().Perm()&0o444 != 0o444 {
		t.Errorf("%s mounts %s, which is neither a named volume, nor set by the operator, nor a file of deploy that all may only read", service, mount)
	}
}

func TestComposeNamesEverySettingThatServeNeeds(t *testing.T) {
	c, _ := readCompose(t)
	env := c.Services["lamtoen"].Environment
	for _, name := range []string{"LAMTOEN_ADDR", "LAMTOEN_URL", "LAMTOEN_KEYS", "LAMTOEN_STORE", "LAMTOEN_TRUSTED_PROXIES"} {
		if env[name] == "" {
			t.Errorf("%s is not set", name)
		}
	}
	if !strings.HasPrefix(env["LAMTOEN_STORE"], "mongodb://") || !strings.Contains(env["LAMTOEN_STORE"], "replicaSet=rs0") {
		t.Errorf("the store is %q, want a MongoDB replica set", env["LAMTOEN_STORE"])
	}
}

// TestComposeHasNoDefaultSecret: every secret is a variable without a fallback, so that compose refuses to start.
func TestComposeHasNoDefaultSecret(t *testing.T) {
	c, text := readCompose(t)
	if fallback := regexp.MustCompile(`\$\{[A-Z_]+:?-[^}]*\}`).FindString(text); fallback != "" {
		t.Errorf("%s has a default", fallback)
	}
	for name, s := range c.Services {
		for key, value := range s.Environment {
			secret := strings.Contains(key, "PASSWORD") || strings.HasSuffix(key, "_KEY")
			if secret && !regexp.MustCompile(`^\$\{[A-Z_]+:\?.*\}$`).MatchString(value) {
				t.Errorf("%s: %s is %q, want a variable that must be set", name, key, value)
			}
		}
	}
}

// TestDeployFilesNameWhatComposeSets: each setting that the mounted files read is set for the container that has them, and
// user, database and replica set are those of the address.
func TestDeployFilesNameWhatComposeSets(t *testing.T) {
	c, _ := readCompose(t)
	for file, use := range map[string]struct {
		service string
		names   *regexp.Regexp
	}{
		"Caddyfile":      {"caddy", regexp.MustCompile(`\{\$([A-Z_]+)\}`)},
		"mongo-ready.js": {"mongo", regexp.MustCompile(`process\.env\.([A-Z_]+)`)},
	} {
		text, err := os.ReadFile("../../deploy/" + file)
		if err != nil {
			t.Fatal(err)
		}
		found := use.names.FindAllStringSubmatch(string(text), -1)
		if len(found) == 0 {
			t.Errorf("%s reads no setting", file)
		}
		for _, name := range found {
			if c.Services[use.service].Environment[name[1]] == "" {
				t.Errorf("%s reads %s, which compose does not set for %s", file, name[1], use.service)
			}
		}
		if file == "mongo-ready.js" && !regexp.MustCompile(`(?s)_id: 'rs0'.*host: 'mongo:27017'.*user: 'lamtoen'.*db: 'lamtoen'`).Match(text) {
			t.Errorf("%s does not make the replica set and the user of %s", file, c.Services["lamtoen"].Environment["LAMTOEN_STORE"])
		}
	}
}

func TestDockerfile(t *testing.T) {
	b, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, want := range []string{"AS build", "CGO_ENABLED=0", "USER 65532:65532", "HEALTHCHECK", `ENTRYPOINT ["/lamtoen"]`} {
		if !strings.Contains(text, want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
	if strings.Count(text, "\nFROM ") != 2 {
		t.Errorf("the Dockerfile has %d stages, want 2", strings.Count(text, "\nFROM "))
	}
}
