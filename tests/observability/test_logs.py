"""What log lines leave out."""

from app.models.values import secret
from app.observability import logs


def test_credential_of_every_kind_is_taken_out_of_every_line():
    kinds = [kind for kind in secret.Kind if kind is not secret.Kind.CLIENT_ID]
    made = {kind: secret.generate(kind) for kind in kinds}
    lines = {kind: logs.redact(None, "", {"path": f"/x/{text}"}) for kind, text in made.items()}
    assert lines == dict.fromkeys(kinds, {"path": "/x/[credential]"})
