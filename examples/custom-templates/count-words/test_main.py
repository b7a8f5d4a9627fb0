import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent


def start(files, **inputs):
    """Runs the step as a platform does; gives exit status, log and result."""
    with tempfile.TemporaryDirectory() as root:
        out, workspace = pathlib.Path(root, "out"), pathlib.Path(root, "app")
        out.mkdir()
        workspace.mkdir()
        for name, text in files.items():
            (workspace / name).write_text(text)
        env = {"PATH": os.environ["PATH"], "STEPYARD_OUT": str(out)}
        env.update({f"INPUT_{name.upper()}": str(value) for name, value in inputs.items()})
        command = [sys.executable, str(HERE / "main.py")]
        done = subprocess.run(command, env=env, cwd=workspace, capture_output=True, text=True)
        return done.returncode, done.stdout, json.loads((out / "result.json").read_text())


class CountWords(unittest.TestCase):
    def test_counts_the_words_of_the_files_with_the_ending(self):
        status, log, result = start({"a.txt": "one two", "b.txt": "three", "c.md": "no word"})
        self.assertEqual((status, log), (0, "a.txt: 2\nb.txt: 1\n"))
        self.assertEqual(result["outputs"], {"words": 3})

    def test_fails_where_there_are_too_few(self):
        status, log, result = start({"a.txt": "one"}, minimum=2)
        self.assertEqual(status, 1)
        self.assertEqual(result["failure"]["message"], "There are 1 words, fewer than 2.")

    def test_refuses_bad_inputs(self):
        status, log, result = start({}, minimum="01", path="../outside")
        self.assertEqual(status, 2)
        self.assertEqual(result["failure"]["code"], "INPUT_INVALID")


if __name__ == "__main__":
    unittest.main()
