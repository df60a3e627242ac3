# Aliases for developers. Nothing needs make: python3 manage.py up, python3 manage.py test.
PYTHON ?= python3
# The Python that `manage.py test` made ready.
READY = $(if $(wildcard .venv/bin/python),.venv/bin/python,$(PYTHON))
LOCK = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.PHONY: check test lint types browser postgres bench drills lock

check: test lint types

test:
	$(PYTHON) manage.py test

lint:
	$(READY) -m ruff check .
	$(READY) -m ruff format --check .

types:
	$(READY) -m mypy

browser:
	$(PYTHON) manage.py test -n 2 --dist worksteal -m browser

# Where one machine is not enough: PostgreSQL, and an S3-compatible store that the tests bring along.
postgres:
	HEADER_INSPECTOR_TEST_BLOBS=s3 .ci/with-postgres $(PYTHON) manage.py test

# BENCH_QUICK=1: tiny images, a minute. BENCH_HUGE=1: over 4 GiB as well. See benchmarks/README.md.
bench:
	$(PYTHON) -m benchmarks

# The promises, tried until they break. DRILLS="names --n 100 --seed 1" for some of it.
drills:
	$(READY) -m benchmarks.drills $(DRILLS)

lock:
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --extra lab -c requirements.txt -o requirements-lab.txt
	$(LOCK) pyproject.toml --extra lab --extra dev -c requirements-lab.txt -o requirements-dev.txt
	$(LOCK) benchmarks/requirements.in -c requirements.txt -o benchmarks/requirements.txt
