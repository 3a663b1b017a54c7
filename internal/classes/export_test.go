package classes

// CleanCode reads a code as people type it.
func CleanCode(typed string) string { return cleanCode(typed) }
