FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/dobush
WORKDIR /source
COPY requirements/run.txt requirements/
RUN /opt/dobush/bin/pip install --require-hashes --requirement requirements/run.txt
COPY . .
RUN /opt/dobush/bin/pip install --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin dobush \
    && install --directory --owner dobush --group dobush /data
COPY --from=build /opt/dobush /opt/dobush
ENV PATH=/opt/dobush/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DOBUSH_DATA_DIR=/data \
    DOBUSH_HOST=0.0.0.0 \
    DOBUSH_PORT=8080
# The root file system may be read-only: whatever is written goes to /data, and to a tmpfs on /tmp.
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["dobush"]
CMD ["serve"]
