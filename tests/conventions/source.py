"""What the conventions are about: the project's files, and what each Python module imports."""

import ast
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
CODE_FOLDERS = ("app", "tests", "examples", "benchmarks")


def python_files(*folders: str) -> list[Path]:
    """Return every Python file below the project's ``folders``, in order."""
    return sorted(path for folder in folders for path in (PROJECT / folder).rglob("*.py"))


def module_name(path: Path) -> str:
    """Return the dotted name that imports ``path``."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules(package: str) -> dict[str, ast.Module]:
    """Return the package's modules, parsed, by dotted name."""
    paths = python_files(package.replace(".", "/"))
    assert paths, f"{package} has no modules; does the convention still name the right package?"
    return {module_name(path): parse(path) for path in paths}


@cache
def parse(path: Path) -> ast.Module:
    """Return the file, parsed; each is parsed once for all conventions."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(tree: ast.Module) -> set[str]:
    """Return each dotted name that the module imports, wherever in it.

    ``from app.models.values import clock`` gives ``app.models.values.clock``. What only a type
    checker imports (``if TYPE_CHECKING:``) is left out; a relative import keeps its leading dots.
    """
    found = set()
    for node in nodes_that_run(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            found |= {f"{origin}.{alias.name}" for alias in node.names}
    return found


def nodes_that_run(tree: ast.AST):
    """Yield the tree's nodes except the bodies of ``if TYPE_CHECKING:``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from nodes_that_run(node)


def is_within(name: str, package: str) -> bool:
    """Whether the dotted name is the package or something in it."""
    return name == package or name.startswith(f"{package}.")
