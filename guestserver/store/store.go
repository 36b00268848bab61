// Package store keeps accounts, meetings and guests in a SQLite database. It implements the interfaces that the packages
// account, meeting and lobby declare; only the guest server itself opens it.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Names of the files in the data folder.
const (
	DatabaseFile = "foyer.db"
	lockFile     = "foyer.lock"
)

// A server that was killed a moment ago may still hold the lock.
const (
	lockWait  = 3 * time.Second
	lockRetry = 50 * time.Millisecond
)

// readers is how many connections read at the same time. There is one that writes.
const readers = 4

// Errors of Open.
var (
	// ErrFolder says that the data folder cannot be made or written.
	ErrFolder = errors.New("the data folder cannot be used")
	// ErrInUse says that another guest server uses the data folder.
	ErrInUse = errors.New("another guest server uses the data folder")
	// ErrDamaged says that the database file is none, or is broken.
	ErrDamaged = errors.New("the database file is damaged")
	// ErrVersion says that the schema is that of another version: a newer program's, or that of a server that runs beside.
	ErrVersion = errors.New("the database is that of another version")
)

// Store is an open database.
type Store struct {
	write *sql.DB
	read  *sql.DB
	lock  *flock.Flock
	clock clock
	links linkCache
	// beside says that the database is another program's, too; see OpenBeside.
	beside bool
}

// Open opens the database in a data folder, makes both if they are not there, and brings the schema up to date. Only one Store can
// be open on a folder at a time.
func Open(ctx context.Context, folder string) (*Store, error) {
	lock, err := occupy(ctx, folder)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(folder, DatabaseFile)
	s := &Store{lock: lock}
	if err := s.open(ctx, file); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", file, err), s.Close())
	}
	return s, nil
}

// Close closes the database. What was committed is safe, with or without it.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.clock.db, s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.lock.Unlock())...)
}

// Ping returns an error if the database does not answer.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// occupy makes the folder and takes its lock.
func occupy(ctx context.Context, folder string) (*flock.Flock, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFolder, err)
	}
	lock := flock.New(filepath.Join(folder, lockFile), flock.SetPermissions(0o600))
	patience, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	switch _, err := lock.TryLockContext(patience, lockRetry); {
	case ctx.Err() != nil:
		return nil, errors.Join(fmt.Errorf("lock %s: %w", folder, ctx.Err()), lock.Unlock())
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("%w: %s", ErrInUse, folder)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrFolder, err)
	}
	return lock, nil
}

func (s *Store) open(ctx context.Context, file string) error {
	// The file is made here, since SQLite would make it readable for everyone.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFolder, err)
	}
	// A backup that was copied into place may be readable for everyone, and SQLite gives its other files the same mode.
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return err
	}
	if err := inspect(ctx, file); err != nil {
		return err
	}
	if err := s.connect(file); err != nil {
		return err
	}
	if err := check(ctx, s.write); err != nil {
		return err
	}
	return s.migrate(ctx)
}

// connect opens the connections that write and read.
func (s *Store) connect(file string) (err error) {
	if s.write, err = connect(file, 1, "_txlock", "immediate", "_pragma", "synchronous(FULL)", "_pragma", "wal_autocheckpoint(4000)"); err != nil {
		return err
	}
	// What is read again the operating system has at hand. SQLite's own 2 MB for each reader would be a KiB for each of 15,000 guests.
	if s.read, err = connect(file, readers, "_pragma", "query_only(1)", "_pragma", "cache_size(-256)"); err != nil {
		return err
	}
	s.clock.db, err = connect(file, 1, "_pragma", "query_only(1)", "_pragma", "cache_size(-256)")
	return err
}

// inspect returns ErrDamaged if the file is not a sound database. It can only read, and so leaves a damaged database and its log
// as they are: whoever closes a database that can be written copies the log into it.
func inspect(ctx context.Context, file string) error {
	db, err := sql.Open("sqlite", dsn(file, url.Values{"mode": {"ro"}}))
	if err != nil {
		return err
	}
	err = check(ctx, db)
	if closed := db.Close(); closed != nil && err == nil {
		return closed
	}
	if errors.Is(err, ErrDamaged) {
		return err
	}
	// Whatever else keeps a reader out, such as a log that has to be rolled back first, is no obstacle to a writer.
	return nil
}

func connect(file string, connections int, options ...string) (*sql.DB, error) {
	query := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "temp_store(MEMORY)"}}
	for i := 0; i < len(options); i += 2 {
		query.Add(options[i], options[i+1])
	}
	connector, err := sqlite.NewConnector(dsn(file, query))
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(keeping{connector})
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// dsn returns the database's address with options.
func dsn(file string, options url.Values) string {
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + options.Encode()
}

// check returns ErrDamaged if the database is not sound.
func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict)
	var failure *sqlite.Error
	if errors.As(err, &failure) && (failure.Code()&0xff == sqlite3.SQLITE_NOTADB || failure.Code()&0xff == sqlite3.SQLITE_CORRUPT) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	return nil
}

func (s *Store) migrate(ctx context.Context) error {
	provider, err := s.migrations()
	if err != nil {
		return err
	}
	present, own, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	if present > own {
		return fmt.Errorf("%w: its schema is %d, and this program's %d", ErrVersion, present, own)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	// A newer program may know settings that nobody could make before.
	return s.inTx(ctx, "settle settings", func(tx *sql.Tx) error { return settle(ctx, tx, "TRUE") })
}

// migrations returns what brings the schema up to date.
func (s *Store) migrations() (*goose.Provider, error) {
	scripts, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.write, scripts)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}

// DiskFull reports whether an error comes of a disk without room. SQLite says it in a way of its own of the index of its log.
func DiskFull(err error) bool {
	if failure, ok := errors.AsType[*sqlite.Error](err); ok {
		return failure.Code()&0xff == sqlite3.SQLITE_FULL || failure.Code() == sqlite3.SQLITE_IOERR_SHMSIZE
	}
	return errors.Is(err, syscall.ENOSPC)
}

// orphan reports whether an error says that what a row refers to is not there.
func orphan(err error) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) && failure.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// duplicate reports whether an error says that something unique is there already.
func duplicate(err error) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) &&
		(failure.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || failure.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}
