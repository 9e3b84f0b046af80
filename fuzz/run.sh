#!/usr/bin/env bash
# Runs targets of the fuzzer, two at a time, and prints what came of it:
#
#   fuzz/run.sh [SECONDS [TARGET...]]
#
# SECONDS is for each target, 600 where it is not given; all targets where none is named.
# SANITIZER=address looks at the unsafe code of libraries, too.
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:-600}
[[ $# -gt 0 ]] && shift
(cd .. && cargo run --quiet --example fuzz_seeds -- fuzz/corpus)
# Flags that stable compilers know and only let pass so.
export RUSTC_BOOTSTRAP=1
sanitizer=${SANITIZER:-none}
memory=512
[[ $sanitizer == address ]] && memory=2048

targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
    mapfile -t targets < <(cargo fuzz list)
fi
cargo fuzz build -s "$sanitizer"

mkdir -p logs
run() {
    local target=$1 limits=("-rss_limit_mb=$memory" -timeout=5) dictionary=()
    # The library that takes PDF files apart has limits of its own: the process that it runs in. What
    # needs more than they allow is kept beside the artifacts and does not end the run.
    [[ $target == pdf ]] && limits=(-rss_limit_mb=2048 -malloc_limit_mb=1024 -timeout=60
        -fork=1 -ignore_ooms=1 -ignore_timeouts=1)
    [[ -f dictionaries/$target.dict ]] && dictionary=("-dict=dictionaries/$target.dict")
    mkdir -p "corpus/$target" "artifacts/$target"
    nice -n 10 cargo fuzz run -s "$sanitizer" "$target" -- -max_total_time="$seconds" \
        -max_len=1048576 "${limits[@]}" "${dictionary[@]}" -print_final_stats=1 -verbosity=1 \
        >"logs/$target.log" 2>&1 || true
}
export -f run
export seconds sanitizer memory
printf '%s\n' "${targets[@]}" | xargs -P 2 -I{} bash -c 'run {}'

printf '%-14s %12s %8s %8s %9s  %s\n' target executions seconds edges 'peak MB' found
for target in "${targets[@]}"; do
    log=logs/$target.log
    last() { grep -oE "$1" "$log" | tail -1 | grep -oE '[0-9]+' | tail -1 || echo -; }
    printf '%-14s %12s %8s %8s %9s  %s\n' "$target" \
        "$(last 'stat::number_of_executed_units: [0-9]+|^#[0-9]+:')" \
        "$(last '(runs in|fuzzed for) [0-9]+ second')" "$(last 'cov: [0-9]+')" \
        "$(last 'stat::peak_rss_mb: +[0-9]+')" \
        "$(find "artifacts/$target" -type f | wc -l)"
done
