package ui

// turn tells the answer to the latest question from those to earlier ones, which may come after it. The zero turn is ready.
type turn int

// next begins a question. What it returns says whether no other has begun since.
func (t *turn) next() (latest func() bool) {
	*t++
	mine := *t
	return func() bool { return *t == mine }
}
