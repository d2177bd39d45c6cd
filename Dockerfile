# One recipe for every service: docker build --build-arg SERVICE=dm-web .
# It keeps to what the old builder of Docker 20.10 and BuildKit both understand.
ARG NODE_IMAGE=node:24-trixie-slim

# Only the manifests, copied by content into the stages below: while they stay the same, the installs come out of the build cache.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY packages packages
COPY services services
RUN find . -type f ! -name package.json -delete
COPY package.json package-lock.json .npmrc ./
COPY test/package.json test/
# Where no registry is at hand, a folder .npm-cache beside this file is used instead (docs/operations.md, "Without internet").
COPY package-lock.json .npm-cache* /npm-cache/

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY --from=manifests /npm-cache /npm-cache
COPY --from=manifests /app ./
RUN npm ci --ignore-scripts --prefer-offline --cache /npm-cache
COPY tsconfig.base.json tsconfig.json ./
COPY scripts scripts
COPY packages packages
COPY services services
RUN node scripts/build.mjs

FROM ${NODE_IMAGE} AS production
WORKDIR /app
COPY --from=manifests /npm-cache /npm-cache
COPY --from=manifests /app ./
ARG SERVICE
RUN npm ci --ignore-scripts --omit=dev --workspace services/${SERVICE} --prefer-offline --cache /npm-cache

# What the image holds of ours: the libraries, one service, and the folders that only some services read.
FROM build AS parts
COPY db-init db-init
ARG SERVICE
RUN mkdir /parts && cp -r --parents packages/*/package.json packages/*/dist services/${SERVICE}/package.json services/${SERVICE}/dist /parts \
    && if [ "${SERVICE}" = dm-web ]; then cp -r --parents services/dm-web/assets services/dm-console/dist /parts; fi \
    && if [ "${SERVICE}" = dm-database-init ]; then cp -r db-init /parts; fi \
    && find /parts \( -name '*.d.ts' -o -name '*.tsbuildinfo' \) -delete \
    && rm -rf /parts/packages/testkit \
    && ln -s services/${SERVICE}/dist/main.js /parts/main.js

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production /app/node_modules node_modules
COPY --from=parts /parts ./
COPY ops/http-healthy /usr/local/bin/
USER node
ENTRYPOINT ["node", "/app/main.js"]
