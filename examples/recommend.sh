#!/bin/sh
# Asks for ten recommendations with nothing but curl.
# Usage: SEQUITUR_KEY=sq_... examples/recommend.sh <user id>      (SEQUITUR_URL, if it is not the default one)
set -eu

url="${SEQUITUR_URL:-http://127.0.0.1:4000}/graphql"
user="${1:?Usage: SEQUITUR_KEY=sq_... $0 <user id>}"

curl --silent --show-error --fail-with-body "$url" \
  --header "Authorization: Bearer ${SEQUITUR_KEY:?Set SEQUITUR_KEY to the secret of an API key}" \
  --header "Content-Type: application/json" \
  --data @- <<JSON
{
  "query": "query (\$user: UserInput!) { recommendations(user: \$user, first: 10) { ranker edges { node { id title } score } } }",
  "variables": { "user": { "userId": "$user" } }
}
JSON
echo
