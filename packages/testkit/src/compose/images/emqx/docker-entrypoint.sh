#!/bin/bash
# Starts dm-broker with what the real broker would have read out of emqx.conf and the files of dm-secrets.
set -euo pipefail
files=/run/tpedm/emqx
IFS=: read -r DATABASE_HOST DATABASE_PORT <<<"$EMQX_AUTHENTICATION__1__SERVER"
sed -n 's/.*authorization = "Bearer \(.*\)"$/\1/p' $files/secrets.conf >/tmp/hook-token
export DATABASE_HOST DATABASE_PORT
export DATABASE_NAME="$EMQX_AUTHENTICATION__1__DATABASE" DATABASE_USER=emqx DATABASE_PASSWORD_FILE=$files/database-password
# EMQX encrypts without looking whose certificate it is
[[ ${EMQX_AUTHENTICATION__1__SSL__ENABLE:-false} == true ]] && export DATABASE_TLS=require
export HOST=0.0.0.0 API_HOST=0.0.0.0 MQTT_PORT=1883 MQTT_TLS_PORT=8883 MQTT_WS_PORT=8083 API_PORT=18083
export TLS_CERT_FILE=$files/server.crt TLS_KEY_FILE=$files/server.key TLS_CA_FILE=$files/ca.crt
export API_KEYS_FILE=$files/api-keys HOOK_URL=http://dm-webhook:8081/emqx/events HOOK_TOKEN_FILE=/tmp/hook-token
exec node /app/main.js
