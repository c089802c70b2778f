"""What makes the browser's Python start sooner, asked of that very Python, run in Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

from app.phone.build import bytecode, code, pages
from app.phone.build.__main__ import ROOT

PYODIDE = pages.ENGINE / "pyodide"
RUNNER = ROOT / "app/phone/build/compiler.mjs"


def told(script: str, tmp_path: Path, files: Mapping[str, bytes]) -> object:
    """Return what `script` leaves in `told`, run by the browser's Python beside `files`."""
    given, made, said = (tmp_path / name for name in ("given.zip", "made.json", "script.py"))
    with ZipFile(given, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    said.write_text(
        "import json, zipfile\n"
        "zipfile.ZipFile('/given.zip').extractall('/given')\n"
        f"{script}\n"
        "open('/made.zip', 'w').write(json.dumps(told))\n"
    )
    command = [bytecode.node(), RUNNER, PYODIDE / "pyodide.mjs", said, given, made]
    subprocess.run([str(part) for part in command], check=True)
    answer: object = json.loads(made.read_text())
    return answer


LATE = {"late.py": (ROOT / "app/phone/late.py").read_bytes()}
DECLARED = """
import sys; sys.path.insert(0, '/given')
from dataclasses import FrozenInstanceError, InitVar, dataclass, field, replace
import late
late.hasten()

@dataclass
class Plain:
    a: int
    b: list = field(default_factory=list)
    given: InitVar[int] = 0
    def __post_init__(self, given):
        self.seen = given

@dataclass(frozen=True, slots=True, order=True)
class Stiff:
    a: int
    b: str = 'b'

@dataclass
class Own:
    a: int
    def __eq__(self, other):
        return 'own'

@dataclass(kw_only=True)
class Child(Plain):
    c: int = 3

def refused(act):
    try:
        act()
    except (FrozenInstanceError, TypeError) as error:
        return type(error).__name__
"""


def test_a_dataclass_whose_methods_wait_is_made_compared_shown_and_hashed_as_ever(
    tmp_path: Path,
) -> None:
    script = f"""{DECLARED}
plain, child = Plain(1, given=7), Child(2, c=4)
told = [
    [plain.a, plain.b, plain.seen], repr(plain), plain == Plain(1), plain != Plain(2),
    repr(child), child == Child(2, c=4), plain.b is Plain(1).b,
    repr(Stiff(1)), hash(Stiff(1)) == hash(Stiff(1)), Stiff(1) < Stiff(2), Stiff.__slots__,
    len({{Stiff(1), Stiff(1), Stiff(2)}}), replace(Stiff(1), b='c').b, Own(1) == 1,
]
"""
    assert told(script, tmp_path, LATE) == [
        [1, [], 7], "Plain(a=1, b=[])", True, True,
        "Child(a=2, b=[], c=4)", True, False,
        "Stiff(a=1, b='b')", True, True, ["a", "b"],
        2, "c", "own",
    ]  # fmt: skip


def test_it_refuses_what_a_dataclass_refuses(tmp_path: Path) -> None:
    script = f"""{DECLARED}
def change():
    Stiff(1).a = 2
told = [refused(each) for each in (
    change, lambda: Plain(), lambda: Plain(1, [], 0, 4), lambda: Child(1, c=1, d=2),
    lambda: hash(Plain(1)), lambda: Stiff(1) < 2,
)]
"""
    assert told(script, tmp_path, LATE) == ["FrozenInstanceError", *["TypeError"] * 5]


def test_a_method_is_compiled_when_it_is_first_called_and_then_stands_in_its_class(
    tmp_path: Path,
) -> None:
    script = f"""{DECLARED}
def taken(kind):
    return kind.__init__.__code__.co_varnames[:2]
told = [taken(Plain), Plain(1).a, taken(Plain), taken(Child)]
"""
    assert told(script, tmp_path, LATE) == [["self", "args"], 1, ["self", "a"], ["self", "args"]]


def test_the_archive_gives_modules_packages_and_what_lies_beside_them(tmp_path: Path) -> None:
    sources = {
        "kit/__init__.py": b"from kit.deep.inner import VALUE",
        "kit/deep/inner.py": b"VALUE = __name__",
        "kit/data.py": b"from importlib import resources\n"
        b"TEXT = (resources.files(__package__) / 'words.txt').read_text()",
        "alone.py": b"import kit\nVALUE = kit.VALUE",
    }
    compiled = bytecode.compiled(sources, PYODIDE, tmp_path / "cache")
    files = {
        "boot.py": (ROOT / "app/phone/boot.py").read_bytes(),
        "modules.bin": code.bound(compiled),
        "beside/kit/words.txt": b"beside",
    }
    script = """
import os, sys
exec(open('/given/boot.py').read())
open_archive('/given/modules.bin', '/given/beside')
import alone, kit.data, kit.deep
told = [alone.VALUE, kit.data.TEXT, kit.deep.__file__, os.path.exists('/given/modules.bin')]
try:
    import kit.missing
except ModuleNotFoundError as error:
    told.append(error.name)
"""
    assert told(script, tmp_path, files) == [
        "kit.deep.inner", "beside", "/given/beside/kit/deep", False, "kit.missing",
    ]  # fmt: skip


def test_the_same_modules_are_bound_into_the_same_bytes() -> None:
    files = {"b.pyc": bytes(16) + b"2", "a/c.pyc": bytes(16) + b"1", "a/__init__.pyc": bytes(17)}

    assert code.bound(files) == code.bound(dict(reversed(files.items())))
