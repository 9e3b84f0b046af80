"""Microseconds `ibid ask - --format ndjson` says each question took: loop_ibid.py IBID DIR QUESTIONS SECONDS"""
import json
import subprocess
import sys
import time

WARM_UP = 50

ibid, dir, questions, seconds = sys.argv[1:]
with open(questions) as file:
    questions = file.read().splitlines()
asked = subprocess.Popen(
    [ibid, "ask", "--quiet", "--index", dir, "--no-refresh", "--top", "10", "--format", "ndjson", "-"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
)


def ask(question):
    asked.stdin.write(question + "\n")
    asked.stdin.flush()
    reply = asked.stdout.readline()
    if not reply:
        sys.exit(f"loop_ibid.py: no reply to: {question}")
    return json.loads(reply)["took_us"]


for question in questions[:WARM_UP]:
    ask(question)
began = time.perf_counter()
for question in questions:
    print(ask(question))
    if time.perf_counter() - began > float(seconds):
        break
asked.stdin.close()
asked.wait()
