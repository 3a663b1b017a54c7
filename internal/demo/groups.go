package demo

import (
	"context"
	"fmt"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/org"
)

// group is one invented group that has registered its code.
type group struct {
	name      string
	kind      groupcode.Kind
	dzongkhag org.AgencyCode
	daysAgo   int
	publish   bool
	decided   bool // by the content office
	rules     []string
}

// inventedGroups are enough to show every state: published, waiting, and counted only.
func inventedGroups() []group {
	return []group{
		{"Yulkha Youth Club", groupcode.YouthGroup, "dz-haa", 140, true, true, []string{
			"We check where a story comes from before we pass it on.", "We ask everyone in a picture before we post it.",
			"We write nothing that we would not say face to face.", "When one of us is hurt online, we stand by them and tell an adult.",
			"We read these rules together at the start of each year.",
		}},
		{"Khelumri Weavers' Association", groupcode.Association, "dz-bumthang", 95, true, true, []string{
			"We show only our own work, and name whoever made it.", "We say the price and the cost of delivery in the first post.",
			"We answer every question within two days, kindly.", "When a cloth is not as we promised, we take it back and say sorry.",
		}},
		{"Dungkar Road Users", groupcode.CivilSociety, "", 30, true, false, []string{
			"We say what we saw, where and when, and no more.", "We thank those who mend the road as quickly as we report a hole.",
			"We blame no person by name.",
		}},
		{"Serthangla Shopkeepers", groupcode.Business, "dz-paro", 12, false, false, []string{
			"We answer as the shop, and sign with our first name.", "We post no picture of a customer without asking.",
			"We remove no comment because it is critical.",
		}},
	}
}

// groups registers them, on their days and at no other. What stands there is not written again.
func (f *filling) groups(ctx context.Context) error {
	log, err := audit.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	for _, g := range inventedGroups() {
		agreed := f.mark.Today.AddDays(-g.daysAgo)
		at := agreed.Start().Add(34 * time.Hour) // the next morning
		service, err := groupcode.Open(ctx, f.deps.Engine, log, func() time.Time { return at })
		if err != nil {
			return err
		}
		r, err := service.Register(ctx, groupcode.Code{Group: g.name, Kind: g.kind, Dzongkhag: g.dzongkhag, Agreed: agreed, Rules: g.rules}, g.publish)
		if err != nil {
			return fmt.Errorf("demonstration: group %s: %w", g.name, err)
		}
		if g.decided {
			if err := service.Decide(ctx, r.ID, true, "", by); err != nil {
				return fmt.Errorf("demonstration: group %s: %w", g.name, err)
			}
		}
	}
	return nil
}
