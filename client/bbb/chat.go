package bbb

import "context"

// SendChatMessage writes into the public chat of a running meeting, under any name, from BigBlueButton 3.0 on. It is not
// repeated when no answer comes, since people would read it twice.
func (c *Client) SendChatMessage(ctx context.Context, meetingID, userName, message string) error {
	const call = "sendChatMessage"
	q, err := meetingQuery(call, meetingID)
	if err != nil {
		return err
	}
	if message == "" {
		return invalid(call, "the message is empty")
	}
	q.add("message", message)
	q.text("userName", userName)
	var a struct{ header }
	_, err = c.once(ctx, q, &a)
	return err
}
