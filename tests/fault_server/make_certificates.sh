#!/bin/sh
# make_certificates.sh FOLDER: an authority, and what it signs for service.test and 127.0.0.1.
set -eu
mkdir -p "$1"
cd "$1"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
  -subj "/CN=Authority of the tests" -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=service.test" \
  -keyout service.key -out service.csr 2>/dev/null
printf 'subjectAltName=DNS:service.test,IP:127.0.0.1\n' > service.ext
openssl x509 -req -in service.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
  -extfile service.ext -out service.pem 2>/dev/null
