package desk

import (
	"cmp"
	"slices"
)

// maxDeparted bounds how many guests a room remembers after they left.
const maxDeparted = 20_000

// room is one meeting's waiting room: each guest once, in the order of their knocks. The zero room is empty.
type room struct {
	byID map[string]*place
	// queue is sorted by order. It holds pointers, so that a knock among ten thousand moves little.
	queue []*place
	// arrivals numbers the guests as they come.
	arrivals int
	// departed knows the names of those who left, for decisions on them that are told late.
	departed map[string]Guest
}

// place is a guest's place in the queue.
type place struct {
	Guest
	arrival int
}

func order(a, b *place) int {
	return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.arrival, b.arrival))
}

// add reports whether the guest is new, and whether anything changed. A guest who is there already keeps its place.
func (r *room) add(g Guest) (isNew, changed bool) {
	if p, ok := r.byID[g.ID]; ok {
		g.Since = p.Since
		return false, r.change(g.ID, func(known *Guest) { *known = g })
	}
	if r.byID == nil {
		r.byID = make(map[string]*place)
	}
	delete(r.departed, g.ID)
	p := &place{Guest: g, arrival: r.arrivals}
	r.arrivals++
	r.byID[g.ID] = p
	i, _ := slices.BinarySearchFunc(r.queue, p, order)
	r.queue = slices.Insert(r.queue, i, p)
	return true, true
}

// change changes what is known of a guest, but not the place, and reports whether that made a difference.
func (r *room) change(id string, f func(*Guest)) bool {
	p, ok := r.byID[id]
	if !ok {
		return false
	}
	before := p.Guest
	f(&p.Guest)
	return p.Guest != before
}

// remove reports whether the guest waited.
func (r *room) remove(id string) bool {
	p, ok := r.byID[id]
	if !ok {
		return false
	}
	delete(r.byID, id)
	if i, ok := slices.BinarySearchFunc(r.queue, p, order); ok {
		r.queue = slices.Delete(r.queue, i, i+1)
	}
	r.depart(p.Guest)
	return true
}

// depart remembers a guest who no longer waits.
func (r *room) depart(g Guest) {
	if r.departed == nil || len(r.departed) >= maxDeparted {
		r.departed = make(map[string]Guest)
	}
	r.departed[g.ID] = g
}

// named returns the guests of these identifiers who wait or have just left. Others were never seen here.
func (r *room) named(ids []string) []Guest {
	guests := make([]Guest, 0, len(ids))
	for _, id := range ids {
		if p, ok := r.byID[id]; ok {
			guests = append(guests, p.Guest)
		} else if g, ok := r.departed[id]; ok {
			guests = append(guests, g)
		}
	}
	return guests
}

// replace lets exactly these guests wait, and returns those among them who did not before.
func (r *room) replace(guests []Guest) (fresh []Guest) {
	before := *r
	*r = room{byID: make(map[string]*place, len(guests)), departed: before.departed}
	for _, g := range guests {
		isNew, _ := r.add(g)
		if isNew && before.byID[g.ID] == nil {
			fresh = append(fresh, g)
		}
	}
	for _, p := range before.queue {
		if r.byID[p.ID] == nil {
			r.depart(p.Guest)
		}
	}
	return fresh
}

// has reports whether the guest waits.
func (r *room) has(id string) bool { return r.byID[id] != nil }

// guests returns everyone in order, as a copy.
func (r *room) guests() []Guest {
	guests := make([]Guest, len(r.queue))
	for i, p := range r.queue {
		guests[i] = p.Guest
	}
	return guests
}
