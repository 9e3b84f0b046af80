#!/usr/bin/env python3
"""A corpus of up to a million passages of real text, out of Debian's packages.

    benches/million/make.py --out DIR                          # all of the below
    benches/million/make.py --out DIR --passages 10000         # one size (may be named often)
    benches/million/make.py --out DIR --files 10000            # the largest size as 10,000 files
    benches/million/make.py --out DIR --packages FILE          # another list of packages

Takes the long descriptions of all packages, and the manuals, man pages and texts inside the packages
of packages.txt, fetched by apt-get into DIR/debs (about 1.1 GB, once) with lists and a cache of its own:
nothing of the system is changed. They are cut into paragraphs; what is no English prose (tables,
listings, indexes) and what was seen before is left out.

The order in which passages are taken is that of a hash of their text and --seed, so the same
packages give the same corpus, and each size holds all of the smaller ones. They are written in the
order of the documents.

    DIR/1k/passages.jsonl … DIR/1m/passages.jsonl    {"id", "title", "text"}, one a line
    DIR/files-10000/000/00000.md …                   the same passages as Markdown
    DIR/questions.txt                                2,000 questions of six words
    DIR/SOURCES.txt                                  what was taken, with versions
"""
import argparse
import gzip
import hashlib
import html
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = {1_000: "1k", 10_000: "10k", 100_000: "100k", 1_000_000: "1m"}

# Bytes. A passage shorter than LEAST takes in the next paragraph of its section; one longer than
# MOST is cut where a sentence ends.
LEAST, WISHED, MOST = 180, 300, 600

# An index or a book in one file beyond this is a dump of something, not a document.
LARGEST_FILE = 30_000_000

STOP = frozenset(
    "a about after all also an and any are as at be because been before but by can could did do does "
    "each else even every few for from had has have how i if in into is it its just like may might "
    "more most much must need no not now of on once one only or other our out over own same see "
    "shall should since so some such than that the their them then there these they this those "
    "through thus to under until up upon use used uses using via very was we were what when where "
    "whether which while who why will with within without would you your he she him her his me my "
    "us am being both down during further here nor off too against above below between".split()
)

# In six words with its gap filled. The gap takes words of one sentence, in their order.
FORMS = [
    ("what is {}", 4), ("what does {} mean", 3), ("how do I {}", 3), ("how does {} work", 3),
    ("why is {}", 4), ("when should {} be used", 2), ("where is the {}", 3), ("which {}", 5),
    ("can I use {}", 3), ("how to {}", 4),
]


def stop(message):
    sys.exit(f"make.py: {message}")


# ---- Fetching ----------------------------------------------------------------------------------

def apt(out, suite):
    """apt's environment with lists, cache and sources of its own."""
    root = os.path.join(out, "apt")
    for folder in ("lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(root, folder), exist_ok=True)
    sources, config = os.path.join(root, "sources.list"), os.path.join(root, "apt.conf")
    with open(sources, "w") as file:
        file.write(
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] "
            f"http://deb.debian.org/debian {suite} main contrib non-free\n"
        )
    with open(config, "w") as file:
        file.write(
            f'Dir::Etc::sourcelist "{sources}";\nDir::Etc::sourceparts "/dev/null";\n'
            f'Dir::State::lists "{root}/lists";\nDir::Cache "{root}/cache";\n'
        )
    return {**os.environ, "APT_CONFIG": config, "LC_ALL": "C"}


