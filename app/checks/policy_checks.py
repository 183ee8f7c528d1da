"""The files of privacy and terms: a page that cannot be read is a 404, which no one notices."""

from collections.abc import Iterator

from app.checks.check import Check, Problem, warn
from app.config import Settings
from app.web.policies import policy_files
from app.web.policies.policy_files import Policy, UnreadablePolicyError


def find_unreadable_policies(settings: Settings) -> Iterator[Problem]:
    """Files that are set can be shown."""
    for policy in Policy:
        path = policy_files.find_path(policy, settings)
        if path is None:
            continue
        try:
            policy_files.load(path)
        except UnreadablePolicyError as error:
            yield warn(f"{policy.upper()} cannot be shown: {error}. Correct the path or the file.")


POLICY_CHECKS = (Check("Privacy and terms", "their files can be read.", find_unreadable_policies),)
