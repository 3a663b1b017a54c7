package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/intake"
	"lamtoen/internal/org"
)

// fileWanted is a file of the register that was taken: everybody of some agencies as the register has them, a few with another
// position.
type fileWanted struct {
	name     string
	agencies []org.AgencyCode
	listAgo  int // days: how old the list was
	promoted int
}

// filesWanted leave one agency with a fresh register, two with an old one, and all others without.
func filesWanted() []fileWanted {
	return []fileWanted{
		{name: "commission-staff.csv", agencies: []org.AgencyCode{"rcsc"}, listAgo: 190},
		{name: "punakha-staff.csv", agencies: []org.AgencyCode{"dz-punakha"}, listAgo: 75},
		{name: "bumthang-staff.csv", agencies: []org.AgencyCode{officeAgency}, listAgo: 12, promoted: 2},
	}
}

// files takes them, one after the other, this morning.
func (o *office) files(ctx context.Context) error {
	// A later try has a later clock, so that it finds the import of a killed one given up.
	o.at(0, 5*time.Hour+time.Duration(o.mark.Try)*5*time.Minute)
	service, err := intake.Open(ctx, o.deps.Engine, intake.Deps{Register: o.register, Audit: o.log}, intake.Settings{Now: o.now})
	if err != nil {
		return err
	}
	for _, wanted := range filesWanted() {
		taken := func(r intake.Record) bool { return r.File == wanted.name }
		if slices.ContainsFunc(service.Records(), taken) {
			continue
		}
		if err := o.takeFile(ctx, service, wanted); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) takeFile(ctx context.Context, service *intake.Service, wanted fileWanted) error {
	data, err := o.list(wanted)
	if err != nil || data == nil {
		return err
	}
	sent, err := service.Upload(ctx, intake.Sent{File: wanted.name, Data: data, Options: intake.Options{AsOf: o.ago(wanted.listAgo)}}, string(o.rcsc))
	if err != nil {
		return err
	}
	seen, err := service.Preview(ctx, sent.ID)
	if err != nil {
		return err
	}
	_, err = service.Apply(ctx, sent.ID, intake.Approval{Digest: seen.Digest}, string(o.rcsc))
	return err
}

// list writes the agencies' staff as an HR system would; nil when there is nobody.
func (o *office) list(wanted fileWanted) ([]byte, error) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	rows := [][]string{{"EID", "Name", "Gender", "Position Title", "Agency"}}
	left := wanted.promoted
	for _, h := range o.plan.Histories {
		person, _ := o.register.Person(h.Person)
		post, ok := o.register.PostAt(h.Person, o.mark.Today)
		if !ok || !slices.Contains(wanted.agencies, post.Agency) {
			continue
		}
		title := post.Position
		if left > 0 && len(post.Flags) == 0 && !o.printed(h.Person) && !strings.HasPrefix(title, senior) && len(o.register.Appointments(h.Person)) == 1 {
			title = senior + title
			left--
		}
		rows = append(rows, []string{person.EID, person.Name, person.Sex, title, string(post.Agency)})
	}
	if len(rows) == 1 {
		return nil, nil
	}
	err := w.WriteAll(rows)
	return text.Bytes(), err
}

// senior stands before the position of somebody who was promoted.
const senior = "Senior "

// printed tells whether the person is one of the printed sign-ins, who stay as they are told of.
func (o *office) printed(id org.PersonID) bool {
	return slices.ContainsFunc(o.plan.SignIns, func(s SignIn) bool { return s.Person == id })
}
