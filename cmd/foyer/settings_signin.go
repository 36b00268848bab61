package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"foyer/guestserver/signin"
)

// provider is what the settings say of the sign-in provider.
type provider struct {
	issuer     string
	clientID   string
	secret     string
	secretFile string
	create     bool
}

func (p *provider) flags(fs *flag.FlagSet) {
	fs.StringVar(&p.issuer, "oidc-issuer", "", "`URL` of an OpenID Connect provider that moderators sign in by (default none: passwords alone)")
	fs.StringVar(&p.clientID, "oidc-client-id", "", "`name` that the provider knows this server by (default none)")
	fs.StringVar(&p.secretFile, "oidc-client-secret-file", "",
		"`file` that holds the provider's secret for this server (default none: FOYER_OIDC_CLIENT_SECRET)")
	fs.BoolVar(&p.create, "oidc-create-accounts", false, "make a moderator's account for whoever signs in by the provider and has none")
}

// check returns what is wrong with the settings taken together.
func (p *provider) check() error {
	if p.issuer == "" && (p.clientID != "" || p.secretFile != "" || p.create) {
		return errors.New("--oidc-client-id, --oidc-client-secret-file and --oidc-create-accounts need --oidc-issuer")
	}
	if err := (signin.Config{Issuer: p.issuer, ClientID: p.clientID}).Check(); err != nil {
		return fmt.Errorf("--oidc-issuer, --oidc-client-id: %w", err)
	}
	return nil
}

// config returns how people sign in by the provider. A provider's public clients have no secret.
func (p *provider) config() (signin.Config, error) {
	config := signin.Config{Issuer: p.issuer, ClientID: p.clientID, ClientSecret: p.secret, CreateAccounts: p.create}
	if p.secretFile != "" {
		secret, err := os.ReadFile(p.secretFile)
		if err != nil {
			return config, fmt.Errorf("--oidc-client-secret-file cannot be read: %w", err)
		}
		config.ClientSecret = strings.TrimSpace(string(secret))
	}
	return config, nil
}
