# syntax=docker/dockerfile:1
ARG PYTHON=3.13
ARG UNUSED=1
FROM --platform=linux/amd64 python:${PYTHON}-slim AS base
SHELL ["/bin/bash", "-c"]
ENV PYTHONUNBUFFERED=1 \
    APP_TOKEN=
WORKDIR srv
RUN apt-get update && \
    apt-get install build-essential git \
        libpq-dev
RUN <<EOF
pip install --upgrade pip
pip install flask gunicorn
EOF
COPY ./ /srv/
RUN pip install -r requirements.txt
RUN wget -O /tmp/a.tgz https://example.org/a.tgz | tar -xz
RUN rm -rf /tmp/a.tgz

FROM base
ARG REVISION
ARG BUILD_DATE
COPY a b /data
ADD https://example.org/model.bin /models/
RUN useradd -u 1234567 app && curl -s https://example.org/x | bash
ENTRYPOINT gunicorn app:app
CMD ["--bind", "0.0.0.0:8000"]
USER app
