package courses

// The approval states.
const (
	StateDraft    = "draft"
	StateApproved = "approved"
)

// Approval is the owner's word on one content hash. It is outside the hash.
type Approval struct {
	State     string `json:"state"`
	Office    string `json:"office,omitempty"`
	Position  string `json:"position,omitempty"`
	Date      string `json:"date,omitempty"` // 2006-01-02
	Reference string `json:"reference,omitempty"`
	Hash      string `json:"hash,omitempty"` // the content that was approved
}

// Draft tells that the course is not approved as it stands: it never was, or its content changed since. A draft says so on
// every page, print and export.
func (c *Course) Draft() bool { return !c.Approval.binds(c.Hash) }

// binds tells that the approval is of the content with this hash.
func (a Approval) binds(hash string) bool { return a.State == StateApproved && a.Hash == hash }

// Lapsed tells that the course was approved once and that its content has changed since.
func (c *Course) Lapsed() bool { return c.Approval.State == StateApproved && c.Approval.Hash != c.Hash }

// WithApproval is the same content under another approval.
func (c *Course) WithApproval(a Approval) *Course {
	other := *c
	other.Approval = a
	return &other
}
