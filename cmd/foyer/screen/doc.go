//go:build !cgo

// Package screen is empty without cgo: such builds have no windows.
package screen
