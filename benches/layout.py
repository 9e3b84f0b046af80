#!/usr/bin/env python3
"""Which functions a question runs, as a linker script that lays them side by side.

    benches/layout.py [IBID] > link/question.ld
    benches/layout.py --share [IBID]

IBID is a program with its symbols, as `cargo build --release` makes it (target/release/ibid where nothing
is named). It answers a dozen questions under valgrind's callgrind, from the built-in documents and from those of
the project: what it runs then is written down by name, without the hashes in a name, which are others
elsewhere. So the script stays true for as long as functions keep their names, and where one
is gone it only stands where the linker puts it. Make it anew when `--share` says less than .8: the share
of what those questions run that lies where the script puts it, by bytes.

Needs valgrind and binutils. Only Python's standard library.
"""
import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# The section of the script, and what it may begin with: cold functions have a prefix of their own.
SECTION = ".text.question"
PREFIXES = (".text.", ".text.unlikely.")

# A pattern is as short as it may be: of what it brings along the questions run at least this share, by bytes.
MOSTLY_RUN = 0.8

# So many characters of a name are tried, before all of it is taken.
LENGTHS = (100, 160, 240, 360, 540, 810)

QUESTIONS = [
    "what is deep learning",
    "how long does it take to lern machine learning",
    "how much does a data scientist earn",
    "when should I start with maths",
    "do I need a GPU",
    "difference between supervised and unsupervised learning",
    "what are the steps to become an ML engineer in 2 years",
    "how do I boil an egg",
]
OWN_QUESTIONS = [
    "how do I index a folder",
    "what does exit status 2 mean",
    "how can I get JSON",
    "when is the index updated",
]

HEAD = """\
/* The functions that a question runs, side by side: a page of the program costs two or three microseconds when it is
   first touched, and they would lie all over it. What is not named here, or no more, lies where it would. Made by
   benches/layout.py, which says when to make it anew; why it pays stands in MEASURED.md, "The start". */
"""


def functions(ibid, command):
    """The symbols of the functions that `command` of the program runs, and of those that call and are called."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--demangle=no", "--quiet"]
        ran = subprocess.run(tool + [ibid] + command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if ran.returncode not in (0, 1):
            sys.exit(f"layout.py: {' '.join(command)} ended with {ran.returncode}: {ran.stderr}")
        with open(out, encoding="utf-8") as profile:
            named = re.findall(r"^c?fn=\(\d+\) (\S+)", profile.read(), re.MULTILINE)
    return {name.split("'")[0] for name in named}


def run_by_questions(ibid):
    """The symbols of what the questions run, and how many of them run each."""
    found = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        index = os.path.join(folder, "index")
        documents = [os.path.join(ROOT, name) for name in ("README.md", "ARCHITECTURE.md")]
        subprocess.run([ibid, "index", "--quiet", "--index", index] + documents, check=True)
        for question in QUESTIONS:
            found.update(functions(ibid, ["ask", question]))
        for question in OWN_QUESTIONS:
            for options in ([], ["--format", "json"]):
                found.update(functions(ibid, ["ask", "--index", index] + options + [question]))
    return found


def aliased(ibid, found):
    """`found`, with the other names of the same functions: of those that are alike one is kept, which bears the names of
    all, and lies under one of them."""
    asked, all_of = collections.Counter(), symbols(ibid)
    for address, _, name in all_of:
        asked[address] = max(asked[address], found.get(name, 0))
    return {name: asked[address] for address, _, name in all_of if 0 < asked[address]}


def members(found):
    """The members of the archive of libc that have a function of `found`; none where there is no archive."""
    archive = subprocess.run(["cc", "-print-file-name=libc.a"], stdout=subprocess.PIPE, text=True).stdout.strip()
    if not os.path.isabs(archive):
        return []
    listed = subprocess.run(["nm", "-A", "--defined-only", archive], capture_output=True, text=True).stdout
    defined = re.findall(r":([^:]+\.o):\S* [tTwWi] (\S+)$", listed, re.MULTILINE)
    return sorted({member for member, name in defined if name in found})


def plain(symbol):
    """The symbol of a function of Rust without what is another one in the next build; None for others.

    The hash of a crate, and, since one may be a digit shorter, what counts the characters before a part of a name.
    """
    if not symbol.startswith("_R"):
        return None
    return re.sub(r"B[0-9A-Za-z]*_", "B*_", re.sub(r"Cs[0-9A-Za-z]+_", "Cs*_", symbol.split(".llvm.")[0]))


def symbols(ibid):
    """The functions of the program: address, size in bytes and name of each."""
    listed = subprocess.run(["nm", "-S", ibid], stdout=subprocess.PIPE, text=True, check=True).stdout
    found = re.findall(r"^([0-9a-f]+) ([0-9a-f]+) [tTwW] (\S+)$", listed, re.MULTILINE)
    return [(int(address, 16), int(size, 16), name) for address, size, name in found]


def patterns(ibid, found):
    """The patterns of `found`: what more questions run before what fewer do, so that what all of them run lies
    together, and last what brings along more than is run."""
    asked, run, all_of = collections.Counter(), collections.Counter(), collections.Counter()
    for _, size, name in symbols(ibid):
        one = plain(name)
        if one is None:
            continue
        for begin in {one[:length] for length in LENGTHS} | {one}:
            all_of[begin] += size
            if name in found:
                run[begin] += size
                asked[begin] = max(asked[begin], found[name])

    def is_mostly_run(begin):
        return MOSTLY_RUN * all_of[begin] <= run[begin]

    def shortest(one):
        return next((one[:length] for length in LENGTHS if is_mostly_run(one[:length])), one)

    names = {plain(name) for name in found} - {None}
    chosen = {shortest(one) for one in names if one in run}
    return [one + "*" for one in sorted(chosen, key=lambda one: (not is_mostly_run(one), -asked[one], one))]


def share(ibid, found):
    """Of the functions of Rust among `found`, by bytes, the share in the section of the script."""
    sections = subprocess.run(["readelf", "-SW", ibid], stdout=subprocess.PIPE, text=True, check=True).stdout
    bounds = re.search(re.escape(SECTION) + r"\s+PROGBITS\s+([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+)", sections)
    if bounds is None:
        return 0.0
    start, size = (int(part, 16) for part in bounds.groups())
    run = [(address, size) for address, size, name in symbols(ibid) if name in found and plain(name)]
    within = sum(own for address, own in run if start <= address < start + size)
    return within / max(sum(own for _, own in run), 1)


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("ibid", nargs="?", default=os.path.join(ROOT, "target", "release", "ibid"))
    asked.add_argument("--share", action="store_true", help="say how much of it lies side by side, and make nothing")
    given = asked.parse_args()
    # Cut off from what the user has set.
    with tempfile.TemporaryDirectory() as home:
        for name in ("IBID_INDEX", "IBID_CORPUS", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ.pop(name, None)
        os.environ["HOME"] = home
        ibid = os.path.abspath(given.ibid)
        os.chdir(home)
        found = aliased(ibid, run_by_questions(ibid))
    if given.share:
        print(f"{share(ibid, found):.2f}")
        return
    print(HEAD + "SECTIONS\n{\n  " + SECTION + " :\n  {")
    # What libc does at every start; another libc has it by the function, or elsewhere.
    for member in members(found):
        print(f"    *libc.a:{member}(.text .text.*)")
    for one in patterns(ibid, found):
        print("    *(" + " ".join(prefix + one for prefix in PREFIXES) + ")")
    print("  }\n}\nINSERT BEFORE .text;")


if __name__ == "__main__":
    main()
