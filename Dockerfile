# Serves Header Inspector in server mode. The steps are those of `python3 manage.py up`; compose.yaml adds a database
# and a store, docs/administrator.md says when they are needed.
#
#   docker run -v inspector:/data -p 127.0.0.1:8000:8000 -e HEADER_INSPECTOR_SECRET_KEY=... \
#       -e HEADER_INSPECTOR_HOSTS=headers.example.org -e HEADER_INSPECTOR_HTTPS=proxy header-inspector
FROM python:3.11-slim

RUN useradd --system --uid 10001 --home-dir /app inspector && install -d -o inspector -m 0700 /data
WORKDIR /app

COPY requirements-lab.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-lab.txt
COPY . .
RUN python -m compileall -q inspector project

USER inspector
ENV HEADER_INSPECTOR_DATA=/data HEADER_INSPECTOR_MODE=server PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "manage.py", "up", "--host", "0.0.0.0"]