def fetch(out, suite, names):
    """The .deb of each package, and the files of long descriptions."""
    for tool in ("apt-get", "apt-cache", "dpkg-deb"):
        if not shutil.which(tool):
            stop(f"{tool} is not there: this runs on Debian and its kin")
    environment = apt(out, suite)
    english = ["-o", "Acquire::Languages=en"]
    if not any("Translation-en" in name for name in os.listdir(os.path.join(out, "apt/lists"))):
        subprocess.run(["apt-get", *english, "-qq", "update"], env=environment, check=True)
    debs = os.path.join(out, "debs")
    os.makedirs(debs, exist_ok=True)
    there = {name.split("_")[0]: name for name in sorted(os.listdir(debs)) if name.endswith(".deb")}
    missing = [name for name in names if name not in there]
    if missing:
        known = subprocess.run(
            ["apt-cache", "show", "--no-all-versions", *missing],
            env=environment, capture_output=True, text=True,
        ).stdout
        known = set(re.findall(r"^Package: (\S+)", known, re.M))
        for name in missing:
            if name not in known:
                print(f"make.py: no package {name} in {suite}, left out", file=sys.stderr)
        wanted = [name for name in missing if name in known]
        if wanted:
            user = ["-o", "APT::Sandbox::User=root"]
            subprocess.run(["apt-get", *user, "-qq", "download", *wanted], cwd=debs, env=environment, check=True)
        there = {name.split("_")[0]: name for name in sorted(os.listdir(debs)) if name.endswith(".deb")}
    targets = subprocess.run(
        ["apt-get", *english, "indextargets", "--format", "$(FILENAME)", "Created-By: Translations"],
        env=environment, capture_output=True, text=True, check=True,
    ).stdout.split()
    return [os.path.join(debs, there[name]) for name in names if name in there], sorted(set(targets))


# ---- From a format to (heading, paragraph) -------------------------------------------------------

HEAD = "\x01"  # stands before a heading, which is a paragraph of its own
UNREAD = re.compile(r"<(script|style|pre|nav|head|table|footer|svg|math)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
HEADING = re.compile(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]\s*>", re.S | re.I)
BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|dl|dt|dd|br|tr|td|th|section|article|blockquote|hr|title|screen|note|para|item)\b[^>]*>", re.I)
TAG = re.compile(r"<[^<>]*>")
SPACE = re.compile(r"\s+")


def of_html(text):
    text = UNREAD.sub("\n\n", text)
    text = HEADING.sub(lambda found: f"\n\n{HEAD}{SPACE.sub(' ', found[1])}\n\n", text)
    text = TAG.sub("", BLOCK.sub("\n\n", text))
    return html.unescape(text).replace("¶", "").replace("\u00b6", "")


ROFF_FONT = re.compile(r"\\f(?:\[[^\]]*\]|\(..|.)|\\s[-+]?\d+|\\[&|^/,%:]|\\n\S|\\\*\(..")
ROFF_CHARACTER = {r"\-": "-", r"\(aq": "'", r"\(cq": "’", r"\(oq": "‘", r"\(lq": "“", r"\(rq": "”", r"\(em": "—",
                  r"\(en": "–", r"\(bu": "•", r"\e": "\\", r"\ ": " ", r"\~": " ", r"\(co": "©", r"\'": "'"}
ROFF_CHARACTERS = re.compile("|".join(re.escape(key) for key in ROFF_CHARACTER))


def of_roff(text):
    lines, listing = [], False
    for line in text.split("\n"):
        if line[:1] in ".'":
            macro, _, rest = line[1:].strip().partition(" ")
            if macro in ("nf", "EX", "TS", "Bd"):
                listing = True
            elif macro in ("fi", "EE", "TE", "Ed"):
                listing = False
            elif macro in ("SH", "SS", "Sh", "Ss"):
                lines += ["", HEAD + rest.replace('"', "").strip().capitalize(), ""]
            elif macro in ("B", "I", "BR", "RB", "IR", "RI", "BI", "IB", "Nm", "Fl", "Ar", "Pa", "Xr", "Em", "Fn"):
                lines.append(rest.replace('"', "").replace(" ", "" if len(macro) == 2 and macro.isupper() else " "))
            elif macro in ("PP", "P", "TP", "IP", "LP", "HP", "Pp", "It", "sp", "br", "RS", "RE"):
                lines.append("")
        elif not listing:
            lines.append(line)
    text = ROFF_FONT.sub("", "\n".join(lines))
    return ROFF_CHARACTERS.sub(lambda found: ROFF_CHARACTER[found[0]], text)


