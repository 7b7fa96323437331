"""Runs the command under wasmtime: JSON lines {"stdin": …} in, {"exitCode", "stdout", "stderr"} out; or, with arguments
for it, once and over this process's own stdio.

    wasmtime_host.py MODULE.wasm STDLIB_FOLDER [ARGUMENT ...]
"""

import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

import wasmtime


def compiled(engine: wasmtime.Engine, binary: bytes) -> wasmtime.Module:
    """The module; compiling takes ten seconds and more, so what came of it is kept beside the package."""
    kept = Path(wasmtime.__file__).parent.parent / f"{hashlib.sha256(binary).hexdigest()[:16]}.cwasm"
    try:
        return wasmtime.Module.deserialize_file(engine, str(kept))
    except (OSError, wasmtime.WasmtimeError):
        module = wasmtime.Module(engine, binary)
    for old in kept.parent.glob("*.cwasm"):
        old.unlink(missing_ok=True)
    # Complete or not at all: others may look for it meanwhile.
    unfinished = kept.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(module.serialize())
    unfinished.replace(kept)
    return module


def execute(linker: wasmtime.Linker, module: wasmtime.Module, wasi: wasmtime.WasiConfig, stdlib: str) -> int:
    """Runs `_start`; the exit code."""
    wasi.preopen_dir(stdlib, "/usr/lib/python3.13")
    store = wasmtime.Store(linker.engine)
    store.set_wasi(wasi)
    try:
        linker.instantiate(store, module).exports(store)["_start"](store)
        return 0
    except wasmtime.ExitTrap as trap:
        return trap.code
    finally:
        # The streams are files of the store's: closed with it.
        store.close()


def main(module_path: str, stdlib: str, *arguments: str) -> None:
    engine = wasmtime.Engine()
    module = compiled(engine, Path(module_path).read_bytes())
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    if arguments:
        wasi = wasmtime.WasiConfig()
        wasi.argv = ["pipeline_executor_wasm", *arguments]
        wasi.inherit_stdin(), wasi.inherit_stdout(), wasi.inherit_stderr()
        sys.exit(execute(linker, module, wasi, stdlib))
    with tempfile.TemporaryDirectory() as folder:
        stdin, stdout, stderr = (Path(folder, name) for name in ("in", "out", "err"))
        for line in sys.stdin:
            stdin.write_text(json.loads(line)["stdin"], encoding="utf-8")
            wasi = wasmtime.WasiConfig()
            wasi.stdin_file, wasi.stdout_file, wasi.stderr_file = str(stdin), str(stdout), str(stderr)
            code = execute(linker, module, wasi, stdlib)
            result = {"exitCode": code, "stdout": stdout.read_text("utf-8"), "stderr": stderr.read_text("utf-8")}
            print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
