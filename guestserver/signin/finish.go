package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"foyer/guestserver/account"
)

// Answer is what the provider called back with, and what whoever began the sign-in kept.
type Answer struct {
	// Code is the provider's, worth one exchange.
	Code string
	// Issuer is who answers by its own word, empty if it does not say.
	Issuer string
	// Redirect is where the provider called back.
	Redirect string
	// Verifier proves that this is who began, by PKCE.
	Verifier string
	// Nonce is that of Begun.
	Nonce string
	// Network is where the answer is shown from, for the throttle; empty if it is not known.
	Network string
}

// Finish returns the account of the person whom the provider has signed in. It returns ErrRefused, ErrNone, ErrUnavailable,
// account.ErrUnknown for someone who has no account and gets none, account.ErrUnverified, and account.ErrThrottled after too many
// failures.
func (p *Provider) Finish(ctx context.Context, a Answer) (account.Account, error) {
	// All who come from a network that is not known would count as one.
	if p.Tries == nil || a.Network == "" {
		return p.finish(ctx, a)
	}
	if wait := p.Tries.Take(a.Network); wait > 0 {
		return account.Account{}, fmt.Errorf("finish sign-in: %w", &account.ThrottledError{RetryAfter: wait})
	}
	acc, err := p.finish(ctx, a)
	if err == nil {
		p.Tries.Return(a.Network)
	}
	return acc, err
}

func (p *Provider) finish(ctx context.Context, a Answer) (account.Account, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return account.Account{}, fmt.Errorf("finish sign-in: %w", err)
	}
	// Another provider's answer, sent here, would have its code told to ours (the mix-up attack).
	if a.Issuer != p.Issuer && (a.Issuer != "" || d.saysIssuer) {
		return account.Account{}, fmt.Errorf("finish sign-in: %w: %.80q answers in the provider's place", ErrRefused, a.Issuer)
	}
	if a.Code == "" || a.Verifier == "" || a.Nonce == "" {
		return account.Account{}, fmt.Errorf("finish sign-in: %w: an empty code, verifier or nonce", ErrRefused)
	}
	ctx = p.context(ctx)
	client := p.client(d, a.Redirect)
	token, err := client.Exchange(ctx, a.Code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return account.Account{}, fmt.Errorf("finish sign-in: exchange code: %w", exchangeError(err))
	}
	who, err := p.identify(ctx, d, token, a.Nonce)
	if err != nil {
		return account.Account{}, fmt.Errorf("finish sign-in: %w", err)
	}
	return p.Accounts.ByIdentity(ctx, who, p.CreateAccounts)
}

// identify returns whom the provider has signed in. What it says is believed only with its signature, to this client, and with the
// nonce of this sign-in.
func (p *Provider) identify(ctx context.Context, d *discovered, token *oauth2.Token, nonce string) (account.Identity, error) {
	raw, _ := token.Extra("id_token").(string)
	word, err := d.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID}).Verify(ctx, raw)
	if err != nil {
		return account.Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(word.Nonce), []byte(nonce)) != 1 {
		return account.Identity{}, fmt.Errorf("%w: the nonce is that of another sign-in", ErrRefused)
	}
	who := account.Identity{Issuer: word.Issuer, Subject: word.Subject}
	var claims claims
	if err := word.Claims(&claims); err != nil {
		return account.Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if len(word.Audience) > 1 && claims.Party != p.ClientID {
		return account.Identity{}, fmt.Errorf("%w: its word is for %.80q", ErrRefused, claims.Party)
	}
	if claims.Email == "" && d.UserInfoEndpoint() != "" {
		// Providers may tell e-mail address and name only when asked again.
		info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return account.Identity{}, fmt.Errorf("ask for the e-mail address: %w: %w", ErrUnavailable, err)
		}
		if info.Subject != word.Subject {
			return account.Identity{}, fmt.Errorf("%w: it told of somebody else", ErrRefused)
		}
		if err := info.Claims(&claims); err != nil {
			return account.Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
		}
		claims.EmailVerified = info.EmailVerified
	}
	who.Email, who.EmailVerified, who.Name = claims.Email, claims.EmailVerified, claims.Name
	return who, nil
}

// claims are what a provider says of a person, by OpenID Connect Core, section 5.1.
type claims struct {
	Email         string `json:"email"`
	EmailVerified bool   `json:"email_verified"`
	Name          string `json:"name"`
	// Party is whom the word was given to, if it is for several.
	Party string `json:"azp"`
}

// exchangeError returns ErrRefused if the provider has said no, and ErrUnavailable if it has said nothing that makes sense.
func exchangeError(err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode < 500 {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
