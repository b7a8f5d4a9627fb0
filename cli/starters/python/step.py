"""The step contract for Python, with the standard library alone: docs/contract.md says what each part must do.

Inputs of simple types, lists and maps by variables and files; outputs, progress, results, cancel and deadline.
"""

import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile

MANIFEST = json.loads((pathlib.Path(__file__).parent / "template.json").read_text("utf-8"))
CODES = {"INPUT_MISSING": (2, "configuration"), "INPUT_INVALID": (2, "configuration"), "INPUT_UNKNOWN": (2, "configuration"),
         "NOT_FOUND": (1, "configuration"), "AUTH_FAILED": (1, "configuration"), "TOOL_FAILED": (1, "user"),
         "UNREACHABLE": (75, "dependency"), "INTERNAL": (70, "infrastructure"), "TIMEOUT": (124, "timeout"),
         "CANCELLED": (143, "cancelled")}


class StepError(Exception):
    """Ends the step: what is wrong in one sentence, and what to do."""

    def __init__(self, code, message, hint):
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


class Step:
    """What the work is given besides its inputs."""

    def __init__(self):
        self.own, self.started, self.secrets = [], now(), []
        self.out = pathlib.Path(os.environ.get("STEPYARD_OUT") or self.fresh())
        self.workspace = pathlib.Path(os.environ.get("STEPYARD_WORKSPACE") or os.getcwd())

    def write(self, name, value):
        """Writes a report so that no reader sees a part of it (O2)."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for secret in self.secrets:
            text = text.replace(secret, "***")
        target = self.out / name
        target.with_name(name + ".tmp").write_text(text, "utf-8")
        os.replace(target.with_name(name + ".tmp"), target)

    def progress(self, fraction):
        self.write("progress.json", {"fraction": fraction})

    def fresh(self):
        """A directory that goes when the step ends."""
        self.own.append(tempfile.mkdtemp())
        return self.own[-1]

    def cache(self, name):
        """The directory of a declared cache; a fresh one where the platform gives none (D4)."""
        variable = "STEPYARD_CACHE_" + re.sub(r"[^A-Z0-9]", "_", name.upper())
        return pathlib.Path(os.environ.get(variable) or self.fresh())

    def path(self, given):
        """A file of the workspace; one that leads out of it is refused (D2, D3)."""
        inside = given[len("/app/"):] if given.startswith("/app/") else given
        found = (self.workspace / inside).resolve()
        if os.path.isabs(inside) or not found.is_relative_to(self.workspace.resolve()):
            raise StepError("INPUT_INVALID", f"A path must stay in the workspace, got {json.dumps(given)}.", "Name a file below it.")
        return found


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def run(work):
    """Reads the inputs, does the work, and ends as the contract says."""
    if sys.argv[1:] in (["--help"], ["-h"]):
        return print_help()
    step = Step()
    try:
        stop_on_signals()
        outputs = work(read_inputs(step), step) or {}
        finish(step, {"status": "success", "outputs": outputs}, 0)
    except StepError as error:
        fail(step, error)
    except Exception as error:
        fail(step, StepError("INTERNAL", f"{type(error).__name__}: {error}", "This is a fault of the step itself."))


def fail(step, error):
    status, kind = CODES[error.code]
    print(f"{MANIFEST['name']}: {error.code}: {error.message}\n  {error.hint}", file=sys.stderr)
    failure = {"class": kind, "code": error.code, "message": error.message[:4096], "hint": error.hint}
    finish(step, {"status": "aborted" if kind == "cancelled" else "failed", "failure": failure}, status)


def finish(step, result, status):
    """Writes the result as the last thing (R1), and its short form for Kubernetes (R5)."""
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(name, signal.SIG_IGN)
    label = f"{MANIFEST['name']}@{MANIFEST['version']}"
    step.write("result.json", {"contract": 1, "template": label, **result, "startedAt": step.started, "finishedAt": now()})
    short = {"status": result["status"], **{key: result.get("failure", {})[key] for key in ("code", "message", "hint") if "failure" in result}}
    if os.access("/dev/termination-log", os.W_OK):
        pathlib.Path("/dev/termination-log").write_text(json.dumps(short)[:4096])
    for directory in step.own:
        shutil.rmtree(directory, ignore_errors=True)
    sys.stdout.flush()
    os._exit(status)


def stop_on_signals():
    """SIGTERM cancels (T2); the deadline of the task ends it (T4)."""

    def cancel(*_):
        raise StepError("CANCELLED", "The step was cancelled.", "Start it again if it should go on.")

    def late(*_):
        raise StepError("TIMEOUT", "The task's time is over.", "Give it more time, or less to do.")

    signal.signal(signal.SIGTERM, cancel)
    signal.signal(signal.SIGINT, cancel)
    facts = os.environ.get("STEPYARD_TASK")
    deadline = json.loads(pathlib.Path(facts).read_text("utf-8")).get("deadline") if facts else None
    if deadline:
        signal.signal(signal.SIGALRM, late)
        end = datetime.datetime.fromisoformat(deadline.replace("Z", "+00:00"))
        signal.setitimer(signal.ITIMER_REAL, max(0.001, end.timestamp() - datetime.datetime.now().timestamp()))


def read_inputs(step):
    """All inputs by name, checked; all problems at once (I14)."""
    problems, values = [], {}
    given = {"INPUT_" + re.sub(r"[^A-Z0-9]", "", name.upper()): name for name in MANIFEST["inputs"]}
    for argument in sys.argv[1:]:
        problems.append(("INPUT_UNKNOWN", f"This step takes no flags, got {json.dumps(argument.split('=')[0])}."))
    for variable in sorted(os.environ):
        if variable.startswith("INPUT_") and os.environ[variable] and re.sub(r"_FILE$", "", variable) not in given:
            problems.append(("INPUT_UNKNOWN", f"No input has the variable {variable}."))
    for variable, name in given.items():
        field = MANIFEST["inputs"][name]
        try:
            text = text_of(variable)
            if text is None and "default" not in field and "optional" not in field:
                problems.append(("INPUT_MISSING", f"`{name}` must be given."))
            values[name] = field.get("default") if text is None else parse(name, field, text)
            if field.get("secret") and text:
                step.secrets.append(text)
        except (ValueError, OSError) as error:
            problems.append(("INPUT_INVALID", str(error)))
        for one in (variable, variable + "_FILE"):
            os.environ.pop(one, None)  # I11
    if problems:
        raise StepError(problems[0][0], " ".join(message for _, message in problems), "Set or correct these inputs.")
    return values


def text_of(variable):
    """The variable, else the file that it names, without one line break at its end (I1, I3, I4)."""
    if os.environ.get(variable):
        return os.environ[variable]
    file = os.environ.get(variable + "_FILE")
    return re.sub(r"\r?\n\Z", "", pathlib.Path(file).read_bytes().decode("utf-8")) if file else None


def parse(name, field, text):
    """The value of a text by the declared type alone (I5, I6)."""
    shown = "a secret" if field.get("secret") else json.dumps(text)
    kind = field["type"]
    if kind in ("integer", "number"):
        form = r"-?(0|[1-9]\d*)" if kind == "integer" else r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?"
        if not re.fullmatch(form, text):
            raise ValueError(f"`{name}` must be of type {kind}, got {shown}.")
        value = int(text) if kind == "integer" else float(text)
        if value < field.get("minimum", value):
            raise ValueError(f"`{name}` must be at least {field['minimum']}, got {shown}.")
        if value > field.get("maximum", value):
            raise ValueError(f"`{name}` must be at most {field['maximum']}, got {shown}.")
        return value
    if kind == "boolean":
        if text not in ("true", "True", "TRUE", "false", "False", "FALSE"):
            raise ValueError(f"`{name}` must be true or false, got {shown}.")
        return text.lower() == "true"
    if kind in ("array", "object"):
        value = json.loads(text)
        if not isinstance(value, list if kind == "array" else dict) or "__proto__" in value:
            raise ValueError(f"`{name}` must be JSON of type {kind}, got {shown}.")
        return value
    if "enum" in field and text not in field["enum"]:
        raise ValueError(f"`{name}` must be one of {', '.join(field['enum'])}, got {shown}.")
    if len(text) < field.get("minLength", 0) or not re.search(field.get("pattern", ""), text):
        raise ValueError(f"`{name}` must be as its declaration says, got {shown}.")
    return text


def print_help():
    print(f"{MANIFEST['title']['en']}: {MANIFEST['help']['en']}\n\nInputs, each by a variable or by a file that NAME_FILE names:")
    for name, field in MANIFEST["inputs"].items():
        print(f"  {name}  INPUT_{re.sub(r'[^A-Z0-9]', '', name.upper())}  {field.get('title', {}).get('en', '')}")
