import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent


def start(**inputs):
    """Runs the step as a platform does; gives exit status, log, result and outputs."""
    with tempfile.TemporaryDirectory() as out:
        env = {"PATH": os.environ["PATH"], "STEPYARD_OUT": out}
        env.update({f"INPUT_{name.upper()}": str(value) for name, value in inputs.items()})
        command = [sys.executable, str(HERE / "main.py")]
        done = subprocess.run(command, env=env, cwd=out, capture_output=True, text=True)
        result = json.loads(pathlib.Path(out, "result.json").read_text())
        return done.returncode, done.stdout + done.stderr, result


class Greet(unittest.TestCase):
    def test_does_what_it_says(self):
        status, log, result = start(name="Ann", times=2)
        self.assertEqual(status, 0)
        self.assertEqual(result["outputs"], {"greeting": "say here what it gives"})

    def test_says_what_is_wrong_with_its_inputs(self):
        status, log, result = start(times=0)
        self.assertEqual(status, 2)
        self.assertIn("`name` must be given", result["failure"]["message"])
        self.assertIn("`times` must be at least 1", result["failure"]["message"])


if __name__ == "__main__":
    unittest.main()
