"""Everything we know a node could try to reach what is not its own. Each attempt must raise, in every host.

Run by itself, on a computer without a sandbox, it prints what it gets: most of it, or the attempts are no good.
"""

import gc
import importlib
import itertools
import json
import os
import sys

LIBRARY = "/usr/lib/python3.13"


def nothing_but(found, *harmless):
    """Raises when there is nothing in it that a host could have put there."""
    found = [item for item in found if item not in harmless]
    if not found:
        raise LookupError("nothing")
    return found


def environment(_):
    return nothing_but(f"{name}={value}" for name, value in os.environ.items())


def list_root(_):
    return nothing_but(os.listdir("/"))


def list_working_directory(_):
    return nothing_but(os.listdir("."))


def list_above_library(_):
    return nothing_but(os.listdir(f"{LIBRARY}/.."))


def walk(_):
    return nothing_but(names for _, _, names in itertools.islice(os.walk("/"), 3) if names)


def read_passwd(_):
    return open("/etc/passwd").read()


def read_by_descriptor(_):
    return os.read(os.open("/etc/passwd", os.O_RDONLY), 10)


def read_above(_):
    return open("../../../../../../../../etc/passwd").read()


def read_through_library(_):
    return open(f"{LIBRARY}/../../../../../../../../../etc/passwd").read()


def read_beside_library(host):
    return open(f"{LIBRARY}/../{host['beside']}").read()


def read_host_path(host):
    return open(host["file"]).read()


def read_through_link(host):
    os.symlink(host["file"], f"{LIBRARY}/link")
    return open(f"{LIBRARY}/link").read()


def read_link(_):
    return os.readlink("/proc/self/exe")


def process_environment(_):
    return open("/proc/self/environ").read()


def process_memory(_):
    return open("/proc/self/maps").read()


def open_descriptors(_):
    """Files the host has open beyond the streams and the library."""

    def of_the_host(fd):
        try:
            os.fstat(fd)
            return os.path.isdir(fd) is False and not (fd == 3 and os.listdir(LIBRARY))
        except OSError:
            return False

    return nothing_but(fd for fd in range(4, 64) if of_the_host(fd))


def read_device(_):
    return os.read(os.open("/dev/mem", os.O_RDONLY), 1)


def write_root(_):
    open("/rm-written", "w").write("x")
    return os.remove("/rm-written")


def write_temporary(_):
    import tempfile

    return tempfile.mkdtemp()


def write_beside_library(_):
    open(f"{LIBRARY}/../rm-written", "w").write("x")
    return os.remove(f"{LIBRARY}/../rm-written")


def make_directory(_):
    os.mkdir("/tmp/rm-made")
    return os.rmdir("/tmp/rm-made")


def truncate_host_file(host):
    return os.truncate(host["file"], 0)


def remove_host_file(host):
    return os.remove(host["file"])


def rename_host_file(host):
    return os.rename(host["file"], host["file"] + "2")


def change_directory(_):
    return os.chdir("/etc")


def connect(host):
    import socket

    return socket.create_connection(("127.0.0.1", host["port"]), 1).getpeername()


def raw_connect(host):
    import _socket

    return _socket.socket().connect(("127.0.0.1", host["port"]))


def listen(_):
    import socket

    return socket.create_server(("127.0.0.1", 0)).getsockname()


def look_up_name(_):
    import socket

    return socket.getaddrinfo("localhost", 80)


def http(host):
    import urllib.request

    return urllib.request.urlopen(f"http://127.0.0.1:{host['port']}/", timeout=1).read()


def http_client(host):
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", host["port"], timeout=1)
    connection.request("GET", "/")
    return connection.getresponse().read()


def asyncio_connect(host):
    import asyncio

    async def connect():
        _, writer = await asyncio.open_connection("127.0.0.1", host["port"])
        return writer.get_extra_info("peername")

    return asyncio.run(asyncio.wait_for(connect(), 2))


def run_program(_):
    import subprocess

    return subprocess.run(["id"], capture_output=True).stdout


def run_shell(_):
    return nothing_but([os.system("exit 3")], -1)


def fork(_):
    child = os.fork()
    return child or os._exit(0)


def spawn(_):
    return os.posix_spawn("/bin/true", ["true"], {})


def foreign_memory(_):
    import ctypes

    return ctypes.string_at(id(None), 8)


def load_library(_):
    import ctypes

    return ctypes.CDLL(None).getpid()


def import_host_bridge(_):
    for name in ("js", "pyodide_js", "_wasmtime", "wasi"):
        try:
            return dir(importlib.import_module(name))
        except ImportError:
            pass
    return os.cpu_count() and os.getppid()


def host_name(_):
    import socket

    return nothing_but([socket.gethostname()], "localhost", "")


def system_name(_):
    return nothing_but([os.uname().nodename], "(none)", "localhost", "wasi", "")


def user_name(_):
    import pwd

    return pwd.getpwuid(0).pw_dir


def terminal(_):
    return os.get_terminal_size(0)


def standard_input(_):
    """What is left of it: the command door has read its own input to the end."""
    return nothing_but([os.read(0, 10)], b"")


def other_sessions(host):
    """The secret that another session of the same page holds, wherever this interpreter could see it."""
    if not host.get("secret_parts"):
        raise LookupError("no other session")
    # Put together here only, so that it is not found in the request itself.
    secret = "".join(host["secret_parts"])
    found = [name for name, module in list(sys.modules.items()) if secret in repr(getattr(module, "__dict__", ""))]
    for thing in gc.get_objects():
        if isinstance(thing, (dict, list, tuple)):
            items = thing.values() if isinstance(thing, dict) else thing
            found += [type(thing).__name__ for item in items if type(item) is str and item == secret and item is not secret]
    return nothing_but(found)


def kept_by_earlier_session(_):
    return sys.rm_kept


ATTEMPTS = {name: thing for name, thing in list(globals().items()) if callable(thing) and thing.__code__.co_argcount == 1 and thing.__code__.co_varnames[0] in ("_", "host") and name != "nothing_but"}


def attempt(host):
    """Name → what was got, for every attempt that did not raise."""
    got = {}
    for name, function in ATTEMPTS.items():
        try:
            got[name] = repr(function(host))[:200]
        except Exception:
            pass
    return got


class Secretive:
    """Holds a secret as a node may: in itself, its module and the interpreter."""

    def process(self, secret):
        global kept
        kept = self.kept = sys.rm_kept = secret
        return len(secret)


class Intruder:
    def process(self, host):
        return {"tried": len(ATTEMPTS), "got": attempt(host)}


if __name__ == "__main__":
    print(json.dumps(attempt(json.loads(sys.argv[1]))))
