// Package layers holds no product code: its tests read every import in the module and hold them against two tables. The
// first says which packages of the module a package may import; the second to which packages an external module is
// confined. A new package, or a new dependency, gets its row in the commit that adds it.
//
// The imports are parsed with go/parser: asking `go list` instead would be answered from the test cache after a change.
package layers
