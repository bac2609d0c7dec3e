#!/bin/sh
# Installs the connectors in a worker, once it answers: install-connectors.sh CONNECT_URL FILE.json...
# Each file becomes a connector that is named as the file is.
set -eu

connect=$1
shift
until curl --silent --fail --output /dev/null "$connect/health"; do
  sleep 1
done
for file; do
  name=$(basename "$file" .json)
  curl --silent --show-error --fail-with-body --output /dev/null --retry 10 --retry-all-errors \
    --request PUT --header 'Content-Type: application/json' --data-binary "@$file" \
    "$connect/connectors/$name/config"
  echo "Installed $name"
done
