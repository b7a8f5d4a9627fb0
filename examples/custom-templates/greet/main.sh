#!/bin/sh
set -eu

case ${1:-} in
  -h | --help)
    echo 'Inputs: name (INPUT_NAME), times (INPUT_TIMES), token (INPUT_TOKEN); each also by a file that INPUT_…_FILE names.'
    exit 0 ;;
esac

# problem CODE MESSAGE: all that is wrong with the inputs is said at once (I14).
code=
message=
problem() {
  code=${code:-$1}
  message="$message${message:+ }$2"
}

# Takes the input INPUT_$2 out of the environment: no program that is started from here on has it (I11, V4).
take() {
  eval "$1=\${INPUT_$2:-} $1_file=\${INPUT_$2_FILE:-}"
  unset "INPUT_$2" "INPUT_$2_FILE"
}

# Sets the variable $1, where it is not given, from the file that was named for it, or to $2 (I1, I3, I4).
fill() {
  eval "value=\$$1 file=\$$1_file"
  if [ -z "$value" ] && [ -n "$file" ]; then
    value=$(cat "$file") || problem INPUT_INVALID "The file for \`$1\` cannot be read."
    value=${value%"$(printf '\r')"}
  fi
  eval "$1=\${value:-\$2}"
}

take token TOKEN
take name NAME
take times TIMES
out=${STEPYARD_OUT:-}
unset STEPYARD_OUT STEPYARD_WORKSPACE STEPYARD_EVENT STEPYARD_TASK STEPYARD_STATE STEPYARD_CLAIM
own=
[ -n "$out" ] || own=$(mktemp -d)
out=${out:-$own}
fill token ''
fill name ''
fill times 1
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)

# Prints a text as the inside of a JSON string.
json() {
  printf '%s' "$1" | tr '\000-\037' ' ' | sed 's/\\/\\\\/g; s/"/\\"/g'
}

# Writes a file so that no reader sees a part of it (O2).
write() {
  cat > "$out/$1.tmp"
  mv "$out/$1.tmp" "$out/$1"
}

# finish STATUS EXIT [CLASS CODE MESSAGE HINT]: writes the result and ends (R1, R5, X1).
finish() {
  trap '' TERM INT
  failure=
  short=
  if [ $# -gt 2 ]; then
    short=$(printf ',"code":"%s","message":"%s","hint":"%s"' "$4" "$(json "$5")" "$(json "$6")")
    failure=$(printf ',"failure":{"class":"%s"%s}' "$3" "$short")
    printf 'greet: %s: %s\n  %s\n' "$4" "$5" "$6" >&2
  fi
  printf '{"contract":1,"template":"greet@0.1.0","status":"%s","startedAt":"%s","finishedAt":"%s"%s}\n' \
    "$1" "$started" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$failure" | write result.json
  [ ! -w /dev/termination-log ] || printf '{"status":"%s"%s}' "$1" "$short" > /dev/termination-log
  [ -z "$own" ] || rm -rf "$own"
  exit "$2"
}

# Stops what was started, then says so (T2).
child=
stop() {
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  finish aborted 143 cancelled CANCELLED "The step was cancelled." "Start it again if it should go on."
}
trap stop TERM INT

for argument; do
  problem INPUT_UNKNOWN "This step takes no flags, got \"${argument%%=*}\"."
done
for variable in $(env | sed -n 's/^\(INPUT_[A-Za-z0-9_]*\)=..*/\1/p'); do
  problem INPUT_UNKNOWN "No input has the variable $variable."
done

[ -n "$name" ] || problem INPUT_MISSING "\`name\` must be given."
case $times in
  *[!0-9]* | 0* | ????*) problem INPUT_INVALID "\`times\` must be an integer from 1 to 100, got \"$times\"." ;;
  *) [ "$times" -le 100 ] || problem INPUT_INVALID "\`times\` must be an integer from 1 to 100, got \"$times\"." ;;
esac
[ -z "$message" ] || finish failed 2 configuration "$code" "$message" "Set or correct these inputs."

# The work.
count=0
while [ "$count" -lt "$times" ]; do
  # A shell handles a signal after the command that it waits for: so the command runs beside it.
  sleep 0.1 &
  child=$!
  wait "$child"
  count=$((count + 1))
  printf '{"fraction":%s}\n' "$(awk "BEGIN { print $count / $times }")" | write progress.json
  printf 'Hello, %s!\n' "$name"
done

mkdir -p "$out/outputs"
printf 'Hello, %s!\n' "$name" | write outputs/greeting
finish success 0
