// Package coverage answers "who has been trained, and who has not?" by agency, agency type and for the whole country, as at
// any day, as known on any instant.
//
// # The denominator first
//
// A figure starts from who must be trained: everyone in the register whom a rule binds on the day, those who never signed
// in included. Of each course and agency a Cell counts
//
//	Bound    = Must + OnLeave            everyone whom a rule asks
//	Must     = Complete + Expired + PassedNotSigned + UnderWay + NotStarted + NeverSignedIn
//	Overdue  of those in Must who are not complete, the due date has passed
//	Expiring of those in Complete, the completion ends soon
//
// Someone on leave is not expected to train, so is counted beside Must and not in it. A person whose completion has ended
// and who has begun again is under way. The rate is Complete of Must. Below ten people it is "3 of 5": a per cent of few
// people says more than it knows and points at persons (Small).
//
// # Where people count
//
// In the agency of their post of the day; a person with none is bound by no rule. An agency that has ended counts in its
// only successor; people of one that was split count under no agency, in the row Unplaced, until the register says where
// they went.
//
// # How it is computed
//
// The Cube keeps the facts that status depends on in memory, without the answers, and folds register, rules and facts into a
// Sheet: one standing for each person bound, and a cell for each agency. The sheet of today is kept and re-judged for the
// people about whom new facts came; a change of the register, of the rules or of the day folds it again. Any other day or
// knowledge is folded when asked. Status itself is learning's: nothing here decides who is complete.
package coverage
