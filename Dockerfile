# Mintmark as an image: the sources, their production dependencies, and nothing else.
#
#   docker build -t mintmark .
#   docker run -p 127.0.0.1:8080:8080 -v mintmark:/data -e MINTMARK_ISSUER=http://localhost:8080 mintmark
#
# It runs as a number instead of a name, needs no shell, and writes to /data alone, so that the root may be read-only. docs/deploy.md tells more.
# Without a Docker engine: scripts/build-image.sh.

# To build in: Node, npm and a shell.
ARG BASE=node:26-slim
# To run on: Node is enough. A base without a shell wants to be told where its Node is: --build-arg RUNTIME=… --build-arg NODE=/nodejs/bin/node
ARG RUNTIME=$BASE

FROM $BASE AS build
ARG NODE=/usr/local/bin/node
WORKDIR /app

COPY package.json package-lock.json .npmrc ./
# The optional packages are a checkout’s own Node and the PostgreSQL of the tests; the workspaces are what others install.
RUN npm ci --omit=dev --omit=optional --workspaces=false
# What Node never opens here: binaries for other machines, the C of SQLite, TypeScript (which Node does not run out of node_modules), source maps.
RUN arch=$(node -p process.arch) \
 && find node_modules -path '*/prebuilds/*.node' ! -path "*/prebuilds/linux*-$arch[./]*" -delete \
 && find node_modules \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' \) -delete \
 && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src node_modules/.package-lock.json \
 node_modules/swagger-ui-dist/swagger-ui-es-* node_modules/swagger-ui-dist/swagger-ui-standalone-* node_modules/swagger-ui-dist/swagger-ui.js

COPY LICENSE ./
COPY openapi/openapi.yaml openapi/
COPY generated generated
COPY src src
# A checkout may be closed to others, and then so are its files; whoever runs the image must be able to read them.
RUN chmod -R a+rX,go-w /app \
 && printf '#!%s\nimport "/app/src/main.ts"\n' "$NODE" > /usr/local/bin/mintmark \
 && chmod 755 /usr/local/bin/mintmark \
 && mkdir /data /compile-cache && chown 65532:65532 /data /compile-cache
# Compiled code, kept, halves the time to start. Node keeps it for each user apart, so it is that user who makes it here.
USER 65532:65532
RUN NODE_COMPILE_CACHE=/compile-cache node --import /app/src/cli/run-service.ts /app/src/main.ts --help > /dev/null

FROM $RUNTIME
LABEL org.opencontainers.image.title="Mintmark" org.opencontainers.image.licenses="MIT"
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/package.json /app/LICENSE /app/
COPY --from=build /app/openapi /app/openapi
COPY --from=build /app/generated /app/generated
COPY --from=build /app/src /app/src
COPY --from=build --chown=0:0 /compile-cache /compile-cache
COPY --from=build /usr/local/bin/mintmark /usr/local/bin/mintmark
COPY --from=build --chown=65532:65532 /data /data

ENV HOST=0.0.0.0 NODE_COMPILE_CACHE=/compile-cache
# Hence the default database, sqlite:./data/mintmark.db, is /data/mintmark.db. As DATABASE_URL it would stand in the way of DATABASE_URL_FILE.
WORKDIR /
VOLUME /data
EXPOSE 8080
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["mintmark", "health"]
ENTRYPOINT ["mintmark"]
CMD ["serve"]
