#!/usr/bin/env python3
"""More passages than there are real ones: ten million out of a million.

    benches/million/more.py DIR/1m/passages.jsonl --times 10 > DIR/10m.jsonl

The first copy is the passages as they are. In each further one a passage begins with the first half of its
sentences and ends with the second half of those of another, which is a different one in each copy: words,
lengths and how often words stand together stay about those of real text, and hardly two passages are
the same. The same passages give the same bytes.
"""
import argparse
import json
import re
import sys

# Behind what ends a sentence.
ENDS = re.compile(r"(?<=[.!?])\s+")


def halves(text):
    """The first half of the sentences of `text`, and the second."""
    sentences = ENDS.split(text)
    middle = (len(sentences) + 1) // 2
    return " ".join(sentences[:middle]), " ".join(sentences[middle:])


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("passages", help="a file of make.py")
    asked.add_argument("--times", type=int, default=10, metavar="N")
    asked = asked.parse_args()
    with open(asked.passages, encoding="utf-8") as file:
        passages = [json.loads(line) for line in file]
    firsts, seconds = zip(*(halves(one["text"]) for one in passages))
    out = sys.stdout
    for copy in range(asked.times):
        # No copy has the same pair: the steps differ, and are less than the number of passages.
        step = copy * 7919 % len(passages)
        for at, one in enumerate(passages):
            text = one["text"]
            if copy:
                text = f"{firsts[at]} {seconds[(at + step) % len(passages)]}".strip()
            made = {"id": f"{one['id']}~{copy}", "title": one["title"], "text": text}
            out.write(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