PAGE = re.compile(r"\n[^\n]*\[Page\s+\w+\]\s*\n\s*\f?\s*(?:RFC[ -]?\d+[^\n]*\n)?\s*", re.I)
UNDERLINE = re.compile(r"\n[ \t]*([=\-~*^\"'#.+`])\1{2,}[ \t]*(?=\n)")


def of_text(text):
    text = PAGE.sub("\n\f", text)
    # A sentence that went on over a page break goes on; otherwise the page ends a paragraph.
    text = re.sub(r"(?<=[a-z,])\s*\f\s*(?=[a-z])", " ", text).replace("\f", "\n\n")
    text = UNDERLINE.sub("\n", text)
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r", ""))
    for at, paragraph in enumerate(paragraphs):
        line = paragraph.strip()
        if "\n" not in line and 4 < len(line) < 80 and line[-1] not in ".:;,?!)" and (line[0].isdigit() or line[0].isupper()):
            paragraphs[at] = HEAD + line
    return "\n\n".join(paragraphs)


SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]?\s+(?=[\"'(\[]?[A-Z])")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
CONTROL = re.compile(r"[\x00\x02-\x08\x0b\x0e-\x1f\x7f\ufffd\ufeff\u200b]")


def is_prose(text):
    if not 40 <= len(text) <= 4 * MOST or "...." in text or "----" in text or "====" in text or "|" in text or "{" in text:
        return False
    if not re.search(r"[.!?:][\"')\]]?(?:\s|$)", text):
        return False
    letters = sum(map(str.isalpha, text)) + text.count(" ")
    if letters < 0.86 * len(text) or text.count("  ") > 2:
        return False
    words = WORD.findall(text.lower())
    return len(words) >= 10 and 0.25 <= sum(word in STOP for word in words) / len(words) <= 0.75


def cut(text):
    """A long paragraph as passages, each of whole sentences."""
    if len(text) <= MOST:
        return [text]
    parts, part = [], ""
    for sentence in SENTENCE.split(text):
        if part and len(part) + len(sentence) > WISHED + LEAST:
            parts.append(part)
            part = ""
        part = f"{part} {sentence}" if part else sentence
    parts.append(part)
    return [part for part in parts if len(part) <= 2 * MOST]


def passages(text, title):
    """(title, passage) in the order of the document. `text` has headings marked by HEAD."""
    heading, waiting, found = "", "", []

    def done():
        nonlocal waiting
        if len(waiting) >= LEAST // 2:
            found.extend((f"{title}: {heading}" if heading else title, part) for part in cut(waiting))
        waiting = ""

    for paragraph in re.split(r"\n\s*\n", text):
        paragraph = SPACE.sub(" ", CONTROL.sub("", paragraph)).strip()
        marked = paragraph.find(HEAD)
        if marked >= 0:
            done()
            heading = re.sub(r"^[\W\d.]+", "", paragraph.replace(HEAD, "").strip())[:80].strip()
        elif is_prose(paragraph):
            waiting = f"{waiting} {paragraph}" if waiting else paragraph
            if len(waiting) >= LEAST:
                done()
        elif waiting:
            done()
    done()
    return found


# ---- From a package to its passages --------------------------------------------------------------

READ = re.compile(r"^\./usr/(?:share|lib)/.*", re.S)
BINARY = re.compile(
    r"\.(?:png|jpe?g|gif|svgz?|ico|pdf|ps|eps|css|js|json|map|woff2?|ttf|eot|so|hi|haddock|inv|pyc?|c|h|cc|cpp|hpp|rs|java|"
    r"xml|xsl|dtd|mo|po|pot|tex|sty|fmt|index|searchindex|tag|tags|qch|qhp|zip|jar|svg|el|elc|vim|sh|pl|pm|rb|"
    r"ya?ml|csv|tsv|dat|md5|patch|diff|cmake|in|am|ac|mk|conf|cfg|spl|gap|scm|rkt|sig|asc|u8|idx|ht|htx)$", re.I)

# Licences, and what a package has in another format too.
TWICE = re.compile(r"/(?:copyright|_sources/.*|LICENSE.*|COPYING.*|genindex.*|RFC/.*\.(?:html|xml)\.gz)$")


def formatted(name, data):
    """The text with marked headings, or nothing where the file is none that can be read."""
    if name.endswith((".gz", ".dz")):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError):
            return None
        name = name.rsplit(".", 1)[0]
    if BINARY.search(name) or b"\0" in data[:2000] or len(data) > LARGEST_FILE:
        return None
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") > 5:
        text = data.decode("latin-1")
    if re.search(r"\.x?html?$", name, re.I) or text[:300].lstrip().lower().startswith(("<!doctype html", "<html")):
        return of_html(text)
    if "/man/man" in name:
        return of_roff(text)
    if name.endswith(".page"):
        return of_html(text.replace("<title", "<h1").replace("</title", "</h1"))
    return of_text(text)


