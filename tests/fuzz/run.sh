#!/bin/sh
# Runs a program of libFuzzer for FAIRWAY_FUZZ_SECONDS (FAIRWAY_FUZZ_USUAL, 60), from a seed that is another each time, FAIRWAY_FUZZ_SEED if set.
#   run.sh PROGRAM WORK DICTIONARY CORPUS…
# WORK/found keeps every input that broke something; WORK/corpus and WORK/log are those of the last run.
set -eu
program=$1 work=$2 dictionary=$3
shift 3
seconds=${FAIRWAY_FUZZ_SECONDS:-${FAIRWAY_FUZZ_USUAL:-60}}
seed=${FAIRWAY_FUZZ_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}

rm -rf "$work/corpus"
mkdir -p "$work/corpus" "$work/found"
# The program writes its inputs to files: in memory where that is possible.
TMPDIR=$(mktemp -d /dev/shm/fairway-fuzz-XXXXXX 2>/dev/null || mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 1' INT TERM HUP
# Little is kept of what was freed: half of the time would go there.
export ASAN_OPTIONS=quarantine_size_mb=16:malloc_context_size=8 UBSAN_OPTIONS=print_stacktrace=1

echo "$(basename "$program"): $seconds s from seed $seed"
status=0
timeout $((seconds + 300)) "$program" -seed="$seed" -max_total_time="$seconds" -max_len=8192 -timeout=20 -rss_limit_mb=1024 \
  -dict="$dictionary" -artifact_prefix="$work/found/" -print_final_stats=1 "$work/corpus" "$@" >"$work/log" 2>&1 || status=$?
if [ "$status" = 0 ]; then
  grep -E '^(Done|#[0-9]+[[:space:]]+DONE|stat::)' "$work/log"
  exit 0
fi

tail -100 "$work/log"
found=$(sed -n 's/.*Test unit written to //p' "$work/log" | tail -1)
cat <<TEXT

$(grep -m 3 -E '^broken: |ERROR: |terminate called|runtime error' "$work/log" || echo "ended with $status")
Seed $seed, log $work/log. Once more:
    $program ${found:-(no input was written)}
Mended, the input becomes a file of tests/fuzz/corpus; how: tests/fuzz/README.md
TEXT
exit 1
