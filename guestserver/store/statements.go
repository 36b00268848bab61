package store

import (
	"context"
	"database/sql/driver"
	"errors"
)

// maxStatements bounds how many statements a connection keeps. There are fewer in this package.
const maxStatements = 256

// keeping connects to a database by connections that keep their statements: SQLite takes longer to parse the statement of a knock than to
// carry it out.
type keeping struct{ driver.Connector }

// Connect opens a connection.
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := c.(fullConn)
	if !ok {
		return nil, errors.Join(errors.New("the driver of SQLite lacks what it had"), c.Close())
	}
	return &conn{fullConn: full, idle: map[string]*stmt{}}, nil
}

// fullConn is what a connection of the driver can do, but for running a query that was not prepared.
type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is a connection that keeps its statements. Like each driver.Conn it is used by one goroutine at a time.
type conn struct {
	fullConn
	// idle has the statements that nobody uses at the moment, by their text.
	idle map[string]*stmt
}

// PrepareContext returns the statement that was kept, or a new one.
func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return s, nil
	}
	s, err := c.fullConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	full, ok := s.(fullStmt)
	if !ok {
		return s, nil
	}
	return &stmt{full, c, query}, nil
}

// Close finalises what was kept and closes the connection.
func (c *conn) Close() error {
	var errs []error
	for _, s := range c.idle {
		errs = append(errs, s.fullStmt.Close())
	}
	return errors.Join(append(errs, c.fullConn.Close())...)
}

// fullStmt is what a statement of the driver can do.
type fullStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// stmt is a statement of a connection that keeps it.
type stmt struct {
	fullStmt
	conn  *conn
	query string
}

// Close gives the statement back to its connection, for whoever prepares the same next.
func (s *stmt) Close() error {
	if _, kept := s.conn.idle[s.query]; kept || len(s.conn.idle) >= maxStatements {
		return s.fullStmt.Close()
	}
	s.conn.idle[s.query] = s
	return nil
}
