#!/bin/sh
# Runs the step as a platform does, and says what is not as it should be.
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
failed=0

expect() {
  [ "$2" = "$3" ] && echo "ok: $1" && return
  printf 'not ok: %s\n  expected %s\n  got      %s\n' "$1" "$2" "$3"
  failed=1
}

INPUT_NAME=Ann INPUT_TIMES=2 STEPYARD_OUT=$out sh "$here/main.sh" > "$out/log" 2>&1
expect 'it succeeds' 0 $?
expect 'it does what it says' 'Hello, Ann!' "$(cat "$out/outputs/greeting")"

INPUT_TIMES=0 STEPYARD_OUT=$out sh "$here/main.sh" > "$out/log" 2>&1
expect 'it refuses bad inputs' 2 $?
exit $failed
