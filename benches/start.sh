#!/usr/bin/env bash
# How long one question takes as a whole process, and how long a chat takes to its first prompt,
# beside a program that only prints a line.
#
#   benches/start.sh [IBID] [RUNS]
#
# IBID is the program to measure (target/release/ibid where nothing is named, built first), RUNS how
# often each is run (20). The built-in documents are asked, with an index that is there already and
# in the file cache. The two programs take turns, so that what else the machine does falls on both.
# Prints the medians and their ratio.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
ibid=${1:-}
runs=${2:-20}

missing() {
    echo "start.sh: $1 is not there, and is needed for $2" >&2
    exit 2
}
command -v rustc >/dev/null || missing rustc "the empty program"
command -v python3 >/dev/null || missing python3 "the clock and the medians"

if [[ -z $ibid ]]; then
    (cd "$here" && cargo build --release --quiet)
    ibid=$here/target/release/ibid
fi
[[ -x $ibid ]] || missing "$ibid" "the measurement"
ibid=$(cd "$(dirname "$ibid")" && pwd)/$(basename "$ibid")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/away"
echo 'fn main() { println!("a line"); }' >"$work/empty.rs"
rustc -O -o "$work/empty" "$work/empty.rs"

# Cut off from what the user has set, and away from any ibid.toml.
export HOME=$work/home
unset IBID_INDEX IBID_CORPUS XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME
cd "$work/away"

python3 - "$work/empty" "$ibid" "$runs" <<'PYTHON'
import os, pty, signal, statistics, subprocess, sys, time

empty, ibid, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
commands = {"empty program": [empty], "ibid ask": [ibid, "ask", "what is deep learning"]}


def took(command):
    started = time.perf_counter()
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    took = time.perf_counter() - started
    if ran.returncode != 0:
        sys.exit(f"start.sh: {command[0]} ended with {ran.returncode}: {ran.stderr.decode()}")
    if not ran.stdout:
        sys.exit(f"start.sh: {command[0]} printed nothing")
    return 1000 * took


def appears(command, text):
    """How long until `text` stands on a terminal of its own, in ms."""
    ours, theirs = pty.openpty()
    actions = [(os.POSIX_SPAWN_DUP2, theirs, to) for to in range(3)]
    environment = {**os.environ, "TERM": "xterm-256color"}
    started = time.perf_counter()
    child = os.posix_spawn(
        command[0], command, environment, setsid=True,
        file_actions=actions + [(os.POSIX_SPAWN_CLOSE, ours)],
    )
    os.close(theirs)
    seen = b""
    while text not in seen:
        seen += os.read(ours, 4096)
    took = time.perf_counter() - started
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ours)
    return 1000 * took


measured = {name: (lambda command=command: took(command)) for name, command in commands.items()}
measured["empty, terminal"] = lambda: appears([empty], b"a line")
measured["first prompt"] = lambda: appears([ibid, "chat"], b"ibid> ")

for measure in measured.values():  # The first one makes the index, the second one warms up.
    measure(), measure()
times = {name: [] for name in measured}
for _ in range(runs):
    for name, measure in measured.items():
        times[name].append(measure())

medians = {name: statistics.median(of) for name, of in times.items()}
for name, median in medians.items():
    low, high = min(times[name]), max(times[name])
    print(f"{name:15}  {median:7.2f} ms  (from {low:.2f} to {high:.2f}, {runs} runs)")
print(f"{'ask / empty':15}  {medians['ibid ask'] / medians['empty program']:7.2f}")
print(f"{'prompt / empty':15}  {medians['first prompt'] / medians['empty, terminal']:7.2f}")
PYTHON
