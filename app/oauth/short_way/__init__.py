"""The short way of the token, introspection and revocation endpoints (docs/decisions).

What a request depends on is read at once, before any transaction. If that surely suffices, one
short transaction does the rest, if there is anything to do; else None is returned, nothing was
done, and the request goes the long way, by Authlib's classes, which knows every refusal.
"""
