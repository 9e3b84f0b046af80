"""The measurements as Markdown, and which demands they keep."""
import os
import platform
import re
import statistics

# Above this many runnable processes (two cores) the times are not to be trusted.
BUSY = 3.0


def median(of):
    return statistics.median(of)


def part(of, share):
    """The value below which `share` of `of` lie."""
    of = sorted(of)
    return of[min(len(of) - 1, int(share * len(of)))]


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def rows(head, lines):
    text = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join(text + [f"| {' | '.join(line)} |" for line in lines]) + "\n"


def machine():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*:\s*(.+)", file.read())
    with open("/proc/meminfo") as file:
        memory = int(re.search(r"MemTotal:\s*(\d+)", file.read())[1]) / 1e6
    with open("/etc/os-release") as file:
        system = re.search(r'PRETTY_NAME="([^"]+)"', file.read())[1]
    model = model[1] if model else platform.machine()
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB of memory, {system}, Linux {platform.release()}"


def demands(results):
    """What must hold: (demand, measured, held)."""
    found = []

    def demand(what, value, limit, unit=""):
        found.append((what, f"{number(value)}{unit}", value <= limit))

    def whole(size, name):
        return median(results[size]["whole"][name])

    for size, limit in (("1k", 2.0), ("1m", 4.0)):
        if size in results:
            ratio = whole(size, "ibid") / whole(size, "empty Rust program")
            demand(f"{size}: `ibid ask` ≤ {limit} × the empty program", ratio, limit, " ×")
    for other in ("plain tantivy", "xapian", "SQLite FTS5"):
        ratios = {size: whole(size, "ibid") / whole(size, other) for size in results if other in results[size]["whole"]}
        if ratios:
            size = max(ratios, key=ratios.get)
            demand(f"never slower than {other} (worst: {size})", ratios[size], 1.0, " ×")
    for size, of in results.items():
        if {"ibid", "plain tantivy"} <= of["cold"].keys():
            ratio = median(of["cold"]["ibid"]) / median(of["cold"]["plain tantivy"])
            demand(f"{size}: page cache dropped, ≤ a third of plain tantivy", ratio, 1 / 3, " ×")
    for size, (middle, late) in {"100k": (200, 800), "1m": (600, 2500)}.items():
        took = results.get(size, {}).get("in_process", {}).get("ibid")
        if took:
            demand(f"{size}: in process, p50 ≤ {middle} µs", median(took), middle, " µs")
            demand(f"{size}: in process, p99 ≤ {late} µs", part(took, 0.99), late, " µs")
    if "10k" in results and "1m" in results:
        growth = median(results["1m"]["in_process"]["ibid"]) / median(results["10k"]["in_process"]["ibid"])
        demand("p50 from 10k to 1m grows by less than 12 ×", growth, 12, " ×")
    if "1m" in results:
        of, built = results["1m"], results["1m"]["built"]["ibid"]
        speed = of["text"] / 1e6 / built["seconds"]
        found.append(("1m: indexing ≥ 8 MB/s of text", f"{number(speed)} MB/s", speed >= 8))
        demand("1m: peak memory of indexing ≤ 400 MB", built["memory"] / 1e6, 400, " MB")
        with_titles = built["bytes"] / (of["text"] + of["titles"])
        demand("1m: index ≤ 2.2 × the text", built["bytes"] / of["text"], 2.2, f" × ({number(with_titles)} × with its titles)")
    return found


def table(about, results):
    names = [name for name, _, _ in about["engines"]]
    sizes = list(results)
    loads = " to ".join(f"{load:.1f}" for load in sorted({min(about["load"]), max(about["load"])}))
    if max(about["load"]) > BUSY:
        loads += " (**not idle: the times are too high, and only the ratios mean something**)"
    text = [
        "# ibid beside others\n",
        f"Measured on {about['date']} by `benches/compare/run.sh`: {machine()}; load of the machine {loads}. "
        "Absolute times drift from run to run; all of one table were taken in turns, so compare within it only.\n",
        "The passages are real text out of Debian's packages (`benches/million/make.py`): "
        + "; ".join(f"{size} has {of['passages']:,} of {of['text'] / of['passages']:.0f} bytes on average, {of['text'] / 1e6:,.1f} MB and {of['titles'] / 1e6:,.1f} MB of titles"
                    for size, of in results.items())
        + ". The questions have six words; every engine gets all of them, and drops what it drops by itself.\n",
        rows(["engine", "version", "how it is used"], [[name, version, how] for name, how, version in about["engines"]]),
    ]
    text += [f"Left out: {name} ({why}).\n" for name, why in about["absent"].items()]

    held = demands(results)
    if held:
        text += ["## What must hold\n", rows(["demand", "measured", ""], [[what, value, "yes" if kept else "**no**"] for what, value, kept in held])]

    text.append(f"## One question, whole process, warm\n\nMedian ms of {about['rounds']} questions, top 3; in brackets × the empty program.\n")
    lines = []
    for name in names:
        line = [name]
        for size in sizes:
            floor, times = median(results[size]["whole"]["empty Rust program"]), results[size]["whole"].get(name)
            line.append(f"{number(median(times))} ({number(median(times) / floor)})" if times else "—")
        lines.append(line)
    text.append(rows(["engine", *sizes], lines))
    text.append("Processor time of the same runs, ms: what a machine that does other things falsifies less. In brackets × the empty program.\n")
    text.append(rows(["engine", *sizes], [
        [name, *(f"{number(median(of['busy'][name]))} ({number(median(of['busy'][name]) / median(of['busy']['empty Rust program']))})"
                 for of in results.values())]
        for name in names
    ]))

    largest = sizes[-1]
    of = results[largest]
    if of["cold"]:
        text.append(f"## The same at {largest}, page cache dropped; peak memory\n\nThe cache is dropped {of['how']}. Median of {len(of['cold']['ibid'])} questions.\n")
        text.append(rows(["engine", "cold, ms", "from – to", *(f"memory at {size}, MB" for size in sizes)], [
            [name, number(median(of["cold"][name])), f"{number(min(of['cold'][name]))} – {number(max(of['cold'][name]))}",
             *(number(results[size]["memory"][name] / 1e6) for size in sizes)]
            for name in names if name in of["cold"]
        ]))

    text.append("## In one process, top 10\n\nµs of a question, p50 / p99 (number of questions). ibid's is what its replies say they took: understanding, search, full ranking, confidence; the others search, rank and read the text.\n")
    lines = []
    for name in names:
        line = [name]
        for size in sizes:
            took = results[size]["in_process"].get(name)
            line.append(f"{number(median(took))} / {number(part(took, .99))} ({len(took)})" if took else "—")
        if any(cell != "—" for cell in line[1:]):
            lines.append(line)
    text.append(rows(["engine", *sizes], lines))

    text.append("## Building\n\nSeconds (of processor time) / peak memory, MB / index, × the text (ripgrep: the passages themselves). `*`: built while the machine did other things.\n")
    lines = []
    for name in names:
        line = [name]
        for size in sizes:
            built = results[size]["built"][name]
            share = f"{built['bytes'] / results[size]['text']:.2f} ×" if "bytes" in built else "—"
            mark = "\\*" if built.get("load", 0) > BUSY else ""
            busy = f" ({number(built['busy'])})" if "busy" in built else ""
            line.append(f"{number(built['seconds'])}{mark}{busy} / {number(built['memory'] / 1e6)} / {share}" if "seconds" in built else share)
        if any(cell != "—" for cell in line[1:]):
            lines.append(line)
    text.append(rows(["engine", *sizes], lines))
    return "\n".join(text)
