"""Why a database is not copied."""


class CopyError(Exception):
    """A database that cannot be copied, in one sentence for operators; nothing was changed."""
