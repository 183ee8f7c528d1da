"""What the conventions are about: the project's files, and what each Python module imports."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
CODE_FOLDERS = ("app", "tests", "examples", "benchmarks", "faults")


def python_files(*folders: str) -> list[Path]:
    """Return every Python file below the project's ``folders``, in order."""
    return sorted(path for folder in folders for path in (PROJECT / folder).rglob("*.py"))


def module_name(path: Path) -> str:
    """Return the dotted name that imports ``path``."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def shown(path: Path) -> str:
    """Return the path as a reader of the project writes it."""
    return path.relative_to(PROJECT).as_posix()


def modules(package: str) -> dict[str, ast.Module]:
    """Return the package's modules, parsed, by dotted name."""
    paths = python_files(package.replace(".", "/"))
    assert paths, f"{package} has no modules; does the convention still name the right package?"
    return {module_name(path): parse(path) for path in paths}


@cache
def read(path: Path) -> str:
    """Return the file's text; each is read once for all conventions."""
    return path.read_text(encoding="utf-8")


def offenders(paths: Iterable[Path], find_faults: Callable[[Path], object]) -> dict[str, object]:
    """Return each file in which ``find_faults`` finds anything, with what it finds.

    One test of all files, which names those to mend: a test of each file takes longer to start
    than to run.
    """
    paths = list(paths)
    assert paths, "There are no such files; does the convention still name the right folder?"
    return {shown(path): faults for path in paths if (faults := find_faults(path))}


@cache
def parse(path: Path) -> ast.Module:
    """Return the file, parsed; each is parsed once for all conventions."""
    return ast.parse(read(path))


@cache
def imports(tree: ast.AST) -> set[str]:
    """Return each dotted name that is imported below ``tree``, wherever in it.

    ``from app.models.values import clock`` gives ``app.models.values.clock``. Imports inside
    functions and those that only a type checker follows count, too; a relative import keeps its
    leading dots.
    """
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            names |= {f"{origin}.{alias.name}" for alias in node.names}
    return names


def is_within(name: str, package: str) -> bool:
    """Whether the dotted name is the package or something in it."""
    return name == package or name.startswith(f"{package}.")