def of_package(deb):
    package = os.path.basename(deb).split("_")[0]
    found, size = [], 0
    unpacked = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    files = []
    with tarfile.open(fileobj=unpacked.stdout, mode="r|") as archive:
        for member in archive:
            name = member.name
            if not member.isfile() or not READ.match(name) or BINARY.search(name) or member.size > LARGEST_FILE:
                continue
            if TWICE.search(name):
                continue
            files.append((name, archive.extractfile(member).read()))
            if len(files) >= 200:
                found += of_files(package, files)
                files = []
    found += of_files(package, files)
    unpacked.wait()
    return package, found


def of_files(package, files):
    found = []
    for name, data in files:
        text = formatted(name, data)
        if text:
            base = re.sub(r"(?:\.(?:gz|dz|html?|xhtml|txt|rst|page|info|dict|md))+$", "", os.path.basename(name))
            found += passages(text, base if base not in ("index", "README") else package)
    return found


def of_descriptions(file):
    """Each package's short description as the title, its long one as the text."""
    raw = subprocess.run(["/usr/lib/apt/apt-helper", "cat-file", file], capture_output=True, check=True).stdout
    found = []
    for entry in raw.decode("utf-8", "replace").split("\n\n"):
        name = re.search(r"^Package: (\S+)", entry, re.M)
        long = re.search(r"^Description-en: ([^\n]*)\n((?: [^\n]*\n?)*)", entry, re.M)
        if name and long:
            text = re.sub(r"^ \.?", "", long[2], flags=re.M)
            found += passages(text, f"{name[1]}: {long[1]}")
    return "descriptions", found


# ---- The corpus ----------------------------------------------------------------------------------

def sources(paths):
    """(package, passages) in the order of `paths`, on all cores."""
    with multiprocessing.Pool() as pool:
        yield from pool.imap(source, paths)


def source(path):
    return of_package(path) if path.endswith(".deb") else of_descriptions(path)


def markdown(text):
    return re.sub(r"([\\`*_<>\[\]#&~])", r"\\\1", re.sub(r"^([-+]|\d+[.)])", r"\\\1", text))


