package worker

import (
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
)

// task is one photo on its way through the stages. Only the stage that has
// it touches it.
type task struct {
	message queue.Message
	ref     job.Message
	work    *work     // the job, as far as the worker needs it
	photo   job.Photo // its line of the manifest
	data    []byte    // the original
	held    int64     // bytes of admission for data
	outputs []encoded
	stored  func() // gives back the admission for outputs
	result  job.Result
}

// encoded is one result, ready to be stored.
type encoded struct {
	output int // which of the recipe's
	file   job.File
	data   []byte
}
