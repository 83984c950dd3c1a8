FROM alpine:3.22 AS deps
RUN apk update
RUN apk add --update curl git bash
RUN ["apk", "add", "make"]
ONBUILD ADD src /src
ONBUILD RUN apk add gcc

FROM alpine:3.22 AS Tool
RUN if [ -n "$DEBUG" ]; then \
      apk add gdb; \
    fi
RUN set -eux; \
    apk add --no-cache \
      # for scripts
      bash \
      jq; \
    wget https://example.org/tool.tar.gz
RUN ln -sf /bin/bash /bin/sh
copy --from=deps /usr/bin/make /usr/bin/make
expose 8080/UDP
entrypoint /usr/bin/tool --verbose
