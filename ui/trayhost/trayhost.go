// Package trayhost finds out whether the desktop has a tray to put an icon into. On Linux some have none, and an app that hides there would
// be lost; Windows and macOS always have one.
package trayhost
