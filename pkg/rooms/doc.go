// Package rooms has no code to call. Its tests read the whole tree and fail
// when a line stands in the wrong room: an import that the design does not
// allow, a global, an init, a file or a function that has grown too long.
//
// When a test here fails, the line usually belongs to another package;
// docs/contributing.md says how to find it. A rule is changed only together
// with docs/architecture.md.
package rooms
