from step import run


def work(inputs, step):
    """The work: takes the inputs, prints what it does, and returns the outputs."""
    for count in range(inputs["times"]):
        print(f"Hello, {inputs['name']}!", flush=True)
        step.progress((count + 1) / inputs["times"])
    return {"greeting": f"Hello, {inputs['name']}!"}


if __name__ == "__main__":
    run(work)
