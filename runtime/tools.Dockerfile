# The base with Debian around it: a shell, apt and git, for templates that carry tools.
ARG BASE=node:24-bookworm-slim
ARG STEPYARD_BASE=stepyard/base:node24
FROM ${BASE} AS debian
ARG LOCK=
COPY image/check-lock image/install-tools image/tidy /usr/local/sbin/
COPY image/make-tools /build/
RUN /build/make-tools

FROM ${STEPYARD_BASE}
COPY --from=debian / /
