// Package look is how the app looks: its colours, sizes and the few widgets that Fyne does not have. It knows no desk and
// no texts; only package ui enters.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colours that Fyne's own names do not cover.
const (
	// ColorCard is behind a group of things that belong together.
	ColorCard fyne.ThemeColorName = "foyerCard"
	// ColorNotice is behind a sentence that asks for attention without alarm.
	ColorNotice fyne.ThemeColorName = "foyerNotice"
	// ColorMark is behind the row that the keyboard acts on.
	ColorMark fyne.ThemeColorName = "foyerMark"
)

// Theme is the app's theme: calm, with room to breathe, in light and dark.
type Theme struct {
	// Variant is "light" or "dark", empty for what the system wishes.
	Variant string
}

var _ fyne.Theme = Theme{}

// Color returns the app's own colour, or Fyne's where it has none.
func (t Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.Variant {
	case "light":
		variant = theme.VariantLight
	case "dark":
		variant = theme.VariantDark
	}
	if variant == theme.VariantDark {
		if c, ok := dark(name); ok {
			return c
		}
	} else if c, ok := light(name); ok {
		return c
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font returns Fyne's font, which covers many scripts.
func (Theme) Font(style fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(style) }

// Icon returns Fyne's icon.
func (Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size returns the app's sizes, in Fyne's units.
func (Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNamePadding:
		return 6
	case theme.SizeNameInnerPadding:
		return 9
	case theme.SizeNameText:
		return 14.5
	case theme.SizeNameCaptionText:
		return 12.5
	case theme.SizeNameHeadingText:
		return 26
	case theme.SizeNameSubHeadingText:
		return 18
	case theme.SizeNameSplitThickness:
		return 5
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius, theme.SizeNameButtonRadius:
		return 7
	}
	return theme.DefaultTheme().Size(name)
}

func light(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case theme.ColorNameBackground:
		return rgb(0xf4f5f7), true
	case ColorCard, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground:
		return rgb(0xffffff), true
	case ColorNotice:
		return rgb(0xfdf1d3), true
	case ColorMark:
		return rgb(0xe8f0f8), true
	case theme.ColorNameForeground:
		return rgb(0x1c2430), true
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return rgb(0x56606d), true
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return rgb(0x22598f), true
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnError:
		return rgb(0xffffff), true
	case theme.ColorNameSuccess:
		return rgb(0x1c7a3e), true
	case theme.ColorNameError:
		return rgb(0xb3261e), true
	case theme.ColorNameWarning:
		return rgb(0xa65b00), true
	case theme.ColorNameInputBackground:
		return rgb(0xf4f5f7), true
	case theme.ColorNameInputBorder:
		return rgb(0xc4cad3), true
	case theme.ColorNameButton:
		return rgb(0xe6e9ee), true
	case theme.ColorNameDisabledButton:
		return rgb(0xebedf0), true
	case theme.ColorNameSeparator:
		return rgb(0xe1e4e9), true
	case theme.ColorNameShadow: // It is also what dims the window behind a dialog.
		return color.NRGBA{R: 0x1c, G: 0x24, B: 0x30, A: 0x2a}, true
	case theme.ColorNameSelection:
		return rgb(0xd6e4f2), true
	}
	return nil, false
}

func dark(name fyne.ThemeColorName) (color.Color, bool) {
	switch name {
	case theme.ColorNameBackground:
		return rgb(0x14171c), true
	case ColorCard, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground:
		return rgb(0x1e232a), true
	case ColorNotice:
		return rgb(0x3a3018), true
	case ColorMark:
		return rgb(0x26313d), true
	case theme.ColorNameForeground:
		return rgb(0xe7eaee), true
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return rgb(0x9aa5b3), true
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return rgb(0x84b6e8), true
	case theme.ColorNameForegroundOnPrimary:
		return rgb(0x0b1a29), true
	case theme.ColorNameSuccess:
		return rgb(0x62c98a), true
	case theme.ColorNameForegroundOnSuccess:
		return rgb(0x06210f), true
	case theme.ColorNameError:
		return rgb(0xf58a80), true
	case theme.ColorNameForegroundOnError:
		return rgb(0x2b0603), true
	case theme.ColorNameWarning:
		return rgb(0xf0b45a), true
	case theme.ColorNameInputBackground:
		return rgb(0x14171c), true
	case theme.ColorNameInputBorder:
		return rgb(0x414a56), true
	case theme.ColorNameButton:
		return rgb(0x2e3640), true
	case theme.ColorNameDisabledButton:
		return rgb(0x252b33), true
	case theme.ColorNameSeparator:
		return rgb(0x2d343d), true
	case theme.ColorNameShadow:
		return color.NRGBA{A: 0x80}, true
	case theme.ColorNameSelection:
		return rgb(0x273a4c), true
	}
	return nil, false
}

func rgb(v uint32) color.Color {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}
