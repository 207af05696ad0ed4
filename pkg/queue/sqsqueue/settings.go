package sqsqueue

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// What Setup gives a new queue, and the least that is taken for sane.
const (
	retention    = 14 * 24 * time.Hour // the most that SQS allows
	minRetention = 4 * 24 * time.Hour
	minLease     = 30 * time.Second

	// maxReceives is how often a message may be delivered until SQS itself
	// gives it up. It is far above photoq's own limit on attempts, because
	// deliveries that were given back count as well.
	maxReceives    = 100
	minMaxReceives = 30
)

// Names of attributes, as the API spells them.
const (
	attrLease       = string(types.QueueAttributeNameVisibilityTimeout)
	attrWait        = string(types.QueueAttributeNameReceiveMessageWaitTimeSeconds)
	attrRetention   = string(types.QueueAttributeNameMessageRetentionPeriod)
	attrRedrive     = string(types.QueueAttributeNameRedrivePolicy)
	attrAllow       = string(types.QueueAttributeNameRedriveAllowPolicy)
	attrEncryption  = string(types.QueueAttributeNameSqsManagedSseEnabled)
	attrKey         = string(types.QueueAttributeNameKmsMasterKeyId)
	attrARN         = string(types.QueueAttributeNameQueueArn)
	attrFIFO        = string(types.QueueAttributeNameFifoQueue)
	attributeIsTrue = "true"
)

func inSeconds(d time.Duration) string { return strconv.Itoa(int(seconds(d))) }

// deadSettings are the attributes of a new dead-letter queue.
func deadSettings() attrs {
	return attrs{attrRetention: inSeconds(retention), attrEncryption: attributeIsTrue}
}

// mainSettings are the attributes of a new queue whose dead-letter queue has
// this ARN.
func mainSettings(lease time.Duration, deadARN string) attrs {
	return attrs{
		attrLease:      inSeconds(lease),
		attrWait:       inSeconds(maxWait),
		attrRetention:  inSeconds(retention),
		attrRedrive:    redriveTo(deadARN),
		attrEncryption: attributeIsTrue,
	}
}

func redriveTo(deadARN string) string {
	// A map of strings always marshals.
	b, _ := json.Marshal(map[string]string{"deadLetterTargetArn": deadARN, "maxReceiveCount": strconv.Itoa(maxReceives)})
	return string(b)
}

func allowOnly(sourceARN string) string {
	b, _ := json.Marshal(map[string]any{"redrivePermission": "byQueue", "sourceQueueArns": []string{sourceARN}})
	return string(b)
}

// flaw is an attribute that keeps photoq from working well.
type flaw struct {
	attribute string
	text      string
}

// flaws returns what is wrong with the queue's attributes. Values that differ
// from Setup's but do no harm are nobody's business but the owner's, and what
// a compatible server does not tell is taken for right.
func flaws(a attrs) []flaw {
	var found []flaw
	if d, known := a.duration(types.QueueAttributeNameVisibilityTimeout); known && d < minLease {
		found = append(found, flaw{attrLease, fmt.Sprintf("the default visibility timeout is %v, less than %v", d, minLease)})
	}
	if d, known := a.duration(types.QueueAttributeNameMessageRetentionPeriod); known && d < minRetention {
		found = append(found, flaw{attrRetention, fmt.Sprintf("messages are kept for %v only, less than %v", d, minRetention)})
	}
	switch r := a.redrive(); {
	case r.Target == "":
		found = append(found, flaw{attrRedrive, "there is no dead-letter queue"})
	case r.max() < minMaxReceives:
		found = append(found, flaw{attrRedrive, fmt.Sprintf(
			"maxReceiveCount is %d, less than %d: photos would end in the dead-letter queue before photoq has given up", r.max(), minMaxReceives)})
	}
	if unencrypted(a) {
		found = append(found, flaw{attrEncryption, "messages are not encrypted at rest"})
	}
	return found
}

// duration returns an attribute that counts seconds.
func (a attrs) duration(name types.QueueAttributeName) (d time.Duration, known bool) {
	_, known = a[string(name)]
	return time.Duration(a.number(name)) * time.Second, known
}

// unencrypted reports whether the server says so; many compatible ones say
// nothing of encryption.
func unencrypted(a attrs) bool {
	return a[attrEncryption] == "false" && a[attrKey] == ""
}
