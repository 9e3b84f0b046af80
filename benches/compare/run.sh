#!/usr/bin/env bash
# ibid beside what a person would use instead, in one run, taking turns: the empty Rust program as the
# floor, tantivy used plainly, xapian, SQLite FTS5, bm25s and ripgrep, over the passages of benches/million.
#
#   benches/compare/run.sh [--ibid PROGRAM] [--work DIR] [--corpus DIR] [--out FILE] [--sizes 1000,10000,…]
#
# PROGRAM is ibid as it is shipped where none is named, or target/release/ibid without that target;
# built first. DIR of --work keeps what was installed and every index built, so that a second run measures only (target/compare where none is named). --corpus
# is what `benches/million/make.py --out` made (DIR/corpus of --work; made first where it is not there, from
# 1 GB of Debian's packages). The table goes to benches/RESULTS.md or FILE.
#
# Further options are those of compare.py: --rounds, --cold-rounds, --seconds, --without ENGINE, and
# --rebuild ENGINE (or all) for building times on a machine that does nothing else.
# Installs sqlite3, xapian, ripgrep and GNU time with apt-get where it may; an engine that is not there is
# left out, and the table says so. Cut off from your settings: HOME and the XDG folders are temporary ones.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
ibid='' work=$root/target/compare corpus='' out=$root/benches/RESULTS.md rest=()
while (($#)); do
    case $1 in
    -h | --help)
        sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
        exit
        ;;
    --ibid) ibid=$2 ;;
    --work) work=$2 ;;
    --corpus) corpus=$2 ;;
    --out) out=$2 ;;
    *) rest+=("$1" "${2-}") ;;
    esac
    shift $(($# > 1 ? 2 : 1))
done

missing() {
    echo "run.sh: $1 is not there, and is needed for $2" >&2
    exit 2
}
say() {
    echo "run.sh: $*" >&2
}
for tool in cargo rustc; do
    command -v "$tool" >/dev/null || missing "$tool" "the programs that are compared"
done
# The system's own: the xapian bindings of apt belong to it.
python=/usr/bin/python3
[[ -x $python ]] || missing "$python" "the clock"

mkdir -p "$work"
work=$(cd "$work" && pwd)
corpus=${corpus:-$work/corpus}

declare -A package=([sqlite3]=sqlite3 [quest]=xapian-tools [scriptindex]=xapian-omega [rg]=ripgrep)
wanted=()
for tool in "${!package[@]}"; do
    command -v "$tool" >/dev/null || wanted+=("${package[$tool]}")
done
[[ -x /usr/bin/time ]] || wanted+=(time)
"$python" -c 'import xapian' 2>/dev/null || wanted+=(python3-xapian)
"$python" -c 'import ensurepip' 2>/dev/null || wanted+=(python3-venv)
if ((${#wanted[@]})); then
    if command -v apt-get >/dev/null && ((EUID == 0)); then
        say "installing ${wanted[*]}"
        apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null ||
            say "apt-get could not install ${wanted[*]}; try \`apt-get update\` first"
    else
        say "not there: ${wanted[*]}. Install them with \`sudo apt-get install ${wanted[*]}\`"
    fi
fi
[[ -x /usr/bin/time ]] || missing "GNU time (/usr/bin/time)" "peak memory"

if [[ ! -x $work/venv/bin/python ]] || ! "$work/venv/bin/python" -c 'import bm25s, numba' 2>/dev/null; then
    say "installing bm25s into $work/venv"
    { "$python" -m venv "$work/venv" && "$work/venv/bin/pip" -q install bm25s numba; } ||
        say "bm25s could not be installed, and is left out"
fi

say "building tantivy used plainly"
CARGO_TARGET_DIR=$work/plain-tantivy cargo build --release --locked --quiet --manifest-path "$here/plain-tantivy/Cargo.toml"
echo 'fn main() { println!("a line"); }' >"$work/empty.rs"
rustc -O -o "$work/empty" "$work/empty.rs"
if [[ -z $ibid ]]; then
    # As it is shipped, where the toolchain can make that.
    shipped=$(uname -m)-unknown-linux-musl
    if [[ -d $(rustc --print target-libdir --target "$shipped" 2>/dev/null) ]]; then
        say "building ibid as it is shipped, for $shipped"
        (cd "$root" && cargo build --release --quiet --target "$shipped")
        ibid=$root/target/$shipped/release/ibid
    else
        say "building ibid; what is shipped starts faster: \`rustup target add $shipped\`"
        (cd "$root" && cargo build --release --quiet)
        ibid=$root/target/release/ibid
    fi
fi
[[ -x $ibid ]] || missing "$ibid" "the comparison"

if [[ ! -e $corpus/questions.txt ]]; then
    say "making the passages in $corpus"
    "$python" "$root/benches/million/make.py" --out "$corpus"
fi

exec "$python" "$here/compare.py" --ibid "$ibid" --work "$work" --corpus "$corpus" --out "$out" "${rest[@]}"
