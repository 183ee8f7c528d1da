"""``make browser``: find a Chromium that starts, else install one; say plainly what was done.

Never stops a local run: without a browser the browser tests are skipped. With CI=true it fails.
"""

import os
import re
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests.support.chromium import NoChromiumError, find_chromium, launch_chromium

DOWNLOAD_SECONDS = 180
COMPLAINT = re.compile(r"E: |Error|Failed")
# Each command belongs to the package manager it begins with.
SYSTEM_INSTALLS = (
    ("apt-get update", "apt-get install -y --no-install-recommends chromium-headless-shell"),
    ("apt-get install -y --no-install-recommends chromium",),  # where there is no such package
    ("apk add --no-cache chromium",),
    ("dnf install -y chromium",),
)


def main() -> int:
    """Return the exit code."""
    if starts():
        print(f"Browser tests will use {find_chromium() or 'the Chromium of Playwright'}.")
        return 0
    for install in (install_with_playwright, install_with_system):
        if install() and starts():
            print(f"Installed {find_chromium() or 'the Chromium of Playwright'} for browser tests.")
            return 0
    print("Warning: no Chromium was found or could be installed.", end=" ")
    if os.environ.get("CI") == "true":
        print("CI=true asks for the browser tests.")
        return 1
    print("Browser tests will be skipped.")
    return 0


def starts() -> bool:
    """Whether a Chromium that is here also starts."""
    with sync_playwright() as playwright:
        try:
            launch_chromium(playwright).close()
        except NoChromiumError:
            return False
    return True


def install_with_playwright() -> bool:
    """Download Playwright's own Chromium into the user's cache; whether that worked."""
    print("No Chromium found. Downloading the one of Playwright.", flush=True)
    return succeeds(sys.executable, "-m", "playwright", "install", "chromium")


def install_with_system() -> bool:
    """Install the system's package where we are root; whether that worked."""
    if os.geteuid() != 0:
        print("Installing the system's Chromium needs root: install it, or run make browser so.")
        return False
    for commands in SYSTEM_INSTALLS:
        if shutil.which(commands[0].split()[0]):
            print(f"Installing the system's Chromium: {commands[-1]}", flush=True)
            if all(succeeds(*command.split()) for command in commands):
                return True
    print("No package manager could: install Chromium by hand.")
    return False


def succeeds(*command: str) -> bool:
    """Run the command quietly; whether it ended well in time. Show what it complained of if not."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(
            command,
            check=True,
            timeout=DOWNLOAD_SECONDS,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except subprocess.TimeoutExpired:
        print(f"Gave up after {DOWNLOAD_SECONDS} seconds.")
        return False
    except subprocess.CalledProcessError as error:
        complaints = [line for line in error.stdout.splitlines() if COMPLAINT.match(line)]
        print("\n".join((complaints or error.stdout.splitlines())[-1:]))
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
