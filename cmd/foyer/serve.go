package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/skip2/go-qrcode"
	"golang.org/x/term"

	"foyer/cmd/foyer/garbage"
	"foyer/guestserver"
)

// passwordFile keeps the password of a demo in its data folder, and tells that it is one.
const passwordFile = "demo-password"

// serve runs the guest server until ctx ends.
func serve(ctx context.Context, s *settings, stdout io.Writer) (err error) {
	if os.Getenv("GOGC") == "" {
		defer garbage.Limit(ctx)()
	}
	conference, err := s.conference()
	if err != nil {
		return err
	}
	provider, err := s.provider.config()
	if err != nil {
		return err
	}
	servers, err := s.servers()
	if err != nil {
		return err
	}
	config := guestserver.Config{
		Data: cmp.Or(s.data, dataFolder(os.Getenv)), Listen: s.listen, PublicURL: s.publicURL, BBB: conference,
		BBBServers: servers, Simulate: s.demo,
		Admin: s.admin, Password: s.adminPassword, Meeting: s.meeting, Grace: s.grace, KeepNames: s.keepNames,
		TrustedProxies: s.proxies, Limits: s.limits, SignIn: provider,
	}
	if s.demo {
		forget, err := prepareDemo(s, &config)
		if err != nil {
			return err
		}
		defer forget()
	}
	server, err := guestserver.Open(ctx, config)
	if err != nil {
		return err
	}
	if err := announce(ctx, server, config, stdout); err != nil {
		return errors.Join(err, server.Close())
	}
	return server.Serve(ctx)
}

// prepareDemo gives a demo a folder of its own unless one is named, and a password that it can show at each start.
func prepareDemo(s *settings, c *guestserver.Config) (forget func(), err error) {
	forget = func() {}
	if s.data == "" {
		if c.Data, err = os.MkdirTemp("", "foyer-demo-"); err != nil {
			return nil, fmt.Errorf("make a folder for the demo: %w", err)
		}
		forget = func() { os.RemoveAll(c.Data) }
	}
	if isReal(c.Data) {
		return nil, fmt.Errorf("the folder %s holds the data of a real server: leave out --demo, or choose another folder with --data", c.Data)
	}
	kept := demoPassword(c.Data)
	c.Password = cmp.Or(c.Password, kept)
	return forget, nil
}

// isReal reports whether a folder holds the database of a server that is no demo, whose administrator a demo would take over.
func isReal(folder string) bool {
	_, noDatabase := os.Stat(filepath.Join(folder, guestserver.DatabaseFile))
	_, noDemo := os.Stat(filepath.Join(folder, passwordFile))
	return noDatabase == nil && noDemo != nil
}

// demoPassword returns the password of the demo in a folder, the same at each start if it can be kept there.
func demoPassword(folder string) string {
	file := filepath.Join(folder, passwordFile)
	if kept, err := os.ReadFile(file); err == nil && len(kept) > 0 {
		return strings.TrimSpace(string(kept))
	}
	password := guestserver.NewPassword()
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		err = os.WriteFile(file, []byte(password+"\n"), 0o600)
	}
	if err != nil {
		slog.Warn("the demo's password will be another one at the next start", "error", err)
	}
	return password
}

// announce prints where guests come in, and how to sign in when that is not known yet.
func announce(ctx context.Context, server *guestserver.Server, c guestserver.Config, stdout io.Writer) error {
	link, err := server.GuestLink(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "guest link  %s\n", link)
	signIn := server.FirstCredentials()
	if !c.Simulate && c.Password != "" {
		signIn = nil // Who chose the password knows it, and standard output may end up in a journal.
	}
	if signIn == nil && c.Simulate {
		email, err := server.Administrator(ctx)
		if err != nil {
			return err
		}
		signIn = &guestserver.Credentials{Email: email, Password: c.Password}
	}
	if signIn != nil {
		fmt.Fprintf(stdout, "sign in     %s  %s\n", signIn.Email, signIn.Password)
	}
	if f, ok := stdout.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		code, err := qrcode.New(link, qrcode.Low)
		if err != nil {
			return fmt.Errorf("draw QR code: %w", err)
		}
		fmt.Fprint(stdout, code.ToSmallString(false))
	}
	return nil
}