def questions(of, seed, count):
    """By a rule: a form and words of a sentence of a passage, both by the passage's hash."""
    made, seen = [], set()
    for key, _, text in of:
        number = int.from_bytes(hashlib.blake2b(f"{seed}/{key}".encode(), digest_size=8).digest(), "big")
        form, wanted = FORMS[number % len(FORMS)]
        sentences = SENTENCE.split(text)
        words = [
            word for word in WORD.findall(sentences[number // 16 % len(sentences)])
            if len(word) > 2 and word.isascii() and "'" not in word and "-" not in word and word.lower() not in STOP
        ]
        if len(words) < wanted:
            continue
        first = number // 4096 % (len(words) - wanted + 1)
        question = form.format(" ".join(word.lower() if not word.isupper() else word for word in words[first:first + wanted]))
        if question not in seen:
            seen.add(question)
            made.append(question)
        if len(made) == count:
            break
    return made


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--out", required=True, help="folder for everything that is fetched and made")
    asked.add_argument("--passages", type=int, action="append", metavar="N", help="a size; may be named often (1000, 10000, 100000, 1000000)")
    asked.add_argument("--files", type=int, metavar="N", help="the largest size as N Markdown files too (10000 where no size is named)")
    asked.add_argument("--questions", type=int, default=2000, metavar="N")
    asked.add_argument("--packages", default=os.path.join(HERE, "packages.txt"), metavar="FILE")
    asked.add_argument("--suite", default="bookworm", help="release of Debian")
    asked.add_argument("--seed", default="ibid")
    asked = asked.parse_args()
    sizes = sorted(asked.passages or SIZES)
    files = asked.files if asked.files is not None else (None if asked.passages else 10_000)
    out = os.path.abspath(asked.out)
    os.makedirs(out, exist_ok=True)
    started = time.time()

    with open(asked.packages) as file:
        names = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    debs, descriptions = fetch(out, asked.suite, names)
    print(f"make.py: {len(debs)} packages are there ({time.time() - started:.0f} s)", file=sys.stderr)

    pool, seen, taken = [], set(), []
    for package, found in sources(descriptions + debs):
        new = 0
        for title, text in found:
            letters = "".join(filter(str.isalpha, text.lower()))
            digest = hashlib.blake2b(f"{asked.seed}/{letters}".encode(), digest_size=12).digest()
            if digest not in seen:
                seen.add(digest)
                pool.append((digest, len(pool), f"{package}-{new}", title, text))
                new += 1
        taken.append((package, new, sum(len(text.encode()) for *_, text in pool[-new:] if new)))
        print(f"make.py: {new:7} of {package}, {len(pool)} in all ({time.time() - started:.0f} s)", file=sys.stderr)
    pool.sort()

    if len(pool) < sizes[-1]:
        print(f"make.py: {len(pool)} passages only, {sizes[-1]} wanted: name more packages in {asked.packages}", file=sys.stderr)
    with open(os.path.join(out, "SOURCES.txt"), "w") as file:
        for deb in debs:
            file.write(os.path.basename(deb) + "\n")
        for package, new, length in taken:
            file.write(f"{package}: {new} passages, {length} bytes\n")

    for size in sizes:
        chosen = sorted(pool[:size], key=lambda passage: passage[1])
        folder = os.path.join(out, SIZES.get(size, str(size)))
        os.makedirs(folder, exist_ok=True)
        length = 0
        with open(os.path.join(folder, "passages.jsonl"), "w", encoding="utf-8") as file:
            for _, _, key, title, text in chosen:
                length += len(text.encode())
                file.write(json.dumps({"id": key, "title": title, "text": text}, ensure_ascii=False) + "\n")
        print(f"make.py: {folder}: {len(chosen)} passages, {length / 1e6:.1f} MB of text, {length / max(len(chosen), 1):.0f} bytes each")

    largest = pool[: sizes[-1]]
    if files:
        folder = os.path.join(out, f"files-{files}")
        shutil.rmtree(folder, ignore_errors=True)
        chosen = sorted(largest, key=lambda passage: passage[1])
        for number in range(files):
            part = chosen[number * len(chosen) // files:(number + 1) * len(chosen) // files]
            os.makedirs(os.path.join(folder, f"{number // 100:03}"), exist_ok=True)
            with open(os.path.join(folder, f"{number // 100:03}", f"{number:05}.md"), "w", encoding="utf-8") as file:
                above = None
                for _, _, _, title, text in part:
                    if title != above:
                        file.write(f"## {markdown(title)}\n\n")
                        above = title
                    file.write(f"{markdown(text)}\n\n")
        print(f"make.py: {folder}: {files} files")

    made = questions([(key, title, text) for _, _, key, title, text in largest], asked.seed, asked.questions)
    with open(os.path.join(out, "questions.txt"), "w") as file:
        file.writelines(question + "\n" for question in made)
    print(f"make.py: {len(made)} questions ({time.time() - started:.0f} s)")


if __name__ == "__main__":
    main()
