# The image of platguard. `scripts/image` builds it; docs/container.md tells how it is used.

# Debian 13 and not Alpine: the runtime of the rules' expressions has no wheels for musl.
FROM docker.io/library/python:3.13.15-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements-dev.lock ./
# Every wheel is checked against its hash; what is installed later comes from these alone.
RUN python -m pip download --quiet --only-binary :all: --require-hashes \
        --requirement requirements-dev.lock --dest /wheels
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY policies policies
RUN python -m pip wheel --quiet --no-index --find-links /wheels --no-deps --wheel-dir /dist . \
    && python -m venv --without-pip /opt/platguard \
    && python -m pip --python /opt/platguard/bin/python install --quiet --no-index \
        --find-links /wheels /dist/platguard-*.whl

FROM docker.io/library/python:3.13.15-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="platguard" \
      org.opencontainers.image.description="Policy-as-code compliance scanner with dated standards" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/python:3.13.15-slim-trixie" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# The newest git that Debian 13 has: its fixes of security faults matter more than one version.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git libstdc++6 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/platguard /opt/platguard
# A mounted repository belongs to a user of the host, and git refuses those of others. This is
# the user's configuration of git whoever runs the container, and nobody in it can change it: it
# allows the repository that was mounted there, and no other. What `git config --global` adds goes
# into the file in the home, because it is there.
RUN mkdir -p /etc/platguard/git /home/platguard /src \
    && printf '[safe]\n\tdirectory = /src\n' > /etc/platguard/git/config \
    && touch /home/platguard/.gitconfig \
    && chown -R 65532:65532 /home/platguard
ENV PATH=/opt/platguard/bin:$PATH HOME=/home/platguard XDG_CONFIG_HOME=/etc/platguard
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["platguard"]
CMD ["scan"]
