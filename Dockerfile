# Muniment in a container: the portal by default, any other command by naming it.
#   docker build -t muniment .
#   docker run --rm -v archive:/srv/archive muniment init
FROM python:3.11-slim-bookworm

# make for the set-up, ffmpeg for sound and film; nobody sets up as anybody else later
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ffmpeg make \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/muniment
COPY . .
RUN make setup && useradd --uid 10001 --no-create-home muniment \
    && install --directory --owner muniment --mode 700 /srv/archive

ENV PATH=/opt/muniment/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MUNIMENT_HOME=/srv/archive
USER muniment
VOLUME /srv/archive
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/', timeout=4)"]
ENTRYPOINT ["muniment"]
CMD ["serve", "--host", "0.0.0.0"]
