package store

import (
	"bytes"
	"testing"
)

func TestSecretIsTheSameAtEachStart(t *testing.T) {
	folder := t.TempDir()
	s, err := Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.Secret(t.Context(), "devices")
	if err != nil || len(first) != secretLength {
		t.Fatalf("the secret is %x, %v", first, err)
	}
	other, err := s.Secret(t.Context(), "other")
	if err != nil || bytes.Equal(first, other) {
		t.Errorf("two names share the secret %x, %v", other, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if again, err := s.Secret(t.Context(), "devices"); err != nil || !bytes.Equal(first, again) {
		t.Errorf("after the start the secret is %x, %v, want %x", again, err, first)
	}
}
