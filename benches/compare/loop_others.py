"""xapian, FTS5 and bm25s by their Python bindings.

    loop_others.py ENGINE-build DIR PASSAGES.jsonl
    loop_others.py bm25s-ask DIR QUESTION
    loop_others.py ENGINE DIR QUESTIONS.txt SECONDS     microseconds of each, its best 10 read
"""
import json
import os
import re
import sys
import time

WARM_UP = 50


def records(passages):
    with open(passages) as file:
        for line in file:
            yield json.loads(line)


# ---- FTS5 --------------------------------------------------------------------------------------

def fts5_build(dir, passages):
    import sqlite3
    os.makedirs(dir)
    database = sqlite3.connect(os.path.join(dir, "passages.db"))
    database.execute("CREATE VIRTUAL TABLE passages USING fts5(title, text)")
    rows = ((record["title"], record["text"]) for record in records(passages))
    database.executemany("INSERT INTO passages VALUES (?, ?)", rows)
    database.execute("INSERT INTO passages(passages) VALUES ('optimize')")
    database.commit()


def fts5(dir):
    import sqlite3
    database = sqlite3.connect(f"file:{dir}/passages.db?mode=ro", uri=True)
    select = "SELECT title, text FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 10"

    def ask(question):
        return database.execute(select, [" OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))]).fetchall()
    return ask


# ---- xapian ------------------------------------------------------------------------------------

def xapian(dir):
    import xapian
    database = xapian.Database(dir)
    parser, enquire = xapian.QueryParser(), xapian.Enquire(database)
    parser.set_stemmer(xapian.Stem("english"))
    parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
    parser.set_database(database)

    def ask(question):
        enquire.set_query(parser.parse_query(question))
        return [match.document.get_data() for match in enquire.get_mset(0, 10)]
    return ask


# ---- bm25s -------------------------------------------------------------------------------------

def bm25s_build(dir, passages):
    import bm25s
    corpus = [{"title": record["title"], "text": record["text"]} for record in records(passages)]
    tokens = bm25s.tokenize([f"{one['title']}\n{one['text']}" for one in corpus], stopwords="en", show_progress=False)
    engine = bm25s.BM25(corpus=corpus)
    engine.index(tokens, show_progress=False)
    engine.save(dir)


def bm25s(dir, top=10):
    import bm25s
    engine = bm25s.BM25.load(dir, load_corpus=True, mmap=True)

    def ask(question):
        tokens = bm25s.tokenize(question, stopwords="en", show_progress=False)
        return engine.retrieve(tokens, k=top, show_progress=False, n_threads=0)[0][0]
    return ask


def bm25s_ask(dir, question):
    for passage in bm25s(dir, 3)(question):
        print(passage["title"], passage["text"], sep="\n")


def timed(ask, questions, seconds):
    with open(questions) as file:
        questions = file.read().splitlines()
    began = time.perf_counter()
    for question in questions[:WARM_UP]:
        ask(question)
        if time.perf_counter() - began > float(seconds) / 4:
            break
    began = time.perf_counter()
    for question in questions:
        started = time.perf_counter_ns()
        ask(question)
        print((time.perf_counter_ns() - started) / 1000)
        if time.perf_counter() - began > float(seconds):
            break


what, *given = sys.argv[1:]
made = {"fts5-build": fts5_build, "bm25s-build": bm25s_build, "bm25s-ask": bm25s_ask}
if what in made:
    made[what](*given)
else:
    timed({"fts5": fts5, "xapian": xapian, "bm25s": bm25s}[what](given[0]), *given[1:])
