"""Makes uv's CycloneDX document reproducible: ``uv export … | python .ci/sbom.py FILE``.

The same lock file gives the same bytes: without the time, and with a serial number that is derived
from the contents.
"""

import json
import sys
import uuid
from pathlib import Path

from app.version import VERSION


def main() -> None:
    """Read the document from standard input and write it to the file."""
    document = json.load(sys.stdin)
    document.pop("serialNumber")
    document["metadata"].pop("timestamp")
    document["metadata"]["component"]["version"] = VERSION
    contents = json.dumps(document, sort_keys=True)
    serial = uuid.uuid5(uuid.NAMESPACE_URL, contents).urn
    file = Path(sys.argv[1])
    file.parent.mkdir(parents=True, exist_ok=True)
    ordered = {"bomFormat": document.pop("bomFormat"), "specVersion": document.pop("specVersion")}
    text = json.dumps({**ordered, "serialNumber": serial, **document}, indent=2)
    file.write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{file}: {len(document['components'])} components\n")


main()
