package server_test

// schoolAPIActs are the acts about schools and classes through the API; they follow those of the pages.
func schoolAPIActs() []act {
	return []act{
		{route: "PUT /api/v1/school-years/:year", why: true, who: "admin", at: "/api/v1/school-years/2028",
			body: `{"from":"2028-02-15","until":"2028-12-18","why":"Order 12"}`},
		{route: "PUT /api/v1/schools/:school/years/:year", why: true, who: "education", at: "/api/v1/schools/haa-one/years/2028",
			body: `{"from":"2028-03-01","until":"2028-11-30","why":"Order 12"}`},
		{route: "POST /api/v1/schools/:school/staff", why: true, who: "education", at: "/api/v1/schools/haa-one/staff",
			body: `{"eid":"200801234","role":"head","from":"2027-01-01","why":"Order 12"}`},
		{route: "POST /api/v1/schools/:school/staff/:person/:number/end", why: true, change: true, who: "education",
			at: "/api/v1/schools/haa-one/staff/{learner}/2/end", body: `{"until":"2027-02-01","why":"Order 12"}`},
		{route: "POST /api/v1/classes", who: "teacher", at: "/api/v1/classes", body: `{"school":"haa-one","grade":"VI","size":2}`},
	}
}

// ofAClassByAPI are routes of the API whose log is that of the pages (ofAClass), and what pupils do.
func ofAClassByAPI() map[string]string {
	const (
		class = "no act of an office: the class's own events and rows name who did what, and when"
		pupil = "a pupil's own work and session: rows of the class, of no person"
	)
	return map[string]string{
		"POST /api/v1/schools/imports":          "school: schools.import stands in the log before the commit of an import does",
		"POST /api/v1/classes/:class/slips":     class,
		"POST /api/v1/pupil/sessions":           pupil,
		"DELETE /api/v1/pupil/sessions/current": pupil, "POST /api/v1/pupil/modules/:course/entries": pupil,
		"PUT /api/v1/classes/:class/assignments/:course":                         class,
		"PUT /api/v1/classes/:class/assignments/:course/hands/:moment/:question": class,
		"POST /api/v1/classes/:class/assignments/:course/pupils/:roll/entries":   class,
	}
}
