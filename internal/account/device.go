package account

import "strings"

// deviceName makes "Firefox on Android" of a User-Agent, which is all that is kept of it: enough to know one's own phone
// by, and no more.
func deviceName(agent string) string {
	const unknown = "an unknown device"
	browser := firstIn(agent, []mark{
		// Most browsers name others too, so the order matters.
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Opera", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"UCBrowser", "UC Browser"},
		{"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
		{"curl/", "curl"}, {"Go-http-client", "a program"}, {"python", "a program"},
	})
	system := firstIn(agent, []mark{
		{"Android", "Android"}, {"KAIOS", "KaiOS"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"},
		{"CrOS", "ChromeOS"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"},
	})
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser+system != "":
		return browser + system
	}
	return unknown
}

// mark is a word in a User-Agent and what it stands for.
type mark struct{ word, name string }

func firstIn(agent string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(agent, m.word) {
			return m.name
		}
	}
	return ""
}
