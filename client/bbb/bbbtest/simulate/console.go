package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
)

//go:embed console.html
var consoleText string

// console is the page from which a person directs the simulated server.
type console struct {
	sim    *bbbtest.Simulator
	client *bbb.Client
	page   *template.Template
}

// newConsole returns the simulated server and the page together.
func newConsole(sim *bbbtest.Simulator, secret string) (http.Handler, error) {
	client, err := bbb.New(bbb.Config{URL: "http://localhost", Secret: secret, HTTPClient: &http.Client{Transport: sim.Transport()}})
	if err != nil {
		return nil, fmt.Errorf("call the simulated server: %w", err)
	}
	page, err := template.New("console").Parse(consoleText)
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	c := &console{sim: sim, client: client, page: page}
	mux := http.NewServeMux()
	mux.Handle("/bigbluebutton/", sim)
	mux.Handle("/graphql", sim)
	mux.HandleFunc("GET /{$}", c.show)
	for name, do := range map[string]func(*http.Request) (string, error){
		"create": c.create, "join": c.join, "end": c.end, "record": c.record, "fault": c.fault, "drop": c.drop,
	} {
		mux.Handle("POST /"+name, c.button(do))
	}
	// A page elsewhere in the same browser must not press the buttons.
	return http.NewCrossOriginProtection().Handler(mux), nil
}

// fault is one that the page offers.
type fault struct {
	Number int
	Text   string
}

func faults() []fault {
	return []fault{
		{int(bbbtest.NoFault), "none"}, {int(bbbtest.FaultDown), "calls are cut off"},
		{int(bbbtest.FaultSilent), "calls get no answer"}, {int(bbbtest.FaultHTML), "calls get a web page"},
		{int(bbbtest.FaultGateway), "the gateway says 502"}, {int(bbbtest.FaultTruncated), "the XML breaks off"},
		{int(bbbtest.FaultStatus500), "status 500 with good XML"},
		{int(bbbtest.FaultNoEffect), "commands in the meeting do nothing"},
	}
}

func (c *console) show(w http.ResponseWriter, r *http.Request) {
	view := struct {
		Meetings []bbb.Meeting
		Policies []bbb.GuestPolicy
		Faults   []fault
		Sockets  int
		Problem  string
	}{
		Policies: []bbb.GuestPolicy{bbb.AskModerator, bbb.AlwaysAccept, bbb.AlwaysAcceptAuth, bbb.AlwaysDeny},
		Faults:   faults(),
		Sockets:  c.sim.Sockets(),
	}
	var err error
	if view.Meetings, err = c.client.Meetings(r.Context()); err != nil {
		view.Problem = err.Error()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'")
	if err := c.page.Execute(w, view); err != nil {
		http.Error(w, "The page could not be drawn.", http.StatusInternalServerError)
	}
}

// button carries out what a form asks for, and goes where it leads.
func (c *console) button(do func(*http.Request) (to string, err error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to, err := do(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	})
}

func (c *console) create(r *http.Request) (string, error) {
	_, err := c.client.Create(r.Context(), bbb.CreateParams{MeetingID: r.FormValue("id"), Name: r.FormValue("name"),
		GuestPolicy: bbb.GuestPolicy(r.FormValue("policy")), Record: true})
	return "/", err
}

// join leads into the meeting, by the path of the signed address alone: the host is the one that the browser knows.
func (c *console) join(r *http.Request) (string, error) {
	p := bbb.JoinParams{MeetingID: r.FormValue("id"), FullName: r.FormValue("name"), UserID: r.FormValue("userid")}
	p.Role = bbb.Viewer
	switch r.FormValue("as") {
	case "moderator":
		p.Role = bbb.Moderator
	case "member":
		p.Guest = new(false)
	case "guest":
		p.Guest = new(true)
	}
	address, err := c.client.JoinURL(p)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	return req.URL.RequestURI(), nil
}

func (c *console) end(r *http.Request) (string, error) {
	return "/", c.client.End(r.Context(), r.FormValue("id"), "")
}

func (c *console) record(r *http.Request) (string, error) {
	c.sim.SetRecording(r.FormValue("id"), r.FormValue("on") == "true")
	return "/", nil
}

func (c *console) fault(r *http.Request) (string, error) {
	n, err := strconv.Atoi(r.FormValue("fault"))
	if err != nil {
		return "", fmt.Errorf("unknown fault: %w", err)
	}
	c.sim.SetFault(bbbtest.Fault(n))
	return "/", nil
}

func (c *console) drop(*http.Request) (string, error) {
	c.sim.DropSockets()
	return "/", nil
}
