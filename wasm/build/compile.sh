#!/usr/bin/env bash
# Inside the toolchain: sources to wasm/.build/out/{remotemedia_runtime.wasm,python-stdlib.zip}. Each step is incremental.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$PWD/.build out=$PWD/.build/out
wizer=$PWD/../node_modules/@bytecodealliance/wizer-linux-x64/wizer
mkdir -p "$out"

bash build/cpython.sh

echo "compiling the module" >&2
export PYO3_CONFIG_FILE=$PWD/build/pyo3-wasi.txt
cargo build --quiet --release --locked --target wasm32-wasip1 --package remotemedia-module
module=$CARGO_TARGET_DIR/wasm32-wasip1/release/remotemedia_module.wasm

echo "optimising" >&2
features=(--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
  --enable-reference-types --enable-multivalue --enable-simd)
# Libraries export what only the linker needed; what exports.json names stays.
wasm-metadce "${features[@]}" --graph-file build/exports.json "$module" -o "$out/trimmed.wasm" >/dev/null
wasm-opt "$out/trimmed.wasm" -o "$out/optimised.wasm" "${features[@]}" -O3 --strip-debug --strip-producers --strip-target-features

echo "taking the snapshot" >&2
python3 build/library.py stage "$work/python/Lib" python "$out/snapshot"
# Not optimised again: packing the snapshot's memory makes five times as many segments (a browser takes 100,000 at
# most) and compresses worse.
"$wizer" "$out/optimised.wasm" -o "$out/remotemedia_runtime.wasm" --allow-wasi --inherit-env false \
  --mapdir "/snapshot::$out/snapshot" --init-func rm_initialize --rename-func _start=rm_command \
  --wasm-bulk-memory true

python3 build/library.py zip "$out/snapshot" "$out/snapshot/preloaded.txt" "$out/python-stdlib.zip"
