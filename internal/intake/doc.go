// Package intake takes the staff register from the files of HR systems: a list of people, as CSV or XLSX, becomes versions of
// persons and posts, all of them or none.
//
// # The way of a file
//
// Read turns its bytes into rows of plain text, whatever the encoding, the separator and the place of the header. Each column
// is recognised by its title; what is not recognised is mapped by the officer, and the choice is kept for the next file.
// The rows then wait in the store (Upload), so that any instance can go on with them.
//
// Preview is the dry run: it holds each row against the register and says, person by person, who joins, moves, changes and
// leaves, and which row and column must be mended. Nothing has changed until Apply, which does exactly what one preview showed,
// known by its digest: when the register has changed since, it refuses and the new differences are looked at instead.
//
// # What a row can change
//
// An empty cell says nothing: what the register has stays. A person is known by the EID, or by the old EID when the file has
// that column and the EID is corrected. Another agency or position ends the post with the day before and begins another; what
// the register has from later than the file's day is never overwritten. Somebody who is missing in a file leaves only when the
// file was declared complete for their agency.
//
// # All or nothing
//
// The documents are inserted under a group that readers ignore until it is committed (internal/org). The record of the import
// is inserted before, under the same group, and counts only if the group was committed; so there is no change without a
// record, and no record of a change that was not made.
package intake
