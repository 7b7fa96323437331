#!/usr/bin/env bash
# npm run build:rustpython: the runtime with RustPython in CPython's place, wasm/dist/remotemedia_runtime_rustpython.wasm.
# Not part of build:wasm: it is built by those who want it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ -z "${RM_TOOLCHAIN:-}" ]; then
  [ -d node_modules/@bytecodealliance/wizer ] || { echo "run npm install first: Wizer comes from npm" >&2; exit 1; }
  bash wasm/build/toolchain.sh bash wasm/build/rustpython.sh
  mkdir -p wasm/dist
  cp wasm/.build/out/remotemedia_runtime_rustpython.wasm wasm/dist/
  exit
fi

cd wasm
out=$PWD/.build/out
mkdir -p "$out"

echo "compiling the module" >&2
cargo build --quiet --release --locked --target wasm32-wasip1 --package remotemedia-module \
  --no-default-features --features rustpython
module=$CARGO_TARGET_DIR/wasm32-wasip1/release/remotemedia_module.wasm

echo "cutting the file system off" >&2
features=(--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
  --enable-reference-types --enable-multivalue)
# What is merged under the name of WASI answers instead of the host, so that the module does not even ask for files.
wasm-merge "${features[@]}" "$module" runtime build/no-files.wat wasi_snapshot_preview1 -o "$out/merged.wasm"
# Merging exports those answers too; only what exports.json names stays.
wasm-metadce "${features[@]}" --graph-file build/exports.json "$out/merged.wasm" -o "$out/sealed.wasm" >/dev/null

echo "optimising" >&2
wasm-opt "$out/sealed.wasm" -o "$out/sealed-optimised.wasm" "${features[@]}" -O3 \
  --strip-debug --strip-producers --strip-target-features

echo "taking the snapshot" >&2
"$PWD/../node_modules/@bytecodealliance/wizer-linux-x64/wizer" "$out/sealed-optimised.wasm" \
  -o "$out/remotemedia_runtime_rustpython.wasm" --allow-wasi --inherit-env false \
  --init-func rm_initialize --rename-func _start=rm_command --wasm-bulk-memory true
