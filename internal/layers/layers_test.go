package layers_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "lamtoen/"

// row says what a package may import from the module: the packages in may, and every package whose level lies in span.
type row struct {
	level int
	may   []string
	span  *levels
}

// levels is a closed range of levels.
type levels struct{ from, to int }

// rows is the first table of docs/architecture.md. A package missing here fails the test.
var rows = map[string]row{
	"courses":         {level: 0},
	"courses/matrix":  {level: 1, may: []string{"courses"}},
	"courses/lint":    {level: 1, may: []string{"courses"}},
	"content":         {level: 0},
	"web":             {level: 0},
	"internal/day":    {level: 0},
	"internal/fault":  {level: 0},
	"internal/config": {level: 0},
	"internal/page":   {level: 0},
	"internal/pdf":    {level: 0},
	"internal/layers": {level: 0},
	"internal/store":  {level: 0},

	"internal/pdf/pdftest": {level: 0},
	"courses/coursetest":   {level: 1, may: []string{"courses"}},

	"internal/store/sqlite":    {level: 1, may: []string{"internal/store"}},
	"internal/store/mongo":     {level: 1, may: []string{"internal/store"}},
	"internal/store/storetest": {level: 1, may: []string{"internal/store", "internal/store/sqlite", "internal/store/mongo"}},
	"internal/audit":           {level: 1, may: []string{"internal/store"}},
	"internal/job":             {level: 1, may: []string{"internal/store"}},
	"internal/catalogue":       {level: 1, may: []string{"courses", "internal/store", "internal/audit"}},
	"internal/org":             {level: 1, may: []string{"internal/store", "internal/audit"}},
	"internal/assessment":      {level: 1, may: []string{"courses"}},
	"internal/slip":            {level: 1},
	"internal/guess":           {level: 1},

	"internal/groupcode": {level: 2, may: []string{"internal/store", "internal/org", "internal/audit", "internal/pdf"}},

	"internal/intake": {level: 2, may: []string{"internal/store", "internal/org", "internal/audit", "internal/pdf"}},

	"internal/school":  {level: 2, may: []string{"internal/store", "internal/org", "internal/audit"}},
	"internal/classes": {level: 3, span: &levels{1, 2}, may: []string{"internal/pdf", "internal/store", "courses", "web"}},

	"internal/export":     {level: 2, may: []string{"courses", "internal/catalogue", "internal/pdf"}},
	"internal/lessonpack": {level: 2, may: []string{"courses", "internal/pdf", "internal/assessment"}},

	"internal/learning": {level: 2, may: []string{"courses", "internal/catalogue", "internal/store", "internal/org", "internal/assessment", "internal/audit"}},

	"internal/certificate": {level: 3, span: &levels{1, 2}, may: []string{"internal/pdf", "internal/store", "courses"}},
	"internal/evidence":    {level: 3, span: &levels{1, 2}, may: []string{"internal/store", "courses"}},
	"internal/coverage":    {level: 3, span: &levels{1, 2}, may: []string{"internal/pdf", "internal/store", "courses"}},
	"internal/itemstats":   {level: 3, span: &levels{1, 2}, may: []string{"courses", "internal/store"}},
	"internal/signals":     {level: 3, span: &levels{1, 2}, may: []string{"courses"}},
	"internal/classroom":   {level: 3, span: &levels{1, 2}, may: []string{"internal/pdf", "internal/store", "internal/export", "courses"}},
	"internal/appeal":      {level: 3, span: &levels{1, 2}, may: []string{"internal/pdf", "internal/store", "courses"}},
	"internal/workbook":    {level: 3, span: &levels{1, 2}, may: []string{"internal/pdf", "internal/store", "courses"}},
	"internal/account":     {level: 3, may: []string{"internal/store", "internal/org", "internal/audit", "internal/guess", "internal/pdf"}},

	"internal/notify": {level: 4, span: &levels{1, 3}, may: []string{"courses", "internal/store", "internal/pdf"}},
	"internal/report": {level: 4, span: &levels{1, 3}, may: []string{"courses", "internal/pdf", "internal/store"}},

	"internal/literacy": {level: 4, span: &levels{1, 3}, may: []string{"courses", "internal/pdf", "internal/store"}},

	"internal/pendrive": {level: 4, span: &levels{1, 3}, may: []string{"courses", "internal/store"}},

	"internal/route": {level: 4, may: []string{"internal/account", "internal/org"}},
	"internal/demo":  {level: 5, span: &levels{0, 4}},
	"internal/bench": {level: 5, span: &levels{0, 4}},
	"internal/site":  {level: 5, span: &levels{0, 4}},
	"internal/api":   {level: 5, span: &levels{0, 4}},

	"internal/server": {level: 6, may: []string{"internal/site", "internal/api", "internal/route", "internal/page", "internal/account", "internal/config", "web"}},
	"cmd/lamtoen":     {level: 7, span: &levels{0, 6}},
}

// everywhere may be imported by any package under internal/ and by cmd: the words for a day and for an error.
var everywhere = []string{"internal/day", "internal/fault"}

