"""Each engine: how its index is built, how one question is asked of a new process, how many are asked
of one process."""
import json
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))

# All words of the question, in any of the engines that have no parser for a person's question.
WORD = re.compile(r"\w+")


class Engine:
    """What is common. A command is a list; `{dir}` of an index is its folder."""

    name = ""
    about = ""
    statuses = (0,)

    def __init__(self, setup):
        self.setup = setup

    def absent(self):
        """Why it cannot run, or nothing."""
        return None

    def version(self):
        return ""

    def key(self):
        """Changes where an index that is there must be built anew."""
        return self.version()

    def prepare(self, passages, dir):
        """Brings the passages into the form the engine reads. Not timed."""

    def build(self, passages, dir):
        return None

    def ask(self, passages, dir, question):
        raise NotImplementedError

    def loop(self, passages, dir, questions, seconds):
        """A command that prints the microseconds of each question of a file, or nothing."""
        return None

    def files(self, passages, dir):
        """What it reads: their sizes are the index's."""
        return [os.path.join(folder, name) for folder, _, names in os.walk(dir) for name in names]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


class Empty(Engine):
    name = "empty Rust program"
    about = "`println!` and nothing else: what starting a process costs"

    def version(self):
        return output("rustc", "--version")

    def ask(self, passages, dir, question):
        return [os.path.join(self.setup.work, "empty")]


class Ibid(Engine):
    name = "ibid"
    about = "`ibid ask`: full ranking, word vectors and all, its look whether the documents changed included"
    statuses = (0, 1)  # 1: no answer

    def version(self):
        shipped = " (static, for musl, as shipped)" if "-musl/" in self.setup.ibid else ""
        return output(self.setup.ibid, "--version") + shipped

    def key(self):
        about = os.stat(self.setup.ibid)
        return f"{self.version()} {about.st_size} {about.st_mtime_ns}"

    def build(self, passages, dir):
        return [self.setup.ibid, "index", "--quiet", "--index", dir, passages]

    def ask(self, passages, dir, question):
        return [self.setup.ibid, "ask", "--index", dir, question]

    def loop(self, passages, dir, questions, seconds):
        return [self.setup.python, os.path.join(HERE, "loop_ibid.py"), self.setup.ibid, dir, questions, seconds]


class Tantivy(Engine):
    name = "plain tantivy"
    about = "default schema (title and text, with positions), `QueryParser`, automatic reload"

    def program(self):
        return os.path.join(self.setup.work, "plain-tantivy/release/plain-tantivy")

    def absent(self):
        return None if os.path.exists(self.program()) else "benches/compare/plain-tantivy is not built"

    def version(self):
        with open(os.path.join(HERE, "plain-tantivy/Cargo.lock")) as lock:
            return "tantivy " + re.search(r'name = "tantivy"\nversion = "([^"]+)"', lock.read())[1]

    def build(self, passages, dir):
        return [self.program(), "index", dir, passages]

    def ask(self, passages, dir, question):
        return [self.program(), "ask", dir, question]

    def loop(self, passages, dir, questions, seconds):
        return [self.program(), "loop", dir, questions, seconds]


class Xapian(Engine):
    name = "xapian"
    about = "`scriptindex` with English stemming and `XAPIAN_FLUSH_THRESHOLD=100000`; `quest`; in process its Python bindings"

    def absent(self):
        for tool in ("quest", "scriptindex"):
            if not shutil.which(tool):
                return f"{tool} is not there (Debian: xapian-tools, xapian-omega)"

    def version(self):
        return output("quest", "--version").split("\n")[0]

    def prepare(self, passages, dir):
        with open(f"{dir}.script", "w") as script:
            script.write("title : field=title index\ntext : field=text index\n")
        with open(passages) as source, open(f"{dir}.dump", "w") as dump:
            for line in source:
                record = json.loads(line)
                dump.write(f"title={record['title']}\ntext={record['text']}\n\n")

    def build(self, passages, dir):
        return ["env", "XAPIAN_FLUSH_THRESHOLD=100000", "scriptindex", dir, f"{dir}.script", f"{dir}.dump"]

    def ask(self, passages, dir, question):
        return ["quest", "--db", dir, "--msize", "3", question]

    def loop(self, passages, dir, questions, seconds):
        return ["/usr/bin/python3", os.path.join(HERE, "loop_others.py"), "xapian", dir, questions, seconds]


class Fts5(Engine):
    name = "SQLite FTS5"
    about = "default tokenizer, `optimize`d, words OR'd, `ORDER BY rank`; the `sqlite3` program; in process Python's sqlite3"

    def absent(self):
        return None if shutil.which("sqlite3") else "sqlite3 is not there (Debian: sqlite3)"

    def version(self):
        return "sqlite3 " + " ".join(output("sqlite3", "--version").split()[:1])

    def build(self, passages, dir):
        return ["/usr/bin/python3", os.path.join(HERE, "loop_others.py"), "fts5-build", dir, passages]

    def ask(self, passages, dir, question):
        either = " OR ".join(f'"{word}"' for word in WORD.findall(question))
        select = f"SELECT title, text FROM passages WHERE passages MATCH '{either}' ORDER BY rank LIMIT 3"
        return ["sqlite3", "-readonly", os.path.join(dir, "passages.db"), select]

    def loop(self, passages, dir, questions, seconds):
        return ["/usr/bin/python3", os.path.join(HERE, "loop_others.py"), "fts5", dir, questions, seconds]


class Bm25s(Engine):
    name = "bm25s"
    about = "its own tokenizer, English stop words left out, index and passages memory-mapped"

    def python(self):
        return os.path.join(self.setup.work, "venv/bin/python")

    def absent(self):
        there = os.path.exists(self.python()) and self.version() != "bm25s"
        return None if there else "bm25s is not installed"

    def version(self):
        return "bm25s " + output(self.python(), "-c", "import importlib.metadata as m; print(m.version('bm25s'))")

    def build(self, passages, dir):
        return [self.python(), os.path.join(HERE, "loop_others.py"), "bm25s-build", dir, passages]

    def ask(self, passages, dir, question):
        return [self.python(), os.path.join(HERE, "loop_others.py"), "bm25s-ask", dir, question]

    def loop(self, passages, dir, questions, seconds):
        return [self.python(), os.path.join(HERE, "loop_others.py"), "bm25s", dir, questions, seconds]


class Ripgrep(Engine):
    name = "ripgrep"
    about = "words OR'd, whole and in any case, lines counted: no ranking, no index"

    def absent(self):
        return None if shutil.which("rg") else "rg is not there (Debian: ripgrep)"

    def version(self):
        return output("rg", "--version").split("\n")[0]

    def ask(self, passages, dir, question):
        words = [part for word in WORD.findall(question) for part in ("-e", word)]
        return ["rg", "--no-config", "-i", "-w", "-c", *words, passages]

    def files(self, passages, dir):
        return [passages]


ALL = [Empty, Ibid, Tantivy, Xapian, Fts5, Bm25s, Ripgrep]
