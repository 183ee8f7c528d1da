"""`stagedoor check` finds files of privacy and terms that cannot be shown."""

from app.checks.check import Level
from app.checks.policy_checks import POLICY_CHECKS
from tests.support.settings import make_settings


def find(**values):
    [check] = POLICY_CHECKS
    return list(check.run(make_settings(**values)))


def test_missing_and_unreadable_files_are_findings(tmp_path):
    (tmp_path / "terms.md").write_bytes(b"\xff")
    files = {name: str(tmp_path / f"{name[:-5]}.md") for name in ("privacy_page", "terms_page")}
    findings = find(**files)
    assert [finding.level for finding in findings] == [Level.WARNING, Level.WARNING]
    assert "PRIVACY_PAGE" in findings[0].text
    assert "TERMS_PAGE" in findings[1].text


def test_readable_files_and_none_are_fine(tmp_path):
    (tmp_path / "terms.md").write_text("Be kind.")
    for values in ({}, {"terms_page": str(tmp_path / "terms.md")}):
        assert [finding.level for finding in find(**values)] == [Level.OK]