// confined is the second table: the packages that may import an external module, tests included. A module that is not
// here may be imported by no package.
var confined = map[string][]string{
	"github.com/gofiber/fiber/v2":            {"internal/site", "internal/api", "internal/route", "internal/server"},
	"github.com/valyala/fasthttp":            {"internal/server", "internal/site", "internal/api", "internal/route", "internal/bench"},
	"go.mongodb.org/mongo-driver/v2/bson":    {"internal/store", "internal/store/sqlite", "internal/store/mongo", "internal/store/storetest"},
	"go.mongodb.org/mongo-driver/v2":         {"internal/store/mongo"},
	"modernc.org/sqlite":                     {"internal/store/sqlite"},
	"github.com/jung-kurt/gofpdf":            {"internal/pdf"},
	"github.com/xuri/excelize/v2":            {"internal/coverage", "internal/intake"},
	"github.com/go-text/typesetting":         {"internal/pdf"},
	"rsc.io/qr":                              {"internal/pdf"},
	"golang.org/x/image":                     {"internal/pdf"},
	"go.yaml.in/yaml/v4":                     {"courses", "*_test"},
	"github.com/yuin/goldmark":               {"courses"},
	"github.com/microcosm-cc/bluemonday":     {"courses"},
	"github.com/golang-jwt/jwt/v5":           {"internal/account", "internal/certificate"},
	"golang.org/x/crypto":                    {"internal/account"},
	"github.com/go-playground/validator/v10": {"internal/route", "internal/config"},
	"github.com/alecthomas/kong":             {"cmd/lamtoen"},
	"github.com/prometheus/client_golang":    {"internal/server", "cmd/lamtoen"},
	"github.com/wneessen/go-mail":            {"internal/notify"},
	"golang.org/x/text":                      {"internal/intake", "internal/org", "internal/pdf", "internal/page", "internal/account"},
	"pgregory.net/rapid":                     {"*_test"},
	"github.com/google/go-cmp":               {"*_test"},
	"github.com/getkin/kin-openapi":          {"*_test"},
}

// file is one parsed Go file: the package folder it lies in, whether it is a test, and what it imports.
type file struct {
	name    string
	folder  string
	test    bool
	imports []string
}

func TestPackagesImportOnlyTheirRow(t *testing.T) {
	for _, f := range goFiles(t) {
		r, known := rows[f.folder]
		if !known {
			t.Errorf("%s: package %s has no row in the layering table", f.name, f.folder)
			continue
		}
		for _, imp := range f.imports {
			inner, ok := strings.CutPrefix(imp, module)
			if !ok || inner == f.folder {
				continue
			}
			if !allowed(f, r, inner) {
				t.Errorf("%s imports %s, which the row of %s does not allow", f.name, inner, f.folder)
			}
		}
	}
}

// allowed tells whether the file may import the package inner of this module. Tests may reach anything up to their level,
// and the store's test engine: they set up the real things.
func allowed(f file, r row, inner string) bool {
	target, known := rows[inner]
	if !known {
		return false
	}
	if slices.Contains(everywhere, inner) && f.folder != "courses" {
		return true
	}
	if slices.Contains(r.may, inner) || (r.span != nil && r.span.from <= target.level && target.level <= r.span.to) {
		return true
	}
	return f.test && (target.level <= r.level || inner == "internal/store/storetest")
}

func TestExternalModulesAreConfined(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, imp := range f.imports {
			if strings.HasPrefix(imp, module) || !strings.Contains(strings.Split(imp, "/")[0], ".") {
				continue
			}
			homes, known := homesOf(imp)
			if !known {
				t.Errorf("%s imports %s, which the second table does not know", f.name, imp)
				continue
			}
			testOnly := slices.Contains(homes, "*_test")
			if testOnly && f.test || slices.Contains(homes, f.folder) {
				continue
			}
			t.Errorf("%s imports %s; only %v may", f.name, imp, homes)
		}
	}
}

// homesOf finds the longest entry of the second table that covers the import path.
func homesOf(imp string) ([]string, bool) {
	for p := imp; p != "."; p = path.Dir(p) {
		if homes, ok := confined[p]; ok {
			return homes, true
		}
	}
	return nil, false
}

func TestTheTableGoesDown(t *testing.T) {
	for name, r := range rows {
		for _, target := range r.may {
			if rows[target].level > r.level || slices.Contains(rows[target].may, name) {
				t.Errorf("%s (level %d) may import %s (level %d): arrows go down only", name, r.level, target, rows[target].level)
			}
		}
		if r.span != nil && r.span.to >= r.level {
			t.Errorf("%s (level %d) may import its own level: arrows go down only", name, r.level)
		}
	}
}

// goFiles parses every Go file of this module; a folder with a go.mod of its own is another module and is left out.
func goFiles(t *testing.T) []file {
	t.Helper()
	root := moduleRoot(t)
	var files []file
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skipFolder(root, p, d.Name())
		}
		if strings.HasSuffix(p, ".go") {
			files = append(files, parse(t, root, p))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d Go files found under %s: the walk is broken", len(files), root)
	}
	return files
}

func skipFolder(root, p, name string) error {
	if p == root {
		return nil
	}
	built := p == filepath.Join(root, "build") // the browser tests lay content out there
	if built || strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

func parse(t *testing.T, root, p string) file {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatalf("%s: %v", p, err)
	}
	rel, err := filepath.Rel(root, p)
	if err != nil {
		t.Fatal(err)
	}
	f := file{name: filepath.ToSlash(rel), folder: filepath.ToSlash(filepath.Dir(rel)), test: strings.HasSuffix(p, "_test.go")}
	for _, spec := range parsed.Imports {
		imp, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		f.imports = append(f.imports, imp)
	}
	return f
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}
