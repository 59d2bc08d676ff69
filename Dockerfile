# docker build -t fairway . && docker run -v /etc/fairway:/etc/fairway:ro -v fairway:/var/lib/fairway -p 8480:8480 fairway
# In fairway.yaml: listen: 0.0.0.0:8480
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates dpkg-dev git
COPY . /src
RUN cd /src && ./dev package

FROM debian:12-slim
COPY --from=build /src/build/release/packages/fairway_*.deb /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends curl /tmp/fairway_*.deb && rm -rf /var/lib/apt/lists/* /tmp/*.deb \
  && install -d -m 700 -o fairway -g fairway /var/lib/fairway
USER fairway
VOLUME /var/lib/fairway
EXPOSE 8480
HEALTHCHECK --start-period=30s CMD curl -fsS http://127.0.0.1:8480/health/live || exit 1
ENTRYPOINT ["/usr/bin/fairway"]
CMD ["serve", "--config", "/etc/fairway", "--data", "/var/lib/fairway"]
