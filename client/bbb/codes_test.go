package bbb

// Codes returns all codes in order.
func Codes() []string { return sortedNames(sentences()) }
