package intake

import (
	"slices"
	"strings"
	"unicode"
)

// Field is what a column of a file says about people.
type Field string

// The fields. FieldNone is a column that is left out.
const (
	FieldNone       Field = "none"
	FieldEID        Field = "eid"
	FieldOldEID     Field = "old_eid"
	FieldName       Field = "name"
	FieldFirst      Field = "first_name"
	FieldMiddle     Field = "middle_name"
	FieldLast       Field = "last_name"
	FieldNameDz     Field = "name_dz"
	FieldEmail      Field = "email"
	FieldKind       Field = "kind"
	FieldSex        Field = "sex"
	FieldCategory   Field = "category"
	FieldPosition   Field = "position"
	FieldAgency     Field = "agency"      // a name or a code
	FieldAgencyCode Field = "agency_code" // a code, when another column has the name
	FieldJoined     Field = "joined"
	FieldFrom       Field = "from" // the first day in the present post
	FieldFlags      Field = "flags"
	FieldLeaveFrom  Field = "leave_from"
	FieldLeaveUntil Field = "leave_until"
	FieldLanguage   Field = "language"
)

// Fields gives the fields that a column can be mapped to, in the order in which pages list them.
func Fields() []Field {
	return []Field{
		FieldEID, FieldOldEID, FieldName, FieldFirst, FieldMiddle, FieldLast, FieldNameDz, FieldSex, FieldKind, FieldCategory,
		FieldPosition, FieldAgency, FieldAgencyCode, FieldJoined, FieldFrom, FieldFlags, FieldLeaveFrom, FieldLeaveUntil,
		FieldEmail, FieldLanguage, FieldNone,
	}
}

// spellings are the titles by which HR systems call a field, without spaces, signs and capitals.
func spellings(f Field) string {
	switch f {
	case FieldEID:
		return "eid employeeid employeeno employeenumber empid empno empcode employeecode staffid staffno staffnumber personnelno payrollno eidno eidnumber"
	case FieldOldEID:
		return "oldeid previouseid formereid oldemployeeid previousemployeeid oldempid oldemployeeno oldstaffid"
	case FieldName:
		return "name fullname employeename staffname nameofemployee nameofstaff nameofcivilservant civilservantname officername nameofofficial nameenglish englishname nameen"
	case FieldFirst:
		return "firstname givenname forename"
	case FieldMiddle:
		return "middlename"
	case FieldLast:
		return "lastname surname familyname"
	case FieldNameDz:
		return "namedz dzongkhaname nameindzongkha namedzongkha"
	case FieldEmail:
		return "email emailid emailaddress mail officialemail emailofficial workemail"
	case FieldKind:
		return "kind employmenttype typeofemployment employmentstatus appointmenttype employeetype stafftype employmentcategory natureofemployment servicetype typeofappointment employeekind"
	case FieldSex:
		return "sex gender mf malefemale"
	case FieldCategory:
		return "category positioncategory positioncat pc postcategory"
	case FieldPosition:
		return "position positiontitle designation jobtitle title post posttitle currentposition presentdesignation"
	case FieldAgency:
		return "agency agencyname workingagency department organisation organization ministry ministryagency office placeofposting workplace currentagency parentagency agencyofposting"
	case FieldAgencyCode:
		return "agencycode codeofagency orgcode officecode organisationcode organizationcode departmentcode"
	}
	return datedSpellings(f)
}

func datedSpellings(f Field) string {
	switch f {
	case FieldJoined:
		return "joined joiningdate dateofjoining doj joindate dateofappointment appointmentdate initialappointmentdate dateofinitialappointment dateofentry entrydate servicestartdate"
	case FieldFrom:
		return "from postfrom since effectivedate dateofposting postingdate inpostsince positionsince dateofpresentposting dateoftransfer transferdate"
	case FieldFlags:
		return "flags role roles responsibility responsibilities"
	case FieldLeaveFrom:
		return "leavefrom onleavefrom leavestart leavestartdate leavebegins startofleave"
	case FieldLeaveUntil:
		return "leaveuntil leaveto onleaveuntil leaveend leaveenddate endofleave leavetill"
	case FieldLanguage:
		return "language preferredlanguage lang"
	case FieldNone:
		return "sl slno sn sno serialno serialnumber no srno cid cidno citizenshipid age dob dateofbirth mobile mobileno phone phoneno telephone contactno grade level positionlevel remarks remark qualification nationality salary basicpay"
	}
	return ""
}

// plainTitle is a column's title as it is compared: letters and digits, without what stands in brackets.
func plainTitle(title string) string {
	if i := strings.IndexByte(title, '('); i > 0 {
		title = title[:i]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

// knownTitles gives the field of each title that is recognised.
func knownTitles() map[string]Field {
	titles := map[string]Field{}
	for _, f := range Fields() {
		for t := range strings.FieldsSeq(spellings(f)) {
			titles[t] = f
		}
	}
	return titles
}

// Mapping says of each column of a file which field it is, "" when nobody has said so yet.
type Mapping []Field

// Unknown gives the columns that have a title and no field yet.
func (m Mapping) Unknown(header []string) []int {
	var out []int
	for i, f := range m {
		if f == "" && i < len(header) && header[i] != "" {
			out = append(out, i)
		}
	}
	return out
}

// Twice gives two columns that are read as one field, and whether there are such.
func (m Mapping) Twice() (first, second int, twice bool) {
	at := map[Field]int{}
	for i, f := range m {
		if f == "" || f == FieldNone {
			continue
		}
		if j, ok := at[f]; ok {
			return j, i, true
		}
		at[f] = i
	}
	return 0, 0, false
}

// Missing gives the fields without which no row can be read: the EID, a name, and an agency.
func (m Mapping) Missing() []Field {
	var out []Field
	if !slices.Contains(m, FieldEID) {
		out = append(out, FieldEID)
	}
	if !slices.Contains(m, FieldName) && !slices.Contains(m, FieldFirst) {
		out = append(out, FieldName)
	}
	if !slices.Contains(m, FieldAgency) && !slices.Contains(m, FieldAgencyCode) {
		out = append(out, FieldAgency)
	}
	return out
}

// column gives the column that is read as the field, -1 when there is none.
func (m Mapping) column(f Field) int { return slices.Index(m, f) }

// recognise maps a header by the known titles and by what officers chose for earlier files.
func recognise(header []string, chosen map[string]Field) Mapping {
	known := knownTitles()
	m := make(Mapping, len(header))
	for i, title := range header {
		plain := plainTitle(title)
		if f, ok := chosen[plain]; ok {
			m[i] = f
		} else if f, ok := known[plain]; ok {
			m[i] = f
		}
		if plain == "" {
			m[i] = FieldNone
		}
	}
	return m
}
