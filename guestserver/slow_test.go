package guestserver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/memnet"
)

// alley leads to a server by pipes, without any buffer: who does not read what the server writes keeps it waiting.
type alley struct {
	*memnet.Listener
	t    *testing.T
	link string
}

// inAlley has a test talk to a served server. The time is that of a bubble, so that the test waits as long as the server really does.
func inAlley(t *testing.T, test func(a *alley)) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), Config{Data: t.TempDir(), Listen: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		link, err := s.GuestLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a := &alley{t: t, link: strings.TrimPrefix(link, s.URL()), Listener: memnet.Listen()}
		if err := s.listener.Close(); err != nil {
			t.Fatal(err)
		}
		s.listener = a
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- s.Serve(ctx) }()
		test(a)
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func (a *alley) connect() net.Conn {
	a.t.Helper()
	client, err := a.Dial(a.t.Context(), "", "")
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { client.Close() })
	return client
}

// wantAnswered checks that somebody else is served at once meanwhile.
func (a *alley) wantAnswered() {
	a.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.t.Fatal(err)
	}
	client := http.Client{Jar: jar, Transport: &http.Transport{DialContext: a.Dial, DisableKeepAlives: true}}
	asked := time.Now()
	answer, err := client.PostForm("http://foyer.test"+a.link, url.Values{"name": {"Ana"}})
	if err != nil {
		a.t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(page), "Ana") {
		a.t.Errorf("Ana is answered %s, %v", answer.Status, err)
	}
	if took := time.Since(asked); took > time.Second {
		a.t.Errorf("Ana is answered after %v", took)
	}
}

// trickle sends a byte a second until the connection is cut off, and returns how long that took.
func trickle(c net.Conn) time.Duration {
	began := time.Now()
	for {
		if _, err := io.WriteString(c, "x"); err != nil {
			return time.Since(began)
		}
		<-time.After(time.Second)
	}
}

func TestClientWhoSendsItsHeadersByteByByteIsCutOff(t *testing.T) {
	inAlley(t, func(a *alley) {
		c := a.connect()
		fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: foyer.test\r\nX-Slow: ")
		a.wantAnswered()
		if took := trickle(c); took > headerTimeout+time.Second {
			t.Errorf("it was cut off after %v, want %v", took, headerTimeout)
		}
		a.wantAnswered()
	})
}

func TestClientWhoSendsItsBodyByteByByteIsCutOff(t *testing.T) {
	inAlley(t, func(a *alley) {
		c := a.connect()
		fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: foyer.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\nname=", a.link)
		var status string
		var reading sync.WaitGroup
		reading.Go(func() {
			if answer, err := http.ReadResponse(bufio.NewReader(c), nil); err == nil {
				status = answer.Status
				_, _ = io.Copy(io.Discard, answer.Body)
			}
			c.Close()
		})
		a.wantAnswered()
		if took := trickle(c); took < bodyTimeout-time.Second || took > bodyTimeout+time.Second {
			t.Errorf("it was cut off after %v, want %v", took, bodyTimeout)
		}
		reading.Wait()
		if status != "400 Bad Request" {
			t.Errorf("it was answered %q, want 400", status)
		}
		a.wantAnswered()
	})
}

func TestClientWhoReadsNoAnswerIsCutOff(t *testing.T) {
	inAlley(t, func(a *alley) {
		c := a.connect()
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: foyer.test\r\n\r\n", a.link)
		a.wantAnswered()
		<-time.After(writeTimeout + time.Second)
		if rest, err := io.ReadAll(c); err != nil || len(rest) != 0 {
			t.Errorf("after %v there are still %d bytes to read, %v", writeTimeout, len(rest), err)
		}
		a.wantAnswered()
	})
}

func TestConnectionsThatAreHeldAreCutOff(t *testing.T) {
	inAlley(t, func(a *alley) {
		held := make([]net.Conn, 500)
		for i := range held {
			held[i] = a.connect()
		}
		// Another one has asked something, and then says no more.
		idle := a.connect()
		fmt.Fprint(idle, "GET /healthz HTTP/1.1\r\nHost: foyer.test\r\n\r\n")
		answers := bufio.NewReader(idle)
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		a.wantAnswered()
		<-time.After(headerTimeout + time.Second)
		for i, c := range held {
			if n, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
				t.Fatalf("connection %d reads %d bytes, %v; want its end", i, n, err)
			}
		}
		<-time.After(idleTimeout - headerTimeout)
		if _, err := answers.ReadByte(); !errors.Is(err, io.EOF) {
			t.Errorf("the idle connection is still open: %v", err)
		}
		a.wantAnswered()
	})
}

func TestHeadersThatAreTooLongAreRefused(t *testing.T) {
	inAlley(t, func(a *alley) {
		c := a.connect()
		go func() {
			_, _ = fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: foyer.test\r\nCookie: %s\r\n\r\n", strings.Repeat("x", 4*maxHeader))
		}()
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("the answer is %+v, %v; want 431", answer, err)
		}
		c.Close()
		a.wantAnswered()
	})
}
