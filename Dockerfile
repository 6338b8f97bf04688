# Mintmark as an image: the bundle, the packages that bring machine code, and nothing else.
#
#   docker build -t mintmark .
#   docker run -p 127.0.0.1:8080:8080 -v mintmark:/data -e MINTMARK_ISSUER=http://localhost:8080 mintmark
#
# It runs as a number instead of a name, needs no shell, and writes to /data alone, so that the root may be read-only. docs/deploy.md tells more.
# Without a Docker engine: scripts/build-image.sh.

# To build in: Node, npm and a shell.
ARG BASE=node:26-slim
# To run on: Node is enough, with the C library of BASE (glibc or musl), for which the binaries are installed. A
# base without a shell wants to be told where its Node is: --build-arg RUNTIME=… --build-arg NODE=/nodejs/bin/node
ARG RUNTIME=$BASE

FROM $BASE AS build
ARG NODE=/usr/local/bin/node
WORKDIR /build

COPY package.json package-lock.json .npmrc ./
# The workspaces are what others install, and what the tests need.
RUN npm ci --workspaces=false

COPY LICENSE ./
COPY scripts scripts
COPY openapi/openapi.yaml openapi/
COPY generated generated
COPY src src
# From here on only what the package depends on. Of that, what Node never opens here goes too: a Node of its
# own, binaries for other machines, the sources of machine code, types, source maps. A checkout may be closed
# to others, and then so are its files; the user of the image must be able to read them.
RUN node scripts/build-package.ts \
 && npm prune --omit=dev --workspaces=false \
 && arch=$(node -p process.arch) \
 && rm -rf node_modules/node-bin-* node_modules/node-darwin-* node_modules/node-linux-* node_modules/node-win-* \
 && rm -rf node_modules/.bin node_modules/.package-lock.json node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
 && find node_modules -path '*/prebuilds/*.node' ! -path "*/prebuilds/linux*-$arch[./]*" -delete \
 && find node_modules \( -name '*.ts' -o -name '*.cts' -o -name '*.mts' -o -name '*.map' \) -delete \
 && mkdir /app /data /compile-cache \
 && mv package.json LICENSE THIRD-PARTY-NOTICES sbom.cdx.json dist node_modules /app \
 && chmod -R a+rX,go-w /app /build \
 && printf '#!%s\nrequire("/app/dist/main.cjs")\n' "$NODE" > /usr/local/bin/mintmark \
 && chmod 755 /usr/local/bin/mintmark \
 && chown 65532:65532 /data /compile-cache
# Compiled code, kept, shortens the start. Node keeps it for each user apart, so that user makes it here. If
# Node rejects it, the start takes longer.
USER 65532:65532
RUN NODE_COMPILE_CACHE=/compile-cache node scripts/prime-compile-cache.ts /app/dist/main.cjs

FROM $RUNTIME AS service
LABEL org.opencontainers.image.title="Mintmark" org.opencontainers.image.licenses="MIT"
COPY --from=build /app /app
COPY --from=build /usr/local/bin/mintmark /usr/local/bin/mintmark
COPY --from=build --chown=65532:65532 /data /data

ENV HOST=0.0.0.0 NODE_COMPILE_CACHE=/compile-cache
# So the default database, sqlite:./data/mintmark.db, is /data/mintmark.db. As DATABASE_URL it would stand in
# the way of DATABASE_URL_FILE.
WORKDIR /
VOLUME /data
EXPOSE 8080
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["mintmark", "health"]
ENTRYPOINT ["mintmark"]
CMD ["serve"]

# The last layer, and apart: compiled code differs from build to build, and nothing else does.
FROM service
COPY --from=build --chown=0:0 /compile-cache /compile-cache
