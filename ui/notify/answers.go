package notify

import (
	"crypto/rand"
	"crypto/subtle"
	"slices"
	"strings"
	"sync"

	"foyer/ui/applink"
)

// answerLink begins every link that answers a notification. It names no server, so that package applink leads nowhere with it.
const answerLink = applink.Scheme + ":answer/"

// answers knows the links that answer the notification that is shown. Windows hands a click over as it does any link: it starts the app
// once more. A web page can open links as well, so each notification has a secret of its own, which is good for one answer.
type answers struct {
	mu     sync.Mutex
	secret string
	keys   []string
	chosen func(key string)
}

// expect makes the secret of a notification. Answers to the one before it come too late from now on.
func (a *answers) expect(n Notification) (secret string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.secret, a.keys, a.chosen = rand.Text(), []string{Clicked}, n.Chosen
	for _, action := range n.Actions {
		a.keys = append(a.keys, action.Key)
	}
	return a.secret
}

// forget makes every answer come too late.
func (a *answers) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.secret, a.keys, a.chosen = "", nil, nil
}

// take acts on the links that are answers, and returns the others. Answered says that one of them was the answer that was waited for.
func (a *answers) take(links []string) (others []string, answered bool) {
	for _, link := range links {
		answer, ok := strings.CutPrefix(link, answerLink)
		if !ok {
			others = append(others, link)
			continue
		}
		secret, key, _ := strings.Cut(answer, "/")
		if chosen := a.redeem(secret, key); chosen != nil {
			chosen(key)
			answered = true
		}
	}
	return others, answered
}

// redeem returns who waits for the answer, nil if nobody does. The secret is worth nothing afterwards.
func (a *answers) redeem(secret, key string) func(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.secret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(a.secret)) != 1 || !slices.Contains(a.keys, key) {
		return nil
	}
	chosen := a.chosen
	a.secret, a.keys, a.chosen = "", nil, nil
	return chosen
}
