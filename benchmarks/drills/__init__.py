"""Drills: the promises of the product, tried until they break.

`python -m benchmarks.drills [name ...] [--n N] [--seed S]` runs them and prints one line each: the promise, how often
it was tried, how often it failed, the seed, the seconds, the commit. A promise that was not tried is not shown.
"""
