"""Second factors: passkeys, authenticator apps, recovery codes, and who must have one."""
