"""What Flask alone can do: a fixed answer of 4 KB."""

from flask import Flask

app = Flask(__name__)
BODY = b'{"data":"' + b"x" * 4084 + b'"}'


@app.get("/")
def show_fixed() -> tuple[bytes, dict[str, str]]:
    """Answer without looking anything up."""
    return BODY, {"Content-Type": "application/json"}
