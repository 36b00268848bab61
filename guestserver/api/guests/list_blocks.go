package guests

import (
	"fmt"
	"net/http"
	"time"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// blockView is a block as it is answered.
type blockView struct {
	ID    int64     `json:"id"`
	Guest string    `json:"guest"`
	Name  string    `json:"name"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// listBlocks answers who is kept out of a meeting, the latest first. There are few.
func (a *API) listBlocks(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	blocks, err := a.Lobby.Blocks(r.Context(), r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("list blocks: %w", err)
	}
	return rest.Answer(w, http.StatusOK, rest.Views(blocks, func(b lobby.Block) blockView {
		return blockView{b.ID, b.GuestID, b.Name, b.By.Name, b.At}
	}))
}
