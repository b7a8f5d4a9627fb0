package main

import (
	"fmt"
	"time"
)

// work takes the inputs, prints what it does, and returns the outputs.
func work(inputs map[string]any, step *Step) (map[string]any, error) {
	name, times := inputs["name"].(string), inputs["times"].(int64)
	for count := int64(1); count <= times; count++ {
		select {
		case <-step.Stopped:
			return nil, step.StopError()
		case <-time.After(10 * time.Millisecond):
		}
		fmt.Printf("Hello, %s!\n", name)
		step.Progress(float64(count) / float64(times))
	}
	return map[string]any{"greeting": "Hello, " + name + "!"}, nil
}

func main() { run(work) }
