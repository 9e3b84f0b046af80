"""Builds, measures and writes the table. Run by run.sh, which installs what is compared.

Whole processes take turns in a new order each round, every round with another question, after one pass
untimed; the medians are compared, never a time of one run with that of another.
"""
import argparse
import datetime
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from engines import ALL
from table import BUSY, table

NAMES = {1_000: "1k", 10_000: "10k", 100_000: "100k", 1_000_000: "1m"}
DROP = "/proc/sys/vm/drop_caches"

# Questions in one process are asked in this many turns.
TURNS = 3


def say(message):
    print(f"compare.py: {message}", file=sys.stderr, flush=True)


def stop(message):
    sys.exit(f"compare.py: {message}")


class Setup:
    def __init__(self, asked):
        self.work, self.ibid = os.path.abspath(asked.work), os.path.abspath(asked.ibid)
        self.python = sys.executable
        self.home = tempfile.mkdtemp(prefix="compare-")
        kept = ("PATH", "LANG", "RUSTUP_HOME", "CARGO_HOME")
        self.environment = {key: os.environ[key] for key in kept if key in os.environ}
        # rustc and cargo of rustup ask where they live.
        for key, folder in (("RUSTUP_HOME", ".rustup"), ("CARGO_HOME", ".cargo")):
            self.environment.setdefault(key, os.path.join(os.environ.get("HOME", "/"), folder))
        self.environment["HOME"] = self.home
        for key in ("CONFIG", "CACHE", "STATE", "DATA"):
            self.environment[f"XDG_{key}_HOME"] = os.path.join(self.home, key.lower())
        # Away from any ibid.toml.
        os.chdir(self.home)
        os.environ.clear()
        os.environ.update(self.environment)


# ---- Building ----------------------------------------------------------------------------------

def build(engine, passages, dir, rebuild):
    """Seconds, peak memory and bytes of the index: of now, or of when it was built."""
    note = f"{dir}.built.json"
    command = engine.build(passages, dir)
    if command is None:
        return {"bytes": sum(map(os.path.getsize, engine.files(passages, dir)))} if engine.name == "ripgrep" else {}
    key = f"{engine.key()} {os.path.getsize(passages)} {os.stat(passages).st_mtime_ns}"
    if os.path.exists(note) and os.path.isdir(dir) and not {engine.name, "all"} & rebuild:
        with open(note) as file:
            built = json.load(file)
        if built["key"] == key:
            return built
    shutil.rmtree(dir, ignore_errors=True)
    engine.prepare(passages, dir)
    say(f"building {os.path.relpath(dir, engine.setup.work)}")
    measured = f"{dir}.time"
    ran = subprocess.run(["/usr/bin/time", "-q", "-f", "%e %M %U %S", "-o", measured, *command], capture_output=True, text=True)
    if ran.returncode != 0:
        stop(f"{engine.name} could not build its index: {ran.stderr.strip()[-600:]}")
    with open(measured) as file:
        seconds, memory, user, system = file.read().split()[-4:]
    built = {
        "key": key, "seconds": float(seconds), "memory": int(memory) * 1024,
        "busy": float(user) + float(system),
        "bytes": sum(map(os.path.getsize, engine.files(passages, dir))),
        "load": os.getloadavg()[0],
    }
    for left in (measured, f"{dir}.dump", f"{dir}.script"):
        if os.path.exists(left):
            os.remove(left)
    with open(note, "w") as file:
        json.dump(built, file)
    return built


# ---- Whole processes ---------------------------------------------------------------------------

