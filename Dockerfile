# Mintmark as an image: the bundle, the packages that bring machine code, and nothing else.
#
#   docker build -t mintmark .
#   docker run -p 127.0.0.1:8080:8080 -v mintmark:/data -e MINTMARK_ISSUER=http://localhost:8080 mintmark
#
# It runs under a numeric user id, needs no shell, and writes only to /data. So its root may be read-only
# (docs/deploy.md). Without a Docker engine, use scripts/build-image.sh.

# The build needs Node, npm and a shell.
ARG BASE=node:26-slim
# To run, Node is enough, with the C library of BASE (glibc or musl). For a base without a shell, name its
# Node:
#   --build-arg RUNTIME=… --build-arg NODE=/nodejs/bin/node
ARG RUNTIME=$BASE

FROM $BASE AS build
ARG NODE=/usr/local/bin/node
WORKDIR /build

COPY package.json package-lock.json .npmrc ./
# The workspaces are for the packages that others install, and for the tests.
RUN npm ci --workspaces=false

COPY LICENSE ./
COPY scripts scripts
COPY openapi/openapi.yaml openapi/
COPY generated generated
COPY src src
# Builds, and keeps only what the package depends on. From that it deletes what Node never opens here:
# - a second Node, and binaries for other machines. Optional packages stay: one of them is the binary that
#   hashes passwords (docs/decisions/0017);
# - the sources of machine code, types and source maps.
#
# In some checkouts only the owner can read the files. The user of the image must be able to read them.
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
# Stored compiled code makes the start faster; if Node rejects it, the start only takes longer. Node stores it
# for each user, so the user of the image makes it.
USER 65532:65532
RUN NODE_COMPILE_CACHE=/compile-cache node scripts/prime-compile-cache.ts /app/dist/main.cjs

FROM $RUNTIME AS service
LABEL org.opencontainers.image.title="Mintmark" org.opencontainers.image.licenses="MIT"
COPY --from=build /app /app
COPY --from=build /usr/local/bin/mintmark /usr/local/bin/mintmark
COPY --from=build --chown=65532:65532 /data /data

ENV HOST=0.0.0.0 MINTMARK_MANAGEMENT_HOST=0.0.0.0 NODE_COMPILE_CACHE=/compile-cache
# With this folder, the default database, sqlite:./data/mintmark.db, is /data/mintmark.db. The image cannot
# set DATABASE_URL, because then nobody could use DATABASE_URL_FILE.
WORKDIR /
VOLUME /data
# 9464 has the metrics, for operators alone. Do not publish it (docs/metrics.md).
EXPOSE 8080 9464
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["mintmark", "health"]
ENTRYPOINT ["mintmark"]
CMD ["serve"]

# The compiled code has a layer of its own, the last. It differs from build to build; nothing else does.
FROM service
COPY --from=build --chown=0:0 /compile-cache /compile-cache
