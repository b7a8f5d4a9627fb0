package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The step contract for Go, with the standard library alone: docs/contract.md says what each part must do.

//go:embed template.json
var manifestText []byte

type field struct {
	Type      string            `json:"type"`
	Title     map[string]string `json:"title"`
	Default   any               `json:"default"`
	Optional  bool              `json:"optional"`
	Secret    bool              `json:"secret"`
	Enum      []string          `json:"enum"`
	Pattern   string            `json:"pattern"`
	MinLength int               `json:"minLength"`
	Minimum   *float64          `json:"minimum"`
	Maximum   *float64          `json:"maximum"`
}

var manifest struct {
	Name    string            `json:"name"`
	Version string            `json:"version"`
	Title   map[string]string `json:"title"`
	Help    map[string]string `json:"help"`
	Inputs  map[string]field  `json:"inputs"`
}

// StepError ends the step: what is wrong in one sentence, and what to do.
type StepError struct{ Code, Message, Hint string }

func (e *StepError) Error() string { return e.Message }

var codes = map[string]struct {
	status int
	class  string
}{
	"INPUT_MISSING": {2, "configuration"}, "INPUT_INVALID": {2, "configuration"}, "INPUT_UNKNOWN": {2, "configuration"},
	"NOT_FOUND": {1, "configuration"}, "AUTH_FAILED": {1, "configuration"}, "TOOL_FAILED": {1, "user"},
	"UNREACHABLE": {75, "dependency"}, "INTERNAL": {70, "infrastructure"}, "TIMEOUT": {124, "timeout"}, "CANCELLED": {143, "cancelled"},
}

// Step is what the work is given besides its inputs.
type Step struct {
	// Stopped is closed when the step is to stop: by SIGTERM, or at the deadline of its task.
	Stopped chan struct{}
	stop    *StepError
	out     string
	// own is out where nobody gave one: it goes when the step ends.
	own     string
	started string
	secrets []string
}

// StopError says why the step was stopped.
func (s *Step) StopError() error { return s.stop }

// Progress says how much is done, from 0 to 1.
func (s *Step) Progress(fraction float64) {
	s.write("progress.json", map[string]any{"fraction": fraction})
}

// write writes a report so that no reader sees a part of it (O2), without secrets (O7).
func (s *Step) write(name string, value any) {
	text, _ := json.Marshal(value)
	whole := s.mask(string(text))
	path := filepath.Join(s.out, name)
	_ = os.WriteFile(path+".tmp", []byte(whole), 0o644)
	_ = os.Rename(path+".tmp", path)
}

func (s *Step) mask(text string) string {
	for _, secret := range s.secrets {
		text = strings.ReplaceAll(text, secret, "***")
	}
	return text
}

func now() string { return time.Now().UTC().Format("2006-01-02T15:04:05Z") }

func run(work func(map[string]any, *Step) (map[string]any, error)) {
	_ = json.Unmarshal(manifestText, &manifest)
	if len(os.Args) == 2 && (os.Args[1] == "--help" || os.Args[1] == "-h") {
		printHelp()
		return
	}
	step := &Step{Stopped: make(chan struct{}), out: os.Getenv("STEPYARD_OUT"), started: now()}
	if step.out == "" {
		step.out, _ = os.MkdirTemp("", "step-")
		step.own = step.out
	}
	step.stopOnSignals()
	inputs, err := readInputs(step)
	var outputs map[string]any
	if err == nil {
		outputs, err = work(inputs, step)
	}
	if err == nil {
		step.finish(map[string]any{"status": "success", "outputs": outputs}, nil, 0)
	}
	failure, known := err.(*StepError)
	if !known {
		failure = &StepError{"INTERNAL", err.Error(), "This is a fault of the step itself."}
	}
	kind := codes[failure.Code]
	fmt.Fprintf(os.Stderr, "%s: %s: %s\n  %s\n", manifest.Name, failure.Code, step.mask(failure.Message), failure.Hint)
	status := "failed"
	if kind.class == "cancelled" {
		status = "aborted"
	}
	told := map[string]any{"class": kind.class, "code": failure.Code, "message": failure.Message, "hint": failure.Hint}
	step.finish(map[string]any{"status": status, "failure": told}, failure, kind.status)
}

// finish writes the result as the last thing (R1), and its short form for Kubernetes (R5).
func (s *Step) finish(result map[string]any, failure *StepError, status int) {
	short := map[string]any{"status": result["status"]}
	if failure != nil {
		short["code"], short["message"], short["hint"] = failure.Code, s.mask(failure.Message), failure.Hint
	}
	result["contract"], result["template"] = 1, manifest.Name+"@"+manifest.Version
	result["startedAt"], result["finishedAt"] = s.started, now()
	s.write("result.json", result)
	if log, err := os.OpenFile("/dev/termination-log", os.O_WRONLY|os.O_TRUNC, 0); err == nil {
		_ = json.NewEncoder(log).Encode(short)
	}
	if s.own != "" {
		_ = os.RemoveAll(s.own)
	}
	os.Exit(status)
}

