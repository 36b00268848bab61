package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// prepared has the statements of a database that were prepared once, since SQLite takes longer to parse most of them than to carry them
// out. The zero prepared is ready.
type prepared struct {
	mu    sync.Mutex
	known map[string]*sql.Stmt
	// wanted are those that a transaction used. They cannot be prepared before it is over: it has the only connection.
	wanted map[string]bool
}

// prepare prepares what transactions have used up to now. It waits for the connection without the lock, which whoever has the connection
// may need.
func (p *prepared) prepare(ctx context.Context, db *sql.DB) error {
	p.mu.Lock()
	wanted := p.wanted
	p.wanted = nil
	p.mu.Unlock()
	for query := range wanted {
		statement, err := db.PrepareContext(ctx, query)
		if err != nil {
			return fmt.Errorf("prepare statement: %w", err)
		}
		p.add(query, statement)
	}
	return nil
}

func (p *prepared) add(query string, statement *sql.Stmt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known = map[string]*sql.Stmt{}
	}
	p.known[query] = statement
}

// get returns a statement, nil if it is not prepared yet.
func (p *prepared) get(query string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	statement := p.known[query]
	if statement == nil {
		if p.wanted == nil {
			p.wanted = map[string]bool{}
		}
		p.wanted[query] = true
	}
	return statement
}

// preparedTx is a transaction that uses prepared statements.
type preparedTx struct {
	*sql.Tx
	prepared *prepared
	// bound has those that this transaction has used already.
	bound map[string]*sql.Stmt
}

// statement returns the transaction's own form of a statement, nil if it is not prepared yet.
func (t preparedTx) statement(ctx context.Context, query string) *sql.Stmt {
	if bound := t.bound[query]; bound != nil {
		return bound
	}
	statement := t.prepared.get(query)
	if statement == nil {
		return nil
	}
	t.bound[query] = t.StmtContext(ctx, statement)
	return t.bound[query]
}

func (t preparedTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := t.statement(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return t.Tx.ExecContext(ctx, query, args...)
}

func (t preparedTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := t.statement(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return t.Tx.QueryContext(ctx, query, args...)
}

func (t preparedTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := t.statement(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return t.Tx.QueryRowContext(ctx, query, args...)
}
