// Package lastknown keeps the meetings of each account as they were last listed, in a file, so that the desk has something to show before
// the network is there. It holds no tokens and nobody's name but those of the meetings. Whoever makes a desk enters.
package lastknown

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"foyer/client/atomicfile"
	"foyer/client/portal"
)

// maxFile is the longest file in bytes that is read.
const maxFile = 16 << 20

// File is such a file. Its methods may be called from any goroutine. New makes one.
type File struct {
	path string

	mu sync.Mutex
	// lists are the contents, nil before they were read.
	lists map[string]list
}

// list is what was known of one account.
type list struct {
	At       time.Time        `json:"at"`
	Meetings []portal.Meeting `json:"meetings"`
}

// New returns the file at this path, which need not exist.
func New(path string) *File { return &File{path: path} }

// Recall returns the meetings of an account, and when they were listed; the zero Time says that nothing is known.
func (f *File) Recall(account string) ([]portal.Meeting, time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.read()[account]
	return l.Meetings, l.At
}

// Keep remembers the meetings of an account. Whether they run is forgotten: that is not so for long.
func (f *File) Keep(account string, meetings []portal.Meeting, at time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := list{At: at, Meetings: make([]portal.Meeting, len(meetings))}
	for i, m := range meetings {
		m.Running = false
		l.Meetings[i] = m
	}
	f.read()[account] = l
	return f.write()
}

// Forget removes an account.
func (f *File) Forget(account string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, known := f.read()[account]; !known {
		return nil
	}
	delete(f.lists, account)
	return f.write()
}

// read returns the contents. A file that cannot be read counts as empty: the portals know better anyway. The caller holds mu.
func (f *File) read() map[string]list {
	if f.lists != nil {
		return f.lists
	}
	f.lists = map[string]list{}
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return f.lists
	}
	var data []byte
	if err == nil && info.Size() <= maxFile {
		data, err = os.ReadFile(f.path)
	}
	if err == nil {
		f.lists, err = decode(data)
	}
	if err != nil {
		slog.Warn("what was last known of the meetings could not be read", "error", err)
	}
	return f.lists
}

// decode reads the contents. It leaves out meetings without an ID, or with one that was there before.
func decode(data []byte) (map[string]list, error) {
	read := map[string]list{}
	if err := json.Unmarshal(data, &read); err != nil {
		return map[string]list{}, fmt.Errorf("read the last known meetings: %w", err)
	}
	lists := map[string]list{}
	for account, l := range read {
		kept := list{At: l.At, Meetings: []portal.Meeting{}}
		seen := map[string]bool{"": true}
		for _, m := range l.Meetings {
			if !seen[m.ID] {
				seen[m.ID] = true
				kept.Meetings = append(kept.Meetings, m)
			}
		}
		lists[account] = kept
	}
	return lists, nil
}

// write writes the contents. The caller holds mu.
func (f *File) write() error {
	data, err := json.Marshal(f.lists)
	if err != nil {
		return fmt.Errorf("keep the last known meetings: %w", err)
	}
	if err := atomicfile.Write(f.path, data); err != nil {
		return fmt.Errorf("keep the last known meetings: %w", err)
	}
	return nil
}
