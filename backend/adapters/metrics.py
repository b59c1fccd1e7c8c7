"""Prometheus counters of the web process; labels are routes and numbers, never people."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("lianzheng_requests_total", "Requests", ["method", "route", "status"])
SECONDS = Histogram("lianzheng_request_seconds", "Seconds a request took", ["method", "route"])
