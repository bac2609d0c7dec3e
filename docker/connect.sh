#!/usr/bin/env bash
# Starts a Connect worker: the demo's settings, and where this one runs.
set -euo pipefail

: "${BOOTSTRAP_SERVERS:?names the Kafka brokers, as host:port}"

configuration=$(mktemp)
{
  cat /opt/tandem/connect.properties
  echo "bootstrap.servers=$BOOTSTRAP_SERVERS"
  echo "listeners=http://0.0.0.0:8083"
  echo "rest.advertised.host.name=$(hostname)"
  echo "plugin.path=/opt/tandem/plugins"
  # Connectors name their converters themselves; these are for any other.
  echo "key.converter=org.apache.kafka.connect.json.JsonConverter"
  echo "value.converter=org.apache.kafka.connect.json.JsonConverter"
  # The connectors' secrets stay in the environment.
  echo "config.providers=env"
  echo "config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider"
} > "$configuration"

exec /opt/kafka/bin/connect-distributed.sh "$configuration"
