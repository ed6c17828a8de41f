"""Where logs go."""

from __future__ import annotations

from platguard.facts.tool import Line, Tool, driver

_SHIPPERS = "fluent-bit fluentd vector promtail alloy logstash filebeat"
"""What brings logs to where they are kept."""

LOGGING: tuple[Tool, ...] = (
    Tool(
        "logging",
        "fluent-bit",
        images="fluent-bit aws-for-fluent-bit",
        charts="fluent-bit",
        objects="fluentbit.fluent.io/*",
    ),
    Tool(
        "logging",
        "fluentd",
        images="fluentd fluentd-kubernetes-daemonset",
        charts="fluentd",
        objects="fluentd.fluent.io/*",
        dependencies="fluent-logger",
        texts=(driver("fluentd"),),
    ),
    Tool(
        "logging",
        "logging-operator",
        objects="logging.banzaicloud.io/*",
        charts="logging-operator",
        parts="fluent-bit fluentd",
    ),
    Tool("logging", "vector", images="timberio/vector", charts="vector"),
    Tool("logging", "promtail", images="grafana/promtail", charts="promtail"),
    Tool("logging", "alloy", images="grafana/alloy", charts="alloy"),
    Tool(
        "logging",
        "loki",
        images="grafana/loki loki-canary",
        charts="loki loki-stack loki-distributed loki-simple-scalable",
        objects="loki.grafana.com/*",
        dependencies="winston-loki python-logging-loki",
        parts=_SHIPPERS,
    ),
    Tool(
        "logging",
        "logstash",
        images="logstash",
        charts="logstash",
        dependencies="python-logstash logstash-logback-encoder",
    ),
    Tool(
        "logging",
        "filebeat",
        images="filebeat beats/filebeat",
        charts="filebeat",
        objects="beat.k8s.elastic.co/*",
    ),
    Tool(
        "logging",
        "elasticsearch",
        images="kibana kibana-oss",
        many_uses="elasticsearch elasticsearch-oss",
        charts="elasticsearch kibana eck-stack",
        objects="elasticsearch.k8s.elastic.co/* kibana.k8s.elastic.co/*",
        dependencies="winston-elasticsearch",
        parts=_SHIPPERS,
    ),
    Tool(
        "logging",
        "opensearch",
        images="opensearch-dashboards",
        many_uses="opensearchproject/opensearch",
        charts="opensearch opensearch-dashboards",
        objects="opensearch.opster.io/*",
        parts=_SHIPPERS,
    ),
    Tool(
        "logging",
        "graylog",
        images="graylog graylog/graylog",
        charts="graylog",
        parts=_SHIPPERS,
        texts=(driver("gelf"),),
        dependencies="graypy pygelf",
    ),
    Tool(
        "logging",
        "cloudwatch-logs",
        commands=("aws logs",),
        dependencies="watchtower winston-cloudwatch",
        texts=(driver("awslogs"),),
        parts=_SHIPPERS,
    ),
    Tool(
        "logging",
        "google-cloud-logging",
        dependencies=(
            "google-cloud-logging @google-cloud/logging @google-cloud/logging-winston "
            "cloud.google.com/go/logging"
        ),
        texts=(driver("gcplogs"),),
        parts=_SHIPPERS,
    ),
    Tool(
        "logging",
        "splunk",
        images="splunk/splunk splunk/universalforwarder splunk/fluentd-hec",
        charts="splunk-connect-for-kubernetes splunk-otel-collector",
        dependencies="splunk-logging splunk_handler splunk-bunyan-logger",
        texts=(driver("splunk"),),
        parts=_SHIPPERS,
    ),
    Tool(
        "logging",
        "papertrail",
        images="gliderlabs/logspout",
        dependencies="winston-papertrail",
        texts=(Line("papertrailapp.com", r"logs\d?\.papertrailapp\.com", "papertrailapp.com"),),
    ),
    Tool(
        "logging",
        "logtail",
        dependencies="@logtail/node @logtail/winston @logtail/pino logtail-python",
        texts=(
            Line("in.logs.betterstack.com", r"in\.logs\.betterstack\.com", "betterstack.com"),
            Line("in.logtail.com", r"in\.logtail\.com", "logtail.com"),
        ),
    ),
    Tool(
        "logging",
        "datadog",
        settings="DD_LOGS_ENABLED DD_LOGS_INJECTION",
        dependencies="datadog-winston",
    ),
    Tool("logging", "syslog", texts=(driver("syslog"),)),
    Tool("logging", "journald", texts=(driver("journald"),)),
    Tool(
        "logging",
        "victorialogs",
        images="victoriametrics/victoria-logs",
        charts="victoria-logs-single victoria-logs-cluster victoria-logs-collector",
        parts=_SHIPPERS,
    ),
)
