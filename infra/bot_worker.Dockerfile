# The bot worker: docker build -f infra/bot_worker.Dockerfile -t guildhall-bot .
FROM python:3.12-slim

WORKDIR /app
COPY bot_worker/requirements.txt bot_worker/requirements.txt
RUN pip install --no-cache-dir -r bot_worker/requirements.txt

COPY shared shared
COPY bot_worker bot_worker
RUN python -m compileall -q shared bot_worker \
    && useradd --system --uid 10001 --no-create-home guildhall \
    && install -d -o guildhall -g guildhall /var/lib/guildhall

USER guildhall
# The spool is what must survive the container: keep this folder on a volume. Several containers need one each.
VOLUME /var/lib/guildhall
ENV PYTHONUNBUFFERED=1 \
    SPOOL_PATH=/var/lib/guildhall/spool.db \
    HEALTH_HOST=0.0.0.0 \
    HEALTH_PORT=3002
EXPOSE 3002

# Whether its parts get on, not whether Discord and the backend are there: a new container would miss them, too.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['HEALTH_PORT']), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]

# It is told by its environment (.env.example): BOT_ID, GATEWAY_URL, REDIS_URL, FRONTEND_URL, SECRETS_ID, AWS_DEFAULT_REGION,
# and TABLE_PREFIX and EVENT_BUCKETS as the API and the gateway's functions have them.
# SIGTERM drains: give it 30 seconds before SIGKILL.
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot_worker"]
