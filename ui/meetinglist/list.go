// Package meetinglist is the left side of the main window: the meetings of all accounts, in their groups, to be searched, with how they
// are connected and how many wait for each. Only package ui enters.
package meetinglist

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/desk"
	"foyer/ui/look"
)

// searchFrom is the number of meetings from which on there is something to search.
const searchFrom = 6

// Line says how a meeting is doing.
type Line struct {
	Color fyne.ThemeColorName
	Words string
	// Old says that what is known of the meeting is not what is.
	Old bool
}

// Options are what a list works with; all must be set.
type Options struct {
	Texts assets.Texts
	// Account returns what tells an account from others.
	Account func(id string) string
	// Place returns the group and room of a meeting in one line, empty if it has none.
	Place func(*desk.Meeting) string
	// Describe returns how a meeting is doing. It is asked for meetings that can be seen only.
	Describe func(*desk.Meeting) Line
	// Came is called when the moderator chooses a meeting.
	Came func()
}

// row is either a heading or a meeting.
type row struct {
	account, place string
	// order is the account's place among the accounts.
	order   int
	meeting *desk.Meeting
}

// List is the list with its search. All methods belong to Fyne's goroutine.
type List struct {
	Options
	// Content is what is shown.
	Content  fyne.CanvasObject
	search   *widget.Entry
	list     *widget.List
	nothing  *widget.Label
	frame    *fyne.Container
	meetings []desk.Meeting
	rows     []row
	chosen   desk.MeetingKey
	// awaited is chosen as soon as it comes.
	awaited desk.MeetingKey
	drawing bool
}

// New returns an empty list.
func New(o Options) *List {
	l := &List{Options: o}
	l.search = widget.NewEntry()
	l.search.SetPlaceHolder(o.Texts.Get("app.meetings.search"))
	l.search.Icon = theme.SearchIcon()
	l.search.OnChanged = func(string) { l.arrange() }
	l.search.Hide()
	l.list = look.NewList(&l.rows, newRowView, l.show)
	l.list.OnSelected = l.choose
	l.nothing = &widget.Label{Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance, Text: o.Texts.Get("app.meetings.none_found")}
	l.nothing.Hide()
	head := container.New(layout.NewCustomPaddedLayout(0, 2, 4, 4), l.search)
	l.frame = look.NewBorder(head, nil, nil, nil, l.list, container.NewVBox(l.nothing))
	l.Content = l.frame
	return l
}

// Draw shows these meetings, which must be sorted by account. The choice stays with its meeting; if that is gone, the first is chosen.
func (l *List) Draw(meetings []desk.Meeting) {
	l.meetings = meetings
	if l.find(l.awaited) != nil {
		l.chosen, l.awaited = l.awaited, desk.MeetingKey{}
	}
	if l.Chosen() == nil {
		l.chosen = desk.MeetingKey{}
	}
	// A search that is under way stays, whatever becomes of the meetings.
	if look.SetShown(l.search, len(meetings) >= searchFrom || l.search.Text != "") {
		l.frame.Refresh()
	}
	l.arrange()
}

// Chosen returns the meeting that is shown, nil if there is none.
func (l *List) Chosen() *desk.Meeting { return l.find(l.chosen) }

// Await chooses a meeting that is not there yet, once it comes.
func (l *List) Await(key desk.MeetingKey) { l.awaited = key }

func (l *List) find(key desk.MeetingKey) *desk.Meeting {
	for i := range l.meetings {
		if l.meetings[i].Key == key {
			return &l.meetings[i]
		}
	}
	return nil
}

// Choose chooses a meeting as if the moderator had done so.
func (l *List) Choose(key desk.MeetingKey) {
	l.chosen = key
	l.arrange()
	l.Came()
}

// Search puts the keyboard's focus into the search.
func (l *List) Search(canvas fyne.Canvas) {
	if l.search.Visible() {
		canvas.Focus(l.search)
	}
}

// arrange makes the rows of the meetings that the search finds.
func (l *List) arrange() {
	l.rows = arrange(l.meetings, l.Place, strings.Fields(strings.ToLower(l.search.Text)), l.Account)
	look.SetShown(l.nothing, len(l.rows) == 0 && len(l.meetings) > 0)
	if l.chosen == (desk.MeetingKey{}) {
		l.chooseFirst()
	}
	l.mark()
	l.fitFirst()
	l.list.Refresh()
}

// fitFirst takes the gap away that a heading has above it where nothing is above it.
func (l *List) fitFirst() {
	view := newRowView()
	height := view.MinSize().Height
	if len(l.rows) > 0 && l.rows[0].meeting == nil {
		view.showHeading(l.rows[0])
		height = view.heading.MinSize().Height - 2*tuck
	}
	l.list.SetItemHeight(0, height)
}

func (l *List) chooseFirst() {
	for _, r := range l.rows {
		if r.meeting != nil {
			l.chosen = r.meeting.Key
			return
		}
	}
}

// mark selects the row of the chosen meeting, if it is among those that are found. It leaves the list where the moderator has
// scrolled it to.
func (l *List) mark() {
	l.drawing = true
	defer func() { l.drawing = false }()
	i := slices.IndexFunc(l.rows, func(r row) bool { return r.meeting != nil && r.meeting.Key == l.chosen })
	if i < 0 {
		l.list.UnselectAll()
		return
	}
	offset := l.list.GetScrollOffset()
	l.list.Select(i)
	l.list.ScrollToOffset(offset)
}

// choose takes a click on a row. A heading cannot be chosen.
func (l *List) choose(i widget.ListItemID) {
	if l.drawing || i < 0 || i >= len(l.rows) {
		return
	}
	m := l.rows[i].meeting
	if m == nil {
		l.mark()
		return
	}
	l.chosen = m.Key
	l.Came()
}

// arrange puts the meetings that have all the words into their groups, each below a heading. Meetings of a single account that
// have no group need none.
func arrange(meetings []desk.Meeting, place func(*desk.Meeting) string, words []string, account func(string) string) []row {
	rows := make([]row, 0, len(meetings)+8)
	var r row
	accounts := 0
	for i := range meetings {
		m := &meetings[i]
		if i == 0 || m.Key.Account != meetings[i-1].Key.Account {
			accounts++
			r.account, r.order = account(m.Key.Account), accounts
		}
		r.place, r.meeting = place(m), m
		if look.HasAll(m.Name+" "+r.place+" "+r.account, words) {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.order, b.order), strings.Compare(a.place, b.place))
	})
	return withHeadings(rows, accounts > 1)
}

// withHeadings puts a heading before each run of meetings of one place.
func withHeadings(rows []row, several bool) []row {
	all := make([]row, 0, len(rows)+8)
	for i, r := range rows {
		first := i == 0 || rows[i-1].order != r.order || rows[i-1].place != r.place
		if first && (several || r.place != "") {
			heading := row{place: r.place}
			if several {
				heading.account = r.account
			}
			all = append(all, heading)
		}
		all = append(all, r)
	}
	return all
}
