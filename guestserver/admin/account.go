package admin

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"foyer/guestserver/account"
)

func listAccounts(ctx context.Context, c *command, _ []string) error {
	accounts, err := c.accounts.List(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"E-MAIL", "NAME", "ROLE", "SINCE"}}
	for _, a := range accounts {
		rows = append(rows, []string{a.Email, a.Name, string(a.Role), a.CreatedAt.Format(time.DateOnly)})
	}
	return c.table(rows)
}

func addAccount(ctx context.Context, c *command, args []string) error {
	email, role := args[0], account.Role(c.options.role)
	before, _, _ := strings.Cut(email, "@")
	name := cmp.Or(c.options.name, before)
	if c.options.withoutPassword {
		_, err := c.accounts.CreateWithoutPassword(ctx, email, name, role)
		return err
	}
	password, err := c.readPassword()
	if err != nil {
		return err
	}
	_, err = c.accounts.Create(ctx, email, name, password, role)
	return err
}

func setPassword(ctx context.Context, c *command, args []string) error {
	acc, err := c.accounts.ByEmail(ctx, args[0])
	if err != nil {
		return err
	}
	password, err := c.readPassword()
	if err != nil {
		return err
	}
	if err := c.accounts.SetPassword(ctx, acc, password); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, "The account's sessions have ended.")
	return nil
}

func setRole(ctx context.Context, c *command, args []string) error {
	acc, err := c.accounts.ByEmail(ctx, args[0])
	if err != nil {
		return err
	}
	return c.accounts.Change(ctx, acc.ID, account.Change{Role: new(account.Role(args[1]))})
}

func setName(ctx context.Context, c *command, args []string) error {
	acc, err := c.accounts.ByEmail(ctx, args[0])
	if err != nil {
		return err
	}
	return c.accounts.Change(ctx, acc.ID, account.Change{Name: &args[1]})
}

func removeAccount(ctx context.Context, c *command, args []string) error {
	acc, err := c.accounts.ByEmail(ctx, args[0])
	if err != nil {
		return err
	}
	return c.accounts.Remove(ctx, acc.ID)
}
