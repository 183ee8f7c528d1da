import os

import requests

session = requests.Session()
session.headers["Authorization"] = f"Bearer {os.environ['ACCESS_TOKEN']}"

address = "{{ public_url }}/api/v1/organizer/events?limit=200"
while address:
    page = session.get(address, timeout=10).json()
    for event in page["data"]:
        print(event["start"]["local"], event["title"])
    address = page["page"]["next"]
