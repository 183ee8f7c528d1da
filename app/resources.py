"""The files that are not Python: beside the package in the repository, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_PACKED = _PACKAGE / "packed"  # where pyproject.toml puts them into a wheel
IS_PACKED = _PACKED.is_dir()
_ROOT = _PACKED if IS_PACKED else _PACKAGE.parent

IMPORT_ROOT = _PACKAGE.parent  # from which wsgi.py and the package are imported
TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
MIGRATIONS = _ROOT / "migrations"
READER = _ROOT / "examples" / "reader" / "app.py"  # the demo's third-party app
