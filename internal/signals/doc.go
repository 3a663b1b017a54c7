// Package signals tells, of groups of thirty people or more, which share of them worked through a course in a way that is unlike
// reading and answering by oneself. It is there to mend courses and to help offices, and for nothing else: no person, and no
// group that a person could be found in, is ever shown, nothing that people do or get depends on it, and a test holds every
// package of learning to not knowing it.
//
// # The signals
//
//	Fast    more than half of a person's lessons were finished sooner than their words can be read at 250 a minute, which is
//	        fast (M. Brysbaert, "How many words do we read per minute?", Journal of Memory and Language 109 (2019) 104047:
//	        238 for non-fiction, silently, by adults in their own language). Two lessons at least.
//	Burst   three lessons or more were finished within one minute.
//	Alike   two people of one agency gave the same wrong answers in their first attempt, far beyond chance. Right answers
//	        tell nothing: everybody who has learnt gives them. Of the questions that both got wrong, m have the same wrong
//	        answer. If they had answered by themselves, question i would have the same one with the chance p = sum of the
//	        squares of the shares of its wrong answers, among everybody; the number of same ones is then the sum of
//	        independent draws with these chances (Poisson's binomial). The pair counts when the chance of m or more,
//	        times the number of pairs in the agency (Bonferroni), is below one in a thousand. This is error similarity
//	        analysis (F. S. Bellezza and S. F. Bellezza, "Detection of cheating on multiple-choice tests by using
//	        error-similarity analysis", Teaching of Psychology 16 (1989), 151-155) with the chance of each question for
//	        itself. A question that fewer than 20 got wrong tells nothing.
//
// # Whose work is looked at
//
// The first going through a course, on pages of this server. Left out are group sessions and everybody who was in one; what was
// told on paper or in slips, and what a telephone application or another system reported, which may have been done earlier and
// sent all at once; lessons that were not opened before they were finished; and a second going through, since whoever has read
// a text before may well skim it.
//
// # What is shown
//
// Shares in steps of five per cent, "under 5 %" and "over 95 %" at the ends, of an agency with all below it. No group below
// Least is shown, and no group whose complement in another shown group, or in what several leave of one, would be below Least:
// otherwise a subtraction would show what was hidden (see visible).
package signals
