"""The data that the benchmarks of Stagedoor read and write."""
