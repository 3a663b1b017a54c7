// Package coverage answers "who has been trained, and who has not?" by agency, agency type and for the whole country, as at
// any day, as known on any instant.
//
// # The denominator first
//
// A figure starts from who must be trained: everyone in the register whom a rule binds on the day, those who never signed
// in included. Of each course and agency a Cell counts
//
//	Bound       = Must + OnLeave + Exempt   everyone whom a rule asks
//	Must        = Complete + Expired + PassedNotSigned + UnderWay + NotStarted + NeverSignedIn
//	Overdue     of those in Must who are not complete, the due date has passed
//	Expiring    of those in Complete, the completion ends soon
//	UnderReview of those in Must, somebody looks into whether the obligation or the record is right
//
// Someone on leave or exempt is not expected to train, so is counted beside Must and not in it. A person whose completion has ended
// and who has begun again is under way. The rate is Complete of Must. Below ten people it is "3 of 5": a per cent of few
// people says more than it knows and points at persons (Small).
//
// # Where people count
//
// In the agency of their post of the day; a person with none is bound by no rule. An agency that has ended counts in its
// only successor; people of one that was split count under no agency, in the row Unplaced, until the register says where
// they went.
//
// Query.Structure places the people of one day in the agencies of another. Forwards, people of an agency that was split go
// where the first post took them that covers the day after the split, or begins later, and is not in the agency that was split,
// if that lies in one of the successors; else they are Unplaced. Backwards, people of an agency that was merged from several go
// to the one of those in which they last held a post; those of an agency that came of none count in what it stands under.
// Officers of a part of the country may ask for the structure of the day itself and for today's: another would show people
// who are no longer theirs.
//
// # How it is computed
//
// The Cube keeps what status depends on of each fact in 32 bytes (event), without ids and answers, and writes a person's facts
// out again when they are judged. A cast is everyone who holds a post on a day, as known on an instant; a Sheet is a byte for
// each of a cast (standing) and the cells of the agencies, rolled up over the tree. Casts and sheets never change once they are
// given out. Those asked for last are kept: today's, and those of the month ends of trends.
//
// A sheet is brought up to date by the least that will do. A journal lists the people about whom something came, and only those
// are judged again. When the register has changed, a new cast is taken, and those are judged again whose versions of records
// are others (digest). When a day has begun, those are judged again whose status may change by time alone (Status.Holds).
// Everybody is judged only when the course's rules, approvals or versions, the outages, the calendar or the tree of agencies
// have changed. A sheet as known on an instant long past is settled: nothing can be added to it.
//
// Kinds, sexes and categories are not kept as cells: to count some people alone is a walk over the bytes. Status itself is
// learning's: nothing here decides who is complete.
package coverage
