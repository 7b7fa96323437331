"""Loads the modules that a manifest carries, so that they can import each other and errors show their lines."""

import importlib
import importlib.util
import keyword
import linecache
import sys
from types import ModuleType


# Of several sessions in one interpreter the one whose nodes run.
_active: "Modules | None" = None


class Modules:
    """The modules of one session. Finds them by name, for each other, while the session is the one that runs.

    Args:
        sources: module name → source text.
        prefix: goes before the names of the files that tracebacks show.

    Raises:
        ValueError: a module's name is no identifier, or taken by the runtime or the standard library.
        Exception: whatever a module raises while it runs.
    """

    def __init__(self, sources: dict[str, str], prefix: str) -> None:
        for name in sources:
            _check(name)
        self._sources = sources
        self._prefix = prefix
        self._loaded: dict[str, ModuleType] = {}
        self.activate()
        try:
            for name in sources:
                importlib.import_module(name)
        except BaseException:
            self.unload()
            raise

    def activate(self) -> None:
        """Makes imports find these modules, and those of no other session."""
        global _active
        if _active is self:
            return
        if _active is not None:
            _active._retire()
        _active = self
        sys.meta_path.insert(0, self)
        sys.modules.update(self._loaded)

    def classes(self) -> dict[str, type | None]:
        """The public classes that the modules define, as ``Class`` and as ``module.Class``.

        A class name that two modules define stands for neither: it maps to None, and only the long form names a class.
        """
        classes: dict[str, type | None] = {}
        for name in self._sources:
            for key, value in list(vars(self._loaded[name]).items()):
                if isinstance(value, type) and value.__module__ == name and not key.startswith("_"):
                    classes[f"{name}.{key}"] = value
                    classes[key] = None if key in classes else value
        return classes

    def unload(self) -> None:
        """Forgets the modules; classes that are still in use live on."""
        self._retire()
        self._loaded.clear()

    def _retire(self) -> None:
        global _active
        if _active is not self:
            return
        _active = None
        sys.meta_path.remove(self)
        for name, module in self._loaded.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        if name not in self._sources:
            return None
        return importlib.util.spec_from_loader(name, self, origin=f"{self._prefix}{name}.py")

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        source, file = self._sources[name], f"{self._prefix}{name}.py"
        self._loaded[name] = module
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)


def _check(name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"'{name}' cannot be a module's name: use letters, digits and underscores")
    if name in sys.stdlib_module_names or name.startswith("remotemedia") or name == "_remotemedia":
        raise ValueError(f"the module name '{name}' is taken: rename the module")
