from step import StepError, run


def work(inputs, step):
    """Counts the words of all files below a directory that have the ending."""
    words = 0
    for file in sorted(step.path(inputs["path"]).rglob("*" + inputs["suffix"])):
        found = len(file.read_text("utf-8", errors="replace").split())
        print(f"{file.relative_to(step.workspace.resolve())}: {found}", flush=True)
        words += found
    if words < inputs["minimum"]:
        raise StepError("TOOL_FAILED", f"There are {words} words, fewer than {inputs['minimum']}.", "Write more, or ask for less.")
    return {"words": words}


if __name__ == "__main__":
    run(work)
