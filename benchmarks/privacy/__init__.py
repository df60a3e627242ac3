"""The benchmark of the privacy check: identifiers planted in every place of a file where text can hide.

`python -m benchmarks.privacy --n 20000 --seed 1` makes files whose identifiers are known to the byte, files that hold
none, and asks the check and other methods about both. What it measures, and what it cannot, is in benchmarks/README.md.

Words: a plant is one identifier in one place; a form is the shape it is written in; a surface is the place; a carrier
is the text around it. Where a plant lies is told in the bytes of the layer that the span ledger calls so.
"""
