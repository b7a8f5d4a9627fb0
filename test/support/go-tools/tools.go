//go:build tools

// Package tools pins the servers that tests start and that have no release of their own to install.
package tools

import (
	_ "github.com/moby/buildkit/cmd/buildctl"
	_ "github.com/moby/buildkit/cmd/buildkitd"
)
