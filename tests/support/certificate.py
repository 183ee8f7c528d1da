"""Certificates for servers of tests: one that signs itself, or one by an authority."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM
AUTHORITY = "Authority of a test"


@dataclass(frozen=True)
class Certified:
    """Files: ``chain`` for a server, ``authority`` for the client that trusts it."""

    chain: Path
    authority: Path


def make_certificate(folder, name):
    """Return the path of a key and a certificate for ``name`` that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    path = folder / "certificate.pem"
    path.write_bytes(_private(key) + _sign(name, key, by=name, with_key=key))
    return path


def certify(folder, name) -> Certified:
    """Return a key and a certificate for ``name`` by an authority made for it."""
    key, authority_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    certified = Certified(folder / "certificate.pem", folder / "authority.pem")
    certificate = _sign(name, key, by=AUTHORITY, with_key=authority_key)
    certified.chain.write_bytes(_private(key) + certificate)
    is_authority = x509.BasicConstraints(ca=True, path_length=None)
    certified.authority.write_bytes(
        _sign(AUTHORITY, authority_key, by=AUTHORITY, with_key=authority_key, also=is_authority)
    )
    return certified


def _sign(name, key, *, by, with_key, also=None):
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        _named(by),
        _named(name),
        key.public_key(),
        x509.random_serial_number(),
        now - timedelta(hours=1),
        now + timedelta(days=1),
    )
    names = x509.SubjectAlternativeName([x509.DNSName(name.replace(" ", "-"))])
    builder = builder.add_extension(names, critical=False)
    if also is not None:
        builder = builder.add_extension(also, critical=True)
    return builder.sign(with_key, hashes.SHA256()).public_bytes(PEM)


def _named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _private(key):
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