def once(engine, command):
    """Milliseconds of one process from its start to its end, and of processor time."""
    quiet = [(os.POSIX_SPAWN_OPEN, to, os.devnull, os.O_RDWR, 0) for to in range(3)]
    program = shutil.which(command[0])
    started = time.perf_counter_ns()
    child = os.posix_spawn(program, command, os.environ, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    took = (time.perf_counter_ns() - started) / 1e6
    if os.waitstatus_to_exitcode(status) not in engine.statuses:
        stop(f"{engine.name} ended with {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return took, 1000 * (used.ru_utime + used.ru_stime)


def checked(engine, command):
    """That it prints something at all, before it is timed."""
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode not in engine.statuses or not ran.stdout.strip():
        stop(f"{engine.name} gave no reply ({ran.returncode}) to: {' '.join(command)}\n{ran.stderr.strip()[-600:]}")


def peak(command):
    """Peak memory in bytes. By a small parent: a child starts with the peak of the one that made it."""
    with tempfile.NamedTemporaryFile("r") as told:
        subprocess.run(["/usr/bin/time", "-q", "-f", "%M", "-o", told.name, *command], capture_output=True)
        return int(told.read().split()[-1]) * 1024


def drop(engine, passages, dir):
    """Takes the files out of the page cache; returns how."""
    os.sync()
    try:
        with open(DROP, "w") as file:
            file.write("3\n")
        return "by `drop_caches`, programs and libraries that nothing else has open included"
    except OSError:
        for path in engine.files(passages, dir):
            with open(path, "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return "of the index alone, by `posix_fadvise(DONTNEED)`: dropping all caches is not allowed here"


def whole(engines, passages, dirs, questions, rounds, cold_rounds, seed):
    chance, times, busy, cold, how = random.Random(seed), {}, {}, {}, ""
    for engine in engines:
        checked(engine, engine.ask(passages, dirs[engine.name], questions[0]))
    for timed in (False, True):
        for question in questions[:rounds]:
            for engine in chance.sample(engines, len(engines)):
                took, used = once(engine, engine.ask(passages, dirs[engine.name], question))
                if timed:
                    times.setdefault(engine.name, []).append(took)
                    busy.setdefault(engine.name, []).append(used)
    memory = {
        engine.name: max(peak(engine.ask(passages, dirs[engine.name], question)) for question in questions[:5])
        for engine in engines
    }
    for question in questions[:cold_rounds]:
        for engine in chance.sample(engines, len(engines)):
            how = drop(engine, passages, dirs[engine.name])
            took, _ = once(engine, engine.ask(passages, dirs[engine.name], question))
            cold.setdefault(engine.name, []).append(took)
    return times, busy, memory, cold, how


# ---- One process -------------------------------------------------------------------------------

def in_process(engines, passages, dirs, questions, seconds):
    """Microseconds of each question, engine by engine, in turns."""
    took = {}
    for turn in range(TURNS):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as part:
            part.write("\n".join(questions[turn::TURNS]) + "\n")
            part.flush()
            for engine in engines:
                command = engine.loop(passages, dirs[engine.name], part.name, str(seconds / TURNS))
                if command is None:
                    continue
                ran = subprocess.run(command, capture_output=True, text=True)
                if ran.returncode != 0:
                    say(f"{engine.name} in one process is left out: {ran.stderr.strip()[-300:]}")
                    continue
                took.setdefault(engine.name, []).extend(map(float, ran.stdout.split()))
    return took


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for option in ("--ibid", "--work", "--corpus", "--out"):
        asked.add_argument(option, required=True)
    asked.add_argument("--sizes", default=",".join(map(str, NAMES)), help="numbers of passages")
    asked.add_argument("--rounds", type=int, default=21, help="runs of each whole process")
    asked.add_argument("--cold-rounds", type=int, default=7, help="runs with the page cache dropped, at the largest size")
    asked.add_argument("--seconds", type=float, default=15, help="at most so long for one engine's questions in one process")
    asked.add_argument("--without", action="append", default=[], metavar="ENGINE")
    asked.add_argument("--rebuild", action="append", default=[], metavar="ENGINE", help="build its indexes anew, or `all`")
    asked.add_argument("--seed", type=int, default=1)
    asked = asked.parse_args()
    corpus, out = os.path.abspath(asked.corpus), os.path.abspath(asked.out)
    setup = Setup(asked)
    began = time.time()

    engines, absent = [], {}
    for engine in (kind(setup) for kind in ALL):
        why = "left out by --without" if engine.name in asked.without else engine.absent()
        if why:
            absent[engine.name] = why
            say(f"{engine.name} is left out: {why}")
        else:
            engines.append(engine)
    with open(os.path.join(corpus, "questions.txt")) as file:
        questions = file.read().splitlines()

    sizes, results = [int(size) for size in asked.sizes.split(",")], {}
    places = {}
    for size in sizes:
        name = NAMES.get(size, str(size))
        passages = os.path.join(corpus, name, "passages.jsonl")
        if not os.path.exists(passages):
            stop(f"{passages} is not there: make it with benches/million/make.py --out {corpus}")
        folder = os.path.join(setup.work, "index", name)
        os.makedirs(folder, exist_ok=True)
        dirs = {engine.name: os.path.join(folder, engine.name.replace(" ", "-")) for engine in engines}
        built = {engine.name: build(engine, passages, dirs[engine.name], set(asked.rebuild)) for engine in engines}
        places[size] = (passages, dirs)
        with open(passages) as file:
            lengths = [[len(record[key].encode()) for key in ("text", "title")] for record in map(json.loads, file)]
        text, titles = map(sum, zip(*lengths))
        results[name] = {"passages": len(lengths), "text": text, "titles": titles, "built": built}
    load = [os.getloadavg()[0]]
    if load[0] > BUSY:
        say(f"the load is {load[0]:.1f}: the machine does other things, so look at ratios only")
    for size in sizes:
        name, (passages, dirs) = NAMES.get(size, str(size)), places[size]
        say(f"measuring {name} ({time.time() - began:.0f} s)")
        cold_rounds = asked.cold_rounds if size == max(sizes) else 0
        times, busy, memory, cold, how = whole(engines, passages, dirs, questions, asked.rounds, cold_rounds, asked.seed)
        took = in_process(engines, passages, dirs, questions, asked.seconds)
        results[name] |= {"whole": times, "busy": busy, "memory": memory, "cold": cold, "how": how, "in_process": took}
        load.append(os.getloadavg()[0])

    about = {
        "date": datetime.date.today().isoformat(), "load": load, "rounds": asked.rounds,
        "minutes": (time.time() - began) / 60, "absent": absent,
        "engines": [(engine.name, engine.about, engine.version()) for engine in engines],
    }
    with open(os.path.join(setup.work, "results.json"), "w") as file:
        json.dump({"about": about, "results": results}, file)
    text = table(about, results)
    with open(out, "w") as file:
        file.write(text)
    shutil.rmtree(setup.home, ignore_errors=True)
    print(text)


if __name__ == "__main__":
    main()
