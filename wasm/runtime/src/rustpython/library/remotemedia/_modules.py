"""Loads the modules that a manifest carries, so that they can import each other."""

import _imp
import importlib
import keyword
import sys
from _frozen_importlib import ModuleSpec


class Modules:
    """The modules of one session. Finds them by name, for each other, while the session is open."""

    def __init__(self, sources, prefix):
        for name in sources:
            _check(name)
        self._sources, self._prefix, self._loaded = sources, prefix, {}
        # Another session's modules of these names live on in its classes; ours are imported afresh.
        for name in sources:
            sys.modules.pop(name, None)
        sys.meta_path.insert(0, self)
        try:
            for name in sources:
                importlib.import_module(name)
        except BaseException:
            self.unload()
            raise

    def classes(self):
        """The public classes that the modules define, as ``Class`` and as ``module.Class``.

        A class name that two modules define stands for neither: it maps to None, and only the long form names a class.
        """
        classes = {}
        for name in self._sources:
            for key, value in list(vars(self._loaded[name]).items()):
                if isinstance(value, type) and value.__module__ == name and not key.startswith("_"):
                    classes[f"{name}.{key}"] = value
                    classes[key] = None if key in classes else value
        return classes

    def unload(self):
        """Forgets the modules; classes that are still in use live on."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        for name, module in self._loaded.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self, origin=f"{self._prefix}{name}.py") if name in self._sources else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        self._loaded[name] = module
        exec(compile(self._sources[name], f"{self._prefix}{name}.py", "exec", dont_inherit=True), module.__dict__)


def _check(name):
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"'{name}' cannot be a module's name: use letters, digits and underscores")
    if name.startswith("remotemedia") or _imp.is_builtin(name) or _imp.is_frozen(name):
        raise ValueError(f"the module name '{name}' is taken: rename the module")
