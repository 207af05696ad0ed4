package fault

// Finding is the outcome of one check of the surroundings: settings,
// credentials, the queue, the store.
type Finding struct {
	Name   string // what was checked, in a few words: "bucket exists"
	OK     bool
	Detail string // what was found; may be empty when OK
	Fix    string // what to do about it, one sentence; empty when OK
}
