// Package content holds the authored files: the policy's clauses, the glossary, the agencies and the courses. Package courses
// says what they look like.
package content

import "embed"

// Files is the whole tree. The pattern is a star so that a new folder or file is in without a change here; Go leaves out what
// begins with a dot or an underscore, and courses.Load passes over Go files.
//
//go:embed *
var Files embed.FS
