#!/bin/sh
# Installs the connectors in a worker: install-connectors.sh CONNECT_URL FILE.json...
# Each file becomes a connector that is named as the file is.
# It waits until the worker answers, and the addresses in WAIT_FOR, which are separated by spaces.
set -eu

connect=$1
shift
for url in "$connect/health" ${WAIT_FOR:-}; do
  until curl --silent --fail --output /dev/null "$url"; do
    sleep 1
  done
done
for file; do
  name=$(basename "$file" .json)
  curl --silent --show-error --fail-with-body --output /dev/null --retry 10 --retry-all-errors \
    --request PUT --header 'Content-Type: application/json' --data-binary "@$file" \
    "$connect/connectors/$name/config"
  echo "Installed $name"
done
