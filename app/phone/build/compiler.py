"""Compiles an archive of sources; run in the browser's Python, not in ours.

The code is not checked against its source when it is loaded, for the source stays at home. Nor do
docstrings travel: they are a third of all bytes.
"""

import ast
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from zipfile import ZipFile

# Pyodide reads some of its own.
DOCUMENTED = ("pyodide/", "_pyodide/")


def bare(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        match node.body:
            case [ast.Expr(value=ast.Constant(value=str())) as first, *_]:
                # Of a class without one, `dataclass` makes its own, which is slow; and a module's
                # may stand before `from __future__`, which nothing else may.
                is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                first.value = ast.Constant(None if is_function else ".")
                ast.copy_location(first.value, first)
    return tree


def compile_all(given: str, made: str) -> None:
    with ZipFile(given) as sources, ZipFile(made, "w") as codes:
        for name in sources.namelist():
            tree = ast.parse(sources.read(name), name)
            if not name.startswith(DOCUMENTED):
                tree = bare(tree)
            code = compile(tree, name, "exec", dont_inherit=True)
            codes.writestr(name, bytes(_code_to_hash_pyc(code, bytes(8), False)))


if __name__ == "__main__":
    compile_all("/given.zip", "/made.zip")
