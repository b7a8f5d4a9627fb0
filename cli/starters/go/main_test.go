package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// start runs the step as a platform does; it gives exit status and result.
func start(t *testing.T, inputs ...string) (int, map[string]any) {
	t.Helper()
	out := t.TempDir()
	program := filepath.Join(out, "program")
	if text, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatal(string(text))
	}
	command := exec.Command(program)
	command.Dir = out
	command.Env = append(inputs, "PATH="+os.Getenv("PATH"), "STEPYARD_OUT="+out)
	_ = command.Run()
	text, err := os.ReadFile(filepath.Join(out, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	var result map[string]any
	if err := json.Unmarshal(text, &result); err != nil {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), result
}

func TestDoesWhatItSays(t *testing.T) {
	status, result := start(t, "INPUT_NAME=Ann", "INPUT_TIMES=2")
	outputs, _ := result["outputs"].(map[string]any)
	if status != 0 || outputs["greeting"] != "say here what it gives" {
		t.Errorf("got %d and %v", status, outputs)
	}
}

func TestSaysWhatIsWrongWithItsInputs(t *testing.T) {
	status, result := start(t, "INPUT_TIMES=0")
	failure, _ := result["failure"].(map[string]any)
	message, _ := failure["message"].(string)
	if status != 2 || !strings.Contains(message, "`name` must be given") || !strings.Contains(message, "`times` must be at least 1") {
		t.Errorf("got %d and %q", status, message)
	}
}
