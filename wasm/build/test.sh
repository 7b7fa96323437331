#!/usr/bin/env bash
# npm run test:rust: formatting, lints and tests of the Rust crates, natively, against Debian 13's CPython 3.13.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
bash "$here/toolchain.sh" bash -c 'cd wasm && cargo test --locked --no-fail-fast --package remotemedia-runtime 2>&1' | tee "$log"
status=${PIPESTATUS[0]}
# One line over all of cargo's "test result" lines.
sum() { grep '^test result' "$log" | grep -oE "[0-9]+ $1" | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(sum passed) failed=$(sum failed)
[ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
