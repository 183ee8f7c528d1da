"""``python -m benchmarks``: run every benchmark and print its table."""

from benchmarks import feed, growth

if __name__ == "__main__":
    feed.main()
    growth.main()
