package page

import (
	"maps"
	"slices"
	"strings"
)

// Keys gives the keys of the catalogue that begin with the prefix, in their order.
func (w *Words) Keys(prefix Key) []Key {
	all := w.fallback
	if all == nil {
		all = w.own // English has every key
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(k Key) bool { return !strings.HasPrefix(string(k), string(prefix)) })
}