// stopOnSignals: SIGTERM cancels (T2); the deadline of the task ends it (T4).
func (s *Step) stopOnSignals() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
	var late <-chan time.Time
	var facts struct {
		Deadline time.Time `json:"deadline"`
	}
	if text, err := os.ReadFile(os.Getenv("STEPYARD_TASK")); err == nil && json.Unmarshal(text, &facts) == nil && !facts.Deadline.IsZero() {
		late = time.After(time.Until(facts.Deadline))
	}
	go func() {
		select {
		case <-asked:
			s.stop = &StepError{"CANCELLED", "The step was cancelled.", "Start it again if it should go on."}
		case <-late:
			s.stop = &StepError{"TIMEOUT", "The task's time is over.", "Give it more time, or less to do."}
		}
		close(s.Stopped)
	}()
}

func variableOf(name string) string {
	return "INPUT_" + regexp.MustCompile(`[^A-Z0-9]`).ReplaceAllString(strings.ToUpper(name), "")
}

// readInputs gives all inputs by name, checked; all problems at once (I14).
func readInputs(step *Step) (map[string]any, error) {
	values, variables := map[string]any{}, map[string]string{}
	var problems []StepError
	say := func(code, text string, parts ...any) {
		problems = append(problems, StepError{Code: code, Message: fmt.Sprintf(text, parts...)})
	}
	for _, argument := range os.Args[1:] {
		say("INPUT_UNKNOWN", "This step takes no flags, got %q.", strings.SplitN(argument, "=", 2)[0])
	}
	var names []string
	for name := range manifest.Inputs {
		variables[variableOf(name)] = name
		names = append(names, name)
	}
	sort.Strings(names)
	for _, entry := range os.Environ() {
		variable, value, _ := strings.Cut(entry, "=")
		if _, known := variables[strings.TrimSuffix(variable, "_FILE")]; strings.HasPrefix(variable, "INPUT_") && value != "" && !known {
			say("INPUT_UNKNOWN", "No input has the variable %s.", variable)
		}
	}
	for _, name := range names {
		input := manifest.Inputs[name]
		text, err := textOf(variableOf(name))
		if err != nil {
			say("INPUT_INVALID", "`%s` cannot be read from its file.", name)
			continue
		}
		if text == "" {
			if input.Default == nil && !input.Optional {
				say("INPUT_MISSING", "`%s` must be given.", name)
			}
			values[name] = input.Default
			if number, is := input.Default.(float64); is && input.Type == "integer" {
				values[name] = int64(number)
			}
			continue
		}
		if input.Secret {
			step.secrets = append(step.secrets, text)
		}
		value, problem := parse(input, text)
		if problem != "" {
			shown := strconv.Quote(text)
			if input.Secret {
				shown = "a secret"
			}
			say("INPUT_INVALID", "`%s` must be %s, got %s.", name, problem, shown)
		}
		values[name] = value
	}
	if len(problems) == 0 {
		return values, nil
	}
	var messages []string
	for _, one := range problems {
		messages = append(messages, one.Message)
	}
	return nil, &StepError{problems[0].Code, strings.Join(messages, " "), "Set or correct these inputs."}
}

// textOf gives the variable, else the file that it names, without one line break at its end (I1, I3, I4, I11).
func textOf(variable string) (string, error) {
	value, file := os.Getenv(variable), os.Getenv(variable+"_FILE")
	os.Unsetenv(variable)
	os.Unsetenv(variable + "_FILE")
	if value != "" || file == "" {
		return value, nil
	}
	text, err := os.ReadFile(file)
	return strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r"), err
}

// parse gives the value of a text by the declared type alone (I5, I6), or what it must be.
func parse(input field, text string) (any, string) {
	switch input.Type {
	case "integer", "number":
		form := map[string]string{"integer": `^-?(0|[1-9]\d*)$`, "number": `^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$`}[input.Type]
		number, err := strconv.ParseFloat(text, 64)
		if !regexp.MustCompile(form).MatchString(text) || err != nil {
			return nil, "of type " + input.Type
		}
		if input.Minimum != nil && number < *input.Minimum {
			return nil, fmt.Sprintf("at least %v", *input.Minimum)
		}
		if input.Maximum != nil && number > *input.Maximum {
			return nil, fmt.Sprintf("at most %v", *input.Maximum)
		}
		if input.Type == "integer" {
			return int64(number), ""
		}
		return number, ""
	case "boolean":
		if !regexp.MustCompile(`^(true|True|TRUE|false|False|FALSE)$`).MatchString(text) {
			return nil, "true or false"
		}
		return strings.EqualFold(text, "true"), ""
	case "array", "object":
		var value any
		err := json.Unmarshal([]byte(text), &value)
		entries, isMap := value.(map[string]any)
		_, isList := value.([]any)
		if _, hostile := entries["__proto__"]; err != nil || hostile || (input.Type == "array") != isList || (input.Type == "object") != isMap {
			return nil, "JSON of type " + input.Type
		}
		return value, ""
	}
	fits := len(text) >= input.MinLength && regexp.MustCompile(input.Pattern).MatchString(text)
	for _, one := range input.Enum {
		if one == text {
			return text, ""
		}
	}
	if !fits || len(input.Enum) > 0 {
		return nil, "as its declaration says"
	}
	return text, ""
}

func printHelp() {
	fmt.Printf("%s: %s\n\nInputs, each by a variable or by a file that NAME_FILE names:\n", manifest.Title["en"], manifest.Help["en"])
	for name, input := range manifest.Inputs {
		fmt.Printf("  %s  %s  %s\n", name, variableOf(name), input.Title["en"])
	}
}
