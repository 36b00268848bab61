package bbb

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"strings"
)

// Hash names the hash that signs the calls. The zero Hash is SHA256.
type Hash string

// The hashes that BigBlueButton knows. It tells them apart by the length of the checksum; an operator may allow only some
// by supportedChecksumAlgorithms. SHA384 and SHA512 came with BigBlueButton 2.5.
const (
	SHA1   Hash = "sha1"
	SHA256 Hash = "sha256"
	SHA384 Hash = "sha384"
	SHA512 Hash = "sha512"
)

// ParseHash reads the name of a hash in any case, with or without a hyphen ("SHA-256"). The empty name is SHA256. The error
// wraps ErrInvalid.
func ParseHash(name string) (Hash, error) {
	switch h := Hash(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "-", "")); h {
	case "":
		return SHA256, nil
	case SHA1, SHA256, SHA384, SHA512:
		return h, nil
	}
	return "", fmt.Errorf("%w: unknown hash %.20q, want sha1, sha256, sha384 or sha512", ErrInvalid, name)
}

// sum returns the hash of the text in lower-case hexadecimal digits.
func (h Hash) sum(text string) string {
	switch h {
	case SHA1:
		s := sha1.Sum([]byte(text))
		return hex.EncodeToString(s[:])
	case SHA384:
		s := sha512.Sum384([]byte(text))
		return hex.EncodeToString(s[:])
	case SHA512:
		s := sha512.Sum512([]byte(text))
		return hex.EncodeToString(s[:])
	}
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}
