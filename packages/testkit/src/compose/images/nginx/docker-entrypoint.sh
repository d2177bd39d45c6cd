#!/bin/bash
# As the real image does: templates are filled with the variables that exist, and no others.
set -euo pipefail
defined=$(compgen -e | sed 's/.*/${&}/' | tr '\n' ' ')
for template in /etc/nginx/templates/*.template; do
  name=$(basename "$template" .template)
  envsubst "$defined" <"$template" >"/etc/nginx/conf.d/$name"
done
exec "$@"
