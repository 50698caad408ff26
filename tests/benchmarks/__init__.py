"""Benchmarks: ``python tests/benchmarks/run.py`` and ``python tests/benchmarks/collections.py``."""
