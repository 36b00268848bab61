// Package garbage bounds the memory that Go holds ready for garbage. Thousands who wait need memory and make no garbage; pages, knocks and
// lists that are drawn make much, and need no memory once that is done.
package garbage

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// percent of what is in use is the reserve for garbage, which is small beside thousands who wait.
	percent = 25
	// ballast has the reserve be that much larger than a quarter of what is in use: a server that holds little would otherwise collect
	// garbage after each megabyte, a hundred times a second under load. It is never written to, and so takes no memory itself.
	ballast = 32 << 20
)

const (
	// every is how often is looked whether the server is calm.
	every = time.Second
	// little is how many bytes a calm server allocates in that time, and much how many it must have allocated for it to be worth
	// collecting them.
	little = 1 << 20
	much   = 4 << 20
)

// Limit bounds the reserve of a server until ctx ends or release is called: large under load, and given back to the system when it is over.
func Limit(ctx context.Context) (release func()) {
	ctx, cancel := context.WithCancel(ctx)
	debug.SetGCPercent(percent)
	untouched := make([]byte, ballast)
	go GiveBack(ctx)
	return func() {
		cancel()
		runtime.KeepAlive(untouched)
	}
}

// GiveBack collects what each busy time has left, and gives the memory back to the system, until ctx ends.
func GiveBack(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var load load
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if load.over(allocated()) {
				debug.FreeOSMemory()
			}
		}
	}
}

// allocated returns how many bytes the program has allocated since it began.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// load is what a program has allocated until it was last looked, and until that was last collected.
type load struct{ looked, collected uint64 }

// over reports whether a busy time is over: much was allocated since the last one, and little since it was last looked.
func (l *load) over(allocated uint64) bool {
	calm := allocated-l.looked < little
	l.looked = allocated
	if !calm || allocated-l.collected < much {
		return false
	}
	l.collected = allocated
	return true
}
