# docker build -t clip-streams .
# docker run -e CLIP_HTTP_TOKEN=SECRET ...: HTTP is served on all of the container's addresses, and so it needs a token.
# The application with its bundled model; broker and schema registry run elsewhere: see docker-compose.yml.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
COPY avro avro
COPY src/main src/main
RUN mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip package

FROM eclipse-temurin:17-jre
RUN groupadd --system --gid 10001 clip \
    && useradd --system --uid 10001 --gid clip --no-create-home --home-dir /var/lib/clip-streams clip \
    && mkdir -p /var/lib/clip-streams \
    && chown clip:clip /var/lib/clip-streams
WORKDIR /opt/clip-streams
COPY LICENSE clip-streams ./
COPY --from=build /build/target/lib lib
COPY --from=build /build/target/clip-streams.jar ./

# State, unpacked natives and downloaded models go to the volume, which the user owns.
ENV LANG=C.UTF-8 \
    HOME=/var/lib/clip-streams \
    DJL_CACHE_DIR=/var/lib/clip-streams/djl \
    CLIP_HTTP_HOST=0.0.0.0 \
    KAFKA_STATE_DIR=/var/lib/clip-streams/state
VOLUME /var/lib/clip-streams
WORKDIR /var/lib/clip-streams
USER clip
EXPOSE 8080

# Needs no curl in the image. 503 until records are processed.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${CLIP_HTTP_PORT:-8080} && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 OK' <&3"]

ENTRYPOINT ["/opt/clip-streams/clip-streams"]
CMD ["run"]
