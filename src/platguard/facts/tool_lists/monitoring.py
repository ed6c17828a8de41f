"""What watches it."""

from __future__ import annotations

from platguard.facts.tool import Line, Tool

MONITORING: tuple[Tool, ...] = (
    Tool(
        "monitoring",
        "prometheus",
        images=(
            "prom/prometheus prometheus/prometheus prometheus-operator/prometheus-operator "
            "prom/alertmanager prometheus/alertmanager prom/node-exporter "
            "stefanprodan/swarmprom-prometheus"
        ),
        charts="prometheus kube-prometheus-stack prometheus-operator kube-prometheus",
        objects="monitoring.coreos.com/*",
        texts=(
            Line(
                "prometheus.io/scrape",
                r"prometheus\.io/scrape[\"']?:\s*[\"']?true",
                "annotation prometheus.io/scrape",
            ),
        ),
        dependencies=(
            "prom-client prometheus-client prometheus_client "
            "github.com/prometheus/client_golang io.micrometer:micrometer-registry-prometheus "
            "prometheus-flask-exporter prometheus-fastapi-instrumentator "
            "prometheus-net.AspNetCore prometheus-client-mmap"
        ),
        parts="grafana opentelemetry thanos mimir",
    ),
    Tool("monitoring", "thanos", images="thanos/thanos thanosio/thanos", charts="thanos"),
    Tool(
        "monitoring",
        "mimir",
        images="grafana/mimir",
        charts="mimir-distributed",
        parts="prometheus grafana opentelemetry",
    ),
    Tool(
        "monitoring",
        "victoriametrics",
        images="victoriametrics/victoria-metrics victoriametrics/vmagent victoriametrics/vmsingle",
        charts="victoria-metrics-k8s-stack victoria-metrics-single",
        objects="operator.victoriametrics.com/*",
        parts="prometheus grafana opentelemetry",
    ),
    Tool(
        "monitoring",
        "grafana",
        images=(
            "grafana/grafana grafana/grafana-oss grafana/grafana-enterprise "
            "stefanprodan/swarmprom-grafana"
        ),
        charts="grafana grafana-operator",
        objects="grafana.integreatly.org/*",
        texts=(
            Line('"graphTooltip" "panels"', r'"graphTooltip"\s*:', "a dashboard"),
            Line("grafana_dashboard", r"grafana_dashboard[\"']?:\s", "label grafana_dashboard"),
        ),
        parts="opentelemetry",
    ),
    Tool(
        "monitoring",
        "datadog",
        images="datadog/agent datadoghq/agent datadog/cluster-agent",
        charts="datadog datadog-operator",
        objects="datadoghq.com/*",
        dependencies=(
            "dd-trace ddtrace datadog hot-shots datadog-lambda-js datadog-lambda "
            "github.com/DataDog/dd-trace-go* gopkg.in/DataDog/dd-trace-go*"
        ),
        settings="DD_AGENT_HOST DD_TRACE_AGENT_URL DD_APM_ENABLED",
        parts="opentelemetry",
    ),
    Tool(
        "monitoring",
        "newrelic",
        images="newrelic/infrastructure newrelic/infrastructure-k8s newrelic/nri-kubernetes",
        charts="nri-bundle newrelic-infrastructure",
        dependencies="newrelic newrelic_rpm github.com/newrelic/go-agent*",
        settings="NEW_RELIC_LICENSE_KEY NEW_RELIC_APP_NAME",
        parts="opentelemetry",
    ),
    Tool(
        "monitoring",
        "dynatrace",
        images="dynatrace/oneagent dynatrace/dynatrace-operator",
        charts="dynatrace-operator",
        objects="dynatrace.com/*",
        dependencies="@dynatrace/oneagent",
        parts="opentelemetry",
    ),
    Tool(
        "monitoring",
        "sentry",
        aspect="errors",
        images="getsentry/sentry getsentry/relay",
        charts="sentry",
        actions="getsentry/action-release",
        dependencies=(
            "@sentry/* sentry-sdk raven sentry-ruby sentry-rails "
            "github.com/getsentry/sentry-go io.sentry:* sentry/sentry-laravel sentry/sdk"
        ),
        settings="SENTRY_DSN",
    ),
    Tool(
        "monitoring",
        "opentelemetry",
        aspect="traces",
        images=(
            "otel/opentelemetry-collector otel/opentelemetry-collector-contrib "
            "opentelemetry-collector-k8s opentelemetry-operator"
        ),
        charts="opentelemetry-collector opentelemetry-operator opentelemetry-kube-stack",
        objects="opentelemetry.io/*",
        dependencies=(
            "@opentelemetry/* opentelemetry-* go.opentelemetry.io/otel* OpenTelemetry.* "
            "io.opentelemetry:*"
        ),
        settings="OTEL_EXPORTER_OTLP_ENDPOINT",
    ),
    Tool(
        "monitoring",
        "jaeger",
        aspect="traces",
        images="jaegertracing/all-in-one jaegertracing/jaeger jaegertracing/jaeger-collector",
        charts="jaeger jaeger-operator",
        objects="jaegertracing.io/*",
        dependencies="jaeger-client",
        parts="opentelemetry",
    ),
    Tool(
        "monitoring",
        "cloudwatch",
        images="cloudwatch-agent/cloudwatch-agent amazon/cloudwatch-agent",
        commands=("aws cloudwatch",),
        charts="aws-cloudwatch-metrics amazon-cloudwatch-observability",
        parts="opentelemetry",
        dependencies="aws-embedded-metrics",
    ),
    Tool(
        "monitoring",
        "zabbix",
        images=(
            "zabbix/zabbix-agent zabbix/zabbix-agent2 zabbix/zabbix-server-pgsql "
            "zabbix/zabbix-server-mysql"
        ),
        charts="zabbix",
    ),
    Tool("monitoring", "nagios", images="jasonrivers/nagios nagios", paths="**/nagios.cfg"),
    Tool("monitoring", "icinga", images="icinga/icinga2", charts="icinga-stack"),
    Tool(
        "monitoring",
        "honeycomb",
        images="honeycombio/honeycomb-kubernetes-agent honeycombio/refinery",
        dependencies="libhoney honeycomb-beeline",
        settings="HONEYCOMB_API_KEY",
        parts="opentelemetry",
    ),
    Tool(
        "monitoring",
        "elastic-apm",
        images="apm/apm-server apm-server",
        objects="apm.k8s.elastic.co/*",
        dependencies="elastic-apm elastic-apm-node go.elastic.co/apm* co.elastic.apm:*",
        settings="ELASTIC_APM_SERVER_URL ELASTIC_APM_SERVICE_NAME",
        parts="opentelemetry",
    ),
    Tool("monitoring", "netdata", images="netdata/netdata", charts="netdata"),
    Tool(
        "monitoring",
        "uptime-kuma",
        aspect="probes",
        images="louislam/uptime-kuma",
        charts="uptime-kuma",
    ),
    Tool("monitoring", "influxdb", images="telegraf", charts="telegraf"),
)
