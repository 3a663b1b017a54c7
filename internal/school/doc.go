// Package school knows the schools, their school years, and who teaches and heads where. The page for people is
// docs/schools.md.
//
// # Schools are not agencies
//
// The policy names nine types of agency (def.2), and a school is none of them. A school has a code and names its place, the
// dzongkhag or thromde that it lies under; whoever looks after a place looks after its schools. Teachers are people of the
// register, wherever their post stands there: who teaches in a school is entered here, and brings the role of a teacher in
// the school's place.
//
// # Records
//
// Schools, years and staff are insert-only, in numbered versions; the highest number wins, and "as known on K" is the highest
// among those recorded up to K. An import shows whole or not at all: its documents carry a group, which readers ignore until
// the one document that commits it. The audit entry of an act is written before its record.
//
// # In memory
//
// A Service holds all of it in memory and stays fresh from the `(recorded, _id)` index of each collection; every instance
// of the program has its own.
package school
