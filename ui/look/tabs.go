package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Tab is one page of Tabs.
type Tab struct {
	content fyne.CanvasObject
	button  *widget.Button
	// came is called when the page comes to be seen.
	came func()
}

// Tabs shows one of several pages, chosen by the buttons above it. Other than Fyne's own tabs these take the keyboard's focus. While
// there is only one page, there are no buttons.
type Tabs struct {
	Content fyne.CanvasObject
	bar     *fyne.Container
	body    *fyne.Container
	tabs    []*Tab
	current *Tab
}

// NewTabs returns tabs without a page.
func NewTabs() *Tabs {
	t := &Tabs{bar: container.NewHBox(), body: container.NewStack()}
	t.bar.Hide()
	t.Content = NewBorder(t.bar, nil, nil, nil, t.body)
	return t
}

// Add adds a page behind the others; came, if not nil, is called whenever it comes to be seen. The first is shown.
func (t *Tabs) Add(title string, icon fyne.Resource, content fyne.CanvasObject, came func()) *Tab {
	tab := &Tab{content: content, came: came}
	tab.button = widget.NewButtonWithIcon(title, icon, func() { t.Select(tab) })
	tab.button.Importance = widget.LowImportance
	t.tabs = append(t.tabs, tab)
	t.bar.Add(tab.button)
	if t.current == nil {
		t.current = tab
	}
	t.draw()
	return tab
}

// SetTitle changes what the tab's button says.
func (t *Tab) SetTitle(title string) {
	if t.button.Text != title {
		t.button.SetText(title)
	}
}

// SetShown takes a page in or out. If it is the current one, the first takes its place.
func (t *Tabs) SetShown(tab *Tab, shown bool) {
	if !SetShown(tab.button, shown) {
		return
	}
	if !shown && t.current == tab {
		t.Select(t.tabs[0])
	}
	t.draw()
}

// Current returns the page that is seen.
func (t *Tabs) Current() *Tab { return t.current }

// Select shows a page.
func (t *Tabs) Select(tab *Tab) {
	if t.current == tab {
		return
	}
	t.current = tab
	t.draw()
	if tab.came != nil {
		tab.came()
	}
}

// Step shows the next page, or by -1 the one before.
func (t *Tabs) Step(by int) {
	n := len(t.tabs)
	for i, tab := range t.tabs {
		if tab != t.current {
			continue
		}
		for {
			i = (i + by + n) % n
			if t.tabs[i].button.Visible() {
				t.Select(t.tabs[i])
				return
			}
		}
	}
}

func (t *Tabs) draw() {
	shown := 0
	for _, tab := range t.tabs {
		if tab.button.Visible() {
			shown++
		}
		importance := widget.LowImportance
		if tab == t.current {
			importance = widget.MediumImportance
		}
		if tab.button.Importance != importance {
			tab.button.Importance = importance
			tab.button.Refresh()
		}
	}
	SetShown(t.bar, shown > 1)
	Only(t.body, t.current.content)
	t.Content.Refresh()
}
