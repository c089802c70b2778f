"""The first Python in the browser: all modules of the app come out of one archive, read at once.

Python's own way into a zip file asks for each module by several names and reads it by itself: a
seventh of a start.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType, SimpleNamespace


class Archive(MetaPathFinder, Loader):
    """Finds and runs the modules whose bytecode `modules` holds, by their dotted names.

    What is not code (compiled extensions, data) lies in files under the folder `beside`.
    """

    def __init__(self, modules: Mapping[str, bytes], packages: frozenset[str], beside: str) -> None:
        self._modules, self._packages, self._beside = modules, packages, beside

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._modules:
            return None
        spec = ModuleSpec(name, self, origin=self._path(name), is_package=name in self._packages)
        spec.has_location = True
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(self._path(name))
        return spec

    def exec_module(self, module: ModuleType) -> None:
        if code := self._modules[module.__name__]:
            exec(marshal.loads(code), module.__dict__)  # noqa: S102, S302 - of our own release

    def get_resource_reader(self, name: str) -> object:
        """Return what reads the data files of package `name`."""
        from importlib.readers import FileReader  # noqa: PLC0415 - seldom asked for

        return FileReader(SimpleNamespace(path=f"{self._path(name)}/__init__.py"))  # type: ignore[arg-type]

    def _path(self, name: str) -> str:
        return f"{self._beside}/{name.replace('.', '/')}"


def open_archive(path: str, beside: str) -> None:
    """Let imports find what `app.phone.build.code.bound` has put together."""
    file = Path(path)
    modules, packages = marshal.loads(file.read_bytes())  # noqa: S302 - our own release's
    file.unlink()
    before = sys.meta_path.index(PathFinder)
    sys.meta_path.insert(before, Archive(modules, frozenset(packages), beside))
