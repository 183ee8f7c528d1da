"""E-mail addresses: an address means what was typed (decision 22).

The domain is kept, compared, shown and sent as ASCII: lower case, and an internationalized label as
its A-label (RFC 5890). The local part is kept and sent as typed; two addresses that differ only by
the case of ASCII letters are the same one to us.
"""

import re
import string

import idna
from email_validator import EmailNotValidError, validate_email

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError

MAX_LENGTH = 254  # characters; RFC 5321 section 4.5.3.1.3, less the angle brackets
_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")  # the Dot-string of RFC 5321 section 4.1.2
_LDH_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
# An encoded word (RFC 2047) is not decoded by us, but perhaps by a mail server on the way.
_ENCODED_WORD = "=?"
# Not str.lower(), which makes an ASCII "k" of the Kelvin sign.
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def parse(typed: str, *, field: str = "email") -> str:
    """Return the address to keep and to send to; raises ValidationError(field, …).

    Nothing is mapped but the case of ASCII letters in the domain, and spaces around it go. What
    UTS 46 would turn into another domain ("ｅxample.org", "straße.de" to "strasse.de") is either
    refused, or the domain of its own that it is by IDNA 2008.
    """
    # Before anything else, as all that follows takes longer with the length.
    if len(typed) > 2 * MAX_LENGTH or len(address := typed.strip(" ")) > MAX_LENGTH:
        raise ValidationError(field, _("Use at most %(n)d characters.", n=MAX_LENGTH))
    local_part, at, typed_domain = address.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local_part) or _ENCODED_WORD in local_part:
        raise ValidationError(field, _("Enter an e-mail address, such as ana@example.org."))
    domain = _domain_as_ascii(typed_domain, field)
    _require_deliverable(local_part, domain, field)
    return f"{local_part}@{domain}"


def key(address: str) -> str:
    """Return the form in which ``address``, as ``parse`` returned it, is compared."""
    return address.translate(_ASCII_LOWER)


def key_of_typed(typed: str) -> str:
    """Return the ``key`` of the address that was typed; that of the text when it is none.

    For what counts or records an attempt whether or not the address is valid.
    """
    try:
        return key(parse(typed))
    except ValidationError:
        return key(typed.strip(" "))


def is_same(typed: str, address: str) -> bool:
    """Whether ``typed`` is the address ``address``, in whatever ASCII case."""
    return key_of_typed(typed) == key(address)


def with_ascii_domain(address: str) -> str:
    """Return a stored address as mail is sent to it; old rows may have Unicode in the domain."""
    local_part, _at, domain = address.rpartition("@")
    try:
        return f"{local_part}@{_domain_as_ascii(domain, 'email')}"
    except ValidationError:
        return address


def _domain_as_ascii(typed: str, field: str) -> str:
    try:
        return ".".join(
            _label_as_ascii(label) for label in typed.translate(_ASCII_LOWER).split(".")
        )
    except ValueError:  # of which idna's errors are a kind
        message = _(
            "Check the part after the @: a domain such as example.org, in lower case and without"
            " special characters that only look like others."
        )
        raise ValidationError(field, message) from None


def _label_as_ascii(label: str) -> str:
    """Return the label by IDNA 2008, without the mappings of UTS 46; raises ValueError."""
    if not label.isascii():
        return idna.alabel(label).decode()
    if not _LDH_LABEL.fullmatch(label):
        raise ValueError(label)
    # One that claims to be an A-label is one only if it is made of the label it stands for.
    if label.startswith("xn--") and idna.alabel(idna.ulabel(label)).decode() != label:
        raise ValueError(label)
    return label


def _require_deliverable(local_part: str, domain: str, field: str) -> None:
    """Refuse what no public mail server can have: no dot, reserved names, too long a label."""
    try:
        parsed = validate_email(
            f"{local_part}@{domain}",
            check_deliverability=False,
            test_environment=True,
            allow_smtputf8=False,  # only some mail servers take letters such as "ü" before the @
        )
    except EmailNotValidError:
        message = _("Enter an e-mail address, such as ana@example.org.")
        raise ValidationError(field, message) from None
    if parsed.ascii_domain != domain:
        raise ValidationError(field, _("Enter an e-mail address, such as ana@example.org."))
