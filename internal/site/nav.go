package site

import (
	"strings"

	"lamtoen/internal/account"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// navItem is one entry of the main menu, for whoever holds its permission.
type navItem struct {
	key        page.Key
	href       string
	permission account.Permission
}

// navItems is the main menu in its order.
func navItems() []navItem {
	return append([]navItem{
		{"nav.me", "/me", account.Learn},
		{"nav.courses", "/courses", account.Public},
	}, staffNav()...)
}

// nav is the menu of a principal on the page at path.
func nav(words *page.Words, p org.Principal, path string) []page.Link {
	var links []page.Link
	for _, item := range navItems() {
		scope, ok := account.Allowed(p, item.permission)
		if !ok || item.permission == account.ViewClasses && scope.Empty() { // heads of schools find theirs with their classes
			continue
		}
		current := path == item.href || strings.HasPrefix(path, item.href+"/")
		links = append(links, page.Link{Label: words.Say(item.key), Href: item.href, Current: current})
	}
	if p.ID == "" {
		links = append(links, page.Link{Label: words.Say("nav.sign.in"), Href: "/sign-in", Current: path == "/sign-in"})
	}
	return links
}
