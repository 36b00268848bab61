package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// clients are a script's guests by name, each with cookies of its own.
type clients map[string]*http.Client

// of returns the client of a guest.
func (c *clients) of(name string) (*http.Client, error) {
	if *c == nil {
		*c = clients{}
	}
	if client, ok := (*c)[name]; ok {
		return client, nil
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	(*c)[name] = client
	return client, nil
}

func httpCommand(ts *testscript.TestScript, neg bool, args []string) {
	who := ""
	if len(args) > 1 && args[0] == "as" {
		who, args = args[1], args[2:]
	}
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: http [as WHO] METHOD URL [BODY]")
	}
	body := strings.Join(args[2:], "")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, args[0], args[1], strings.NewReader(body))
	ts.Check(err)
	switch {
	case strings.HasPrefix(body, "{"):
		req.Header.Set("Content-Type", "application/json")
	case body != "":
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token := ts.Getenv("TOKEN"); who == "" && token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	s := stageOf(ts)
	client, err := s.clients.of(who)
	ts.Check(err)
	resp, err := client.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	s.answer, err = io.ReadAll(resp.Body)
	ts.Check(err)
	fmt.Fprintln(ts.Stdout(), resp.StatusCode, resp.Header.Get("Location"))
	fmt.Fprintf(ts.Stdout(), "%s\n", s.answer)
}

func fieldCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: field NAME PATH")
	}
	var value any
	ts.Check(json.Unmarshal(stageOf(ts).answer, &value))
	for _, step := range strings.Split(args[1], ".") {
		value = within(value, step)
	}
	text, ok := value.(string)
	if !ok {
		ts.Fatalf("the last answer has no text at %s: %s", args[1], stageOf(ts).answer)
	}
	ts.Setenv(args[0], text)
}

// within returns a field of an object or an item of a list, nil if there is none.
func within(value any, step string) any {
	switch value := value.(type) {
	case map[string]any:
		return value[step]
	case []any:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(value) {
			return value[i]
		}
	}
	return nil
}
