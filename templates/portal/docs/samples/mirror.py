import json
import os
from pathlib import Path

import requests

EVENTS = "{{ public_url }}/api/v1/organizer/events"
COPY = Path("mirror.json")

session = requests.Session()
session.headers["Authorization"] = f"Bearer {os.environ['ACCESS_TOKEN']}"
copy = json.loads(COPY.read_text()) if COPY.exists() else {"events": {}, "sync_token": None}

parameters = {"sync_token": copy["sync_token"]} if copy["sync_token"] else {}
answer = session.get(f"{EVENTS}/changes", params=parameters, timeout=10)
if answer.status_code == 410:  # we slept too long: begin again
    copy = {"events": {}, "sync_token": None}
    answer = session.get(f"{EVENTS}/changes", timeout=10)
while True:
    answer.raise_for_status()
    page = answer.json()
    for entry in page["data"]:
        if entry["op"] == "upsert":
            copy["events"][entry["event"]["id"]] = entry["event"]
        else:
            copy["events"].pop(entry["id"], None)
    if page["page"]["next"] is None:
        break
    answer = session.get(page["page"]["next"], timeout=10)

copy["sync_token"] = page["sync_token"]
COPY.write_text(json.dumps(copy))
print(len(copy["events"]), "events")
