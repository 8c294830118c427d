#!/bin/sh
# Prints the secrets of the local overlay with fresh random values:  ./secrets.sh deals | kubectl apply -f -
# The keys of the API are told on the error stream, once: the cluster keeps the operator's as a hash only.
set -eu
namespace="${1:-deals}"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
hash() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

password="$(random)"
operator="$(random)"
reader="$(random)"

cat <<YAML
apiVersion: v1
kind: Secret
metadata:
  name: deals-database
  namespace: $namespace
stringData:
  password: "$password"
  connection-string: "Host=postgres;Database=deals;Username=deals;Password=$password"
---
apiVersion: v1
kind: Secret
metadata:
  name: deals-api
  namespace: $namespace
stringData:
  operator-hash: "$(hash "$operator")"
  reader-hash: "$(hash "$reader")"
  reader-key: "$reader"
YAML

echo "operator's key: $operator" >&2
echo "reader's key:   $reader" >&2
