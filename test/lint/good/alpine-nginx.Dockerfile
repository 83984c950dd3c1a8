FROM alpine:3.22 AS assets
RUN apk add --no-cache brotli
WORKDIR /site
COPY site/ .
RUN find . -name '*.css' -exec brotli {} +

FROM nginxinc/nginx-unprivileged:1.29-alpine
COPY --from=assets /site /usr/share/nginx/html
COPY nginx.conf /etc/nginx/conf.d/default.conf
HEALTHCHECK --interval=30s CMD ["wget", "-q", "--spider", "http://127.0.0.1:8080/"]
