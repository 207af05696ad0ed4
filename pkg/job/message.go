package job

import (
	"encoding/json"
	"fmt"
)

// Message is what goes through the queue: a reference to one photo. The
// manifest is the truth about it.
type Message struct {
	Version int `json:"v"`
	Job     ID  `json:"job"`
	Photo   int `json:"photo"`
	Round   int `json:"round,omitempty"` // 0: from submit; n: from the n-th retry
}

// Encode returns the message's text.
func (m Message) Encode() string {
	m.Version = Version
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // cannot happen: two strings and three numbers
	}
	return string(b)
}

// ParseMessage reads what Encode wrote. Anything else is an error: it is not
// photoq's, or from a newer one.
func ParseMessage(text string) (Message, error) {
	var m Message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return Message{}, fmt.Errorf("parse message: %w", err)
	}
	switch {
	case m.Version != Version:
		return Message{}, fmt.Errorf("parse message: version %d, this photoq knows %d", m.Version, Version)
	case !m.Job.Valid():
		return Message{}, fmt.Errorf("parse message: invalid job id %q", m.Job)
	case m.Photo < 0 || m.Round < 0:
		return Message{}, fmt.Errorf("parse message: photo %d in round %d", m.Photo, m.Round)
	}
	return m, nil
}
