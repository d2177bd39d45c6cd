#!/bin/bash
# As the real image does: templates are filled with the variables that exist, and no others.
set -euo pipefail
defined=$(compgen -e | sed 's/.*/${&}/' | tr '\n' ' ')
for template in /etc/nginx/templates/*.template; do
  envsubst "$defined" <"$template" >"/etc/nginx/conf.d/$(basename "$template" .template)"
done
exec "$@"
