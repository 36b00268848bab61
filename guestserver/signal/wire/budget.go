package wire

import "time"

// How much a client may send, as at OpenTalk: so many messages in a second, and so many at once after a silence.
const (
	messagesPerSecond = 10
	messagesAtOnce    = 30
)

// budget is what a client may still send. It is full at first, and fills up by and by. The zero budget is ready, and only the goroutine
// that deals with a connection's messages uses it.
type budget struct {
	// at is a time in nanoseconds since 1970, at which spent messages count.
	at    int64
	spent float32
}

// spend reports whether the client may send one message more.
func (b *budget) spend() bool {
	now := time.Now().UnixNano()
	passed := time.Duration(max(0, now-b.at)) // A clock may be set back.
	b.spent = max(0, b.spent-float32(passed.Seconds()*messagesPerSecond)) + 1
	b.at = now
	return b.spent <= messagesAtOnce
}
