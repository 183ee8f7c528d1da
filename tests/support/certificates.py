"""Certificates for servers of tests, by an authority that only the test trusts."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certificate:
    """Files in PEM: ``chain`` has certificate and key of a server, ``authority`` whom to trust."""

    chain: Path
    authority: Path


def certify(folder: Path, host: str) -> Certificate:
    """Return a certificate for ``host``, by an authority made for it."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _sign("Test authority", authority_key, "Test authority", authority_key, is_ca=True)
    certificate = _sign(host, key, "Test authority", authority_key, is_ca=False)
    return _write(folder, host, authority, certificate, key)


def sign_itself(folder: Path, host: str) -> Certificate:
    """Return a certificate for ``host`` by no authority but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _sign(host, key, host, key, is_ca=False)
    return _write(folder, f"own-{host}", certificate, certificate, key)


def _sign(name, key, issuer, issuer_key, *, is_ca):
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if not is_ca:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        )
    return builder.sign(issuer_key, hashes.SHA256())


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _write(folder, name, authority, certificate, key):
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files = Certificate(folder / f"{name}.pem", folder / f"{name}-authority.pem")
    files.chain.write_bytes(certificate.public_bytes(pem) + private)
    files.authority.write_bytes(authority.public_bytes(pem))
    return files
