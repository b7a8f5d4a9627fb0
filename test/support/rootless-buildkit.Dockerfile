ARG BASE=node:24-bookworm-slim
FROM ${BASE}
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates libcap2-bin rootlesskit runc uidmap >/dev/null
# File capabilities in the place of setuid: two capabilities for two small programs, and no root.
RUN chmod u-s /usr/bin/newuidmap /usr/bin/newgidmap \
 && setcap cap_setuid=ep /usr/bin/newuidmap && setcap cap_setgid=ep /usr/bin/newgidmap \
 && { userdel --force node 2>/dev/null || true; } && useradd --uid 1000 --create-home user \
 && echo user:100000:65536 | tee /etc/subuid >/etc/subgid \
 && mkdir -p /run/user/1000 && chown user /run/user/1000
COPY buildkitd /usr/local/bin/
ENV USER=user HOME=/home/user XDG_RUNTIME_DIR=/run/user/1000
USER 1000:1000
ENTRYPOINT ["rootlesskit","buildkitd","--root=/home/user/buildkit","--oci-worker-no-process-sandbox","--oci-worker-snapshotter=native","--oci-worker-binary=runc","--containerd-worker=false"]
