"""Runs the command under wasmtime: JSON lines {"stdin": …} in, {"exitCode", "stdout", "stderr"} out.

    wasmtime_host.py MODULE.wasm STDLIB_FOLDER
"""

import json
import sys
import tempfile
from pathlib import Path

import wasmtime


def main(module_path: str, stdlib: str) -> None:
    engine = wasmtime.Engine()
    module = wasmtime.Module.from_file(engine, module_path)
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    with tempfile.TemporaryDirectory() as folder:
        stdin, stdout, stderr = (Path(folder, name) for name in ("in", "out", "err"))
        for line in sys.stdin:
            stdin.write_text(json.loads(line)["stdin"], encoding="utf-8")
            wasi = wasmtime.WasiConfig()
            wasi.stdin_file, wasi.stdout_file, wasi.stderr_file = str(stdin), str(stdout), str(stderr)
            wasi.preopen_dir(stdlib, "/usr/lib/python3.13")
            store = wasmtime.Store(engine)
            store.set_wasi(wasi)
            try:
                linker.instantiate(store, module).exports(store)["_start"](store)
                code = 0
            except wasmtime.ExitTrap as trap:
                code = trap.code
            # The streams are files of the store's: closed with it.
            store.close()
            result = {"exitCode": code, "stdout": stdout.read_text("utf-8"), "stderr": stderr.read_text("utf-8")}
            print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
