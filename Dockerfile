FROM node:22-bookworm-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libharfbuzz-bin fontconfig fonts-noto-cjk fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --home-dir /app --shell /usr/sbin/nologin ltci
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY --from=pages /app/node_modules node_modules
COPY . .
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/tmp/cache
ENV DJANGO_SETTINGS_MODULE=ltci.settings.production
# The static files are part of the image. Collecting them needs no secret and no service; the settings want them named.
RUN LTCI_SECRET_KEY=$(printf '%060d' 0) LTCI_FIELD_KEYS=none LTCI_INDEX_KEY=none LTCI_ALLOWED_HOSTS=none \
    LTCI_PUBLIC_URL=https://none DATABASE_URL=postgres://none REDIS_URL=redis://none \
        python manage.py collectstatic --no-input --verbosity 0 \
    && mkdir -p var/files \
    && chown -R ltci:ltci var/files
USER ltci
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "32", "ltci.wsgi:application"]
