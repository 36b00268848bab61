// Package crash keeps what Go says when the app crashes, and finds it at the next start. Only cmd/foyer enters.
package crash

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"foyer/client/atomicfile"
)

const (
	// current is written by Go's runtime when the app crashes, and empty until then.
	current = "crash.log"
	// kept is how many reports are kept.
	kept = 5
)

// Watch has a crash of this program written to a file in the folder. It returns the report of the last run's crash, empty if that ended
// well. Only one program at a time may watch a folder.
func Watch(folder, version string) (report string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder for crash reports: %w", err)
	}
	report, err = collect(folder, version)
	if err != nil {
		slog.Warn("the last crash has no report", "error", err)
	}
	file, err := os.OpenFile(filepath.Join(folder, current), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return report, fmt.Errorf("make the file for a crash: %w", err)
	}
	// Go keeps a descriptor of its own.
	if err := errors.Join(debug.SetCrashOutput(file, debug.CrashOptions{}), file.Close()); err != nil {
		return report, fmt.Errorf("have crashes written: %w", err)
	}
	return report, nil
}

// collect makes a report of what the last run left, if it left anything.
func collect(folder, version string) (string, error) {
	path := filepath.Join(folder, current)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	said, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	when := info.ModTime()
	// The version is that of the app that found the crash: usually, but not after an update, the one that crashed.
	head := fmt.Sprintf("Foyer crashed at %s\nfound by Foyer %s, %s/%s, %s\n\n", when.Format(time.RFC3339), version, runtime.GOOS,
		runtime.GOARCH, runtime.Version())
	report := filepath.Join(folder, "crash-"+when.Format("2006-01-02-150405")+".txt")
	if err := atomicfile.Write(report, append([]byte(head), said...)); err != nil {
		return "", err
	}
	return report, tidy(folder)
}

// tidy deletes all reports but the last ones.
func tidy(folder string) error {
	reports, err := filepath.Glob(filepath.Join(folder, "crash-*.txt"))
	if err != nil {
		return err
	}
	slices.Sort(reports) // Their names begin with the date.
	for len(reports) > kept {
		err = errors.Join(err, os.Remove(reports[0]))
		reports = reports[1:]
	}
	return err
}
