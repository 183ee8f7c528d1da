"""The samples of the documentation, taken off its pages and run against a live server."""

import json
import os
import re
import shutil
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.examples.test_examples import WAITING, decide
from tests.support.forms import submit
from tests.support.markup import code_blocks

pytestmark = pytest.mark.xdist_group("examples")  # one server for all of them

APP = "Chronicle"
STEP = re.compile(r"(<\?php\n)?(#|//) [1-9]\. ")


def needs(program):
    missing = shutil.which(program) is None
    return pytest.mark.skipif(missing, reason=f"There is no {program} here.")


def samples_on(person, path, client):
    """Every sample of the page as the app's developer copies it."""
    page = person.get(f"{path}?app={client.id}")
    assert page.status_code == 200
    return code_blocks(page.text)


class Program:
    """A sample that runs; it asks for a line, prints an address and asks for another line."""

    def __init__(self, *command, **environment):
        self._process = subprocess.Popen(
            command,
            env={"PATH": os.environ["PATH"], **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def type(self, line):
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def address(self):
        """The address that it prints for the person to open."""
        for line in self._process.stdout:
            if found := re.search(r"http\S+", line):
                return found[0]
        return pytest.fail("It printed no address.")

    def end(self):
        """The rest of what it prints."""
        printed, _ = self._process.communicate(timeout=WAITING)
        assert self._process.returncode == 0, printed
        return printed


@pytest.mark.parametrize(
    ("path", "name", "command"),
    [
        pytest.param("", "quick_start.sh", "sh", id="curl"),
        pytest.param("/quick-start/python", "quick_start.py", sys.executable, id="python"),
        pytest.param(
            "/quick-start/javascript", "quick_start.mjs", "node", id="node", marks=needs("node")
        ),
        pytest.param("/quick-start/php", "quick_start.php", "php", id="php", marks=needs("php")),
    ],
)
def test_quick_start_runs_as_it_is_copied(people, credentials, tmp_path, path, name, command):
    client = credentials[APP]
    samples = samples_on(people["dev"], f"/docs{path}", client)
    steps = [sample for sample in samples if STEP.match(sample)][:5]
    assert len(steps) == 5
    (tmp_path / name).write_text("\n\n".join(steps), encoding="utf-8")
    program = Program(command, str(tmp_path / name), CLIENT_SECRET=client.secret)
    if command == "sh":
        program.type(client.secret)
    program.type(decide(people["olivia"], program.address()))
    printed = program.end()
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d", printed), printed
    # Each ends with a disconnect, of which curl prints the answer.
    assert printed.endswith(("{}\n", "Disconnected.\n")), printed


def test_quick_start_stops_at_an_answer_to_another_question(people, credentials, tmp_path):
    client = credentials[APP]
    samples = samples_on(people["dev"], "/docs/quick-start/python", client)
    program = tmp_path / "quick_start.py"
    program.write_text("\n".join(s for s in samples if STEP.match(s)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, program],
        env={"CLIENT_SECRET": client.secret},
        input="http://127.0.0.1:5002/callback?code=sd_code_x&state=another\n",
        capture_output=True,
        text=True,
        timeout=WAITING,
        check=False,
    )
    assert done.returncode == 1
    assert "Not connected: another state" in done.stderr


def test_samples_of_the_guides_run_one_after_another(demo, people, credentials, tmp_path):
    """From a code to the end of the tokens, with the commands of four guides."""
    client, developer = credentials[APP], people["dev"]
    make_pkce, ask, exchange = samples_on(developer, "/docs/guides/pkce", client)
    words = {"CLIENT_SECRET": client.secret, **run_pkce(make_pkce)}
    address = re.sub(r"\s+", "", ask)
    assert address.startswith(f"{demo.url}/oauth/authorize?")
    address = address.replace("CODE_CHALLENGE", words["CHALLENGE"])
    back = decide(people["olivia"], address + "&prompt=consent")
    [words["CODE"]] = parse_qs(urlsplit(back).query)["code"]
    take_tokens(words, sh(exchange, words))

    listed, _answer, pages, asked_again, mirror, _event = samples_on(
        developer, "/docs/guides/reading-events", client
    )
    assert '"data"' in sh(listed, words)
    first = sh(asked_again, {**words, "ETAG": '"none"'})
    words["ETAG"] = re.search(r"(?im)^etag: (\S+)", first)[1]
    assert " 304" in sh(asked_again, words).splitlines()[0]
    (tmp_path / "pages.py").write_text(pages, encoding="utf-8")
    printed = run([sys.executable, str(tmp_path / "pages.py")], words)
    assert printed.count("\n") >= 60  # all of the demo's events of a team
    (tmp_path / "mirror.py").write_text(mirror, encoding="utf-8")
    once = run([sys.executable, str(tmp_path / "mirror.py")], words, tmp_path)
    again = run([sys.executable, str(tmp_path / "mirror.py")], words, tmp_path)
    assert once == again == f"{printed.count(chr(10))} events\n"
    retry, _headers = samples_on(developer, "/docs/guides/rate-limits", client)
    (tmp_path / "retry.py").write_text(retry, encoding="utf-8")
    assert run([sys.executable, str(tmp_path / "retry.py")], words) == "200\n"

    refresh, _answer = samples_on(developer, "/docs/guides/refresh", client)
    take_tokens(words, sh(refresh, words))
    [revoke] = samples_on(developer, "/docs/guides/ending-access", client)
    assert json.loads(sh(revoke, words)) == {}
    assert '"invalid_token"' in sh(listed, words)


def test_sample_of_a_bound_token_runs(people, credentials, tmp_path):
    client, developer = credentials[APP], people["dev"]
    make_pkce, ask, _exchange = samples_on(developer, "/docs/guides/pkce", client)
    words = {"CLIENT_SECRET": client.secret, **run_pkce(make_pkce)}
    address = re.sub(r"\s+", "", ask).replace("CODE_CHALLENGE", words["CHALLENGE"])
    back = decide(people["olivia"], address + "&prompt=consent")
    [words["CODE"]] = parse_qs(urlsplit(back).query)["code"]
    [sample] = samples_on(developer, "/docs/standards/dpop", client)
    (tmp_path / "dpop.py").write_text(sample, encoding="utf-8")
    printed = run([sys.executable, str(tmp_path / "dpop.py")], words)
    assert re.fullmatch(r"DPoP\n\d+ events\n", printed)


def test_samples_of_signing_in_verify_the_id_token(demo, people, credentials, tmp_path):
    """In Python and JavaScript; a token for another browser's session is refused by both."""
    client, developer = credentials[APP], people["dev"]
    scopes = f"/developer/apps/{client.id}/scopes"
    chosen = ["openid", "profile", "email", "events:read"]
    assert submit(developer, scopes, "Save", scopes=chosen).status_code == 302
    make_pkce, _ask, exchange = samples_on(developer, "/docs/guides/pkce", client)
    ask, _claims, in_python, in_javascript, userinfo = samples_on(
        developer, "/docs/guides/sign-in-with", client
    )
    words = {"CLIENT_SECRET": client.secret, **run_pkce(make_pkce)}
    address = re.sub(r"\s+", "", ask).replace("CODE_CHALLENGE", words["CHALLENGE"])
    back = decide(people["olivia"], address + "&prompt=consent")
    [words["CODE"]] = parse_qs(urlsplit(back).query)["code"]
    tokens = json.loads(sh(exchange, words))
    words |= {"ACCESS_TOKEN": tokens["access_token"], "ID_TOKEN": tokens["id_token"]}
    claims = json.loads(sh(userinfo, words))
    assert claims["email_verified"] is True
    programs = [[sys.executable, "-c", in_python]]
    if shutil.which("node"):
        programs.append(["node", "--input-type=module", "--eval", in_javascript])
    for program in programs:
        assert run(program, {**words, "NONCE": "RANDOM_NONCE"}) == f"{claims['sub']}\n"
        with pytest.raises(AssertionError, match="nonce|not a valid ID token"):
            run(program, {**words, "NONCE": "of another session"})


def take_tokens(words, answer):
    """Keep the tokens of the answer, as a reader would."""
    tokens = json.loads(answer)
    words |= {"ACCESS_TOKEN": tokens["access_token"], "REFRESH_TOKEN": tokens["refresh_token"]}


def run_pkce(sample):
    """The two values that the sample makes."""
    printed = sh(f'{sample}\nprintf "%s %s" "$VERIFIER" "$CHALLENGE"', {})
    return dict(zip(("VERIFIER", "CHALLENGE"), printed.split(), strict=True))


def sh(command, words):
    return run(["sh", "-c", command], words)


def run(command, words, folder=None):
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **words},
        capture_output=True,
        text=True,
        timeout=WAITING,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
