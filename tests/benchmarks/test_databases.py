"""The processor time of a database never falls."""

from benchmarks import processor_time
from benchmarks.databases import Databases


def test_backend_that_ended_still_counts(monkeypatch, tmp_path):
    seconds = {7: 2.0, 8: 3.0}
    monkeypatch.setattr(processor_time, "backends_of", lambda _postmaster: list(seconds))
    monkeypatch.setattr(processor_time, "of_process", seconds.__getitem__)
    databases = Databases("postgresql", tmp_path, postgres=object())
    assert databases.processor_seconds() == 5.0
    del seconds[7]
    seconds[8] += 1
    assert databases.processor_seconds() == 6.0
