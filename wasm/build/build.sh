#!/usr/bin/env bash
# npm run build:wasm: sources to wasm/dist, with provenance. Incremental: CPython is built once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ -d node_modules/@bytecodealliance/wizer ] || { echo "run npm install first: Wizer comes from npm" >&2; exit 1; }
bash wasm/build/toolchain.sh bash wasm/build/compile.sh
mkdir -p wasm/dist
cp wasm/.build/out/remotemedia_runtime.wasm wasm/.build/out/python-stdlib.zip wasm/dist/
# The name under which callers of the original command look for it.
ln -sf remotemedia_runtime.wasm wasm/dist/pipeline_executor_wasm.wasm
node wasm/build/provenance.mjs --write
