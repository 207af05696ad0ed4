package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"
)

// concurrency is how many photos are worked on at once.
func (a *app) concurrency() int {
	if n := a.settings.Work.Concurrency; n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

// fallbackMemory is assumed where the machine does not tell.
const fallbackMemory = 4 << 30

// machineMemory is how many bytes of memory this process may use in all: the
// machine's, or its control group's where that is less.
func machineMemory() int64 {
	memory := int64(fallbackMemory)
	if data, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(data)) {
			if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "MemTotal:" {
				if kb, err := strconv.ParseInt(fields[1], 10, 64); err == nil {
					memory = kb << 10
				}
			}
		}
	}
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if limit, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64); err == nil && limit > 0 {
			memory = min(memory, limit)
		}
	}
	return memory
}
