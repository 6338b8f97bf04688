#!/bin/sh
# Makes the certificates of the tests anew. They are committed, so that a test needs no openssl, and they
# end in a hundred years. Nothing but a test may trust them: everybody has their keys.
set -eu
cd "$(dirname "$0")"
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
days=36500

authority() { # NAME
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days $days -subj "/CN=Mintmark test CA $1" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -keyout "$keys/$1" -out "$1.pem"
}

signed() { # NAME AUTHORITY COMMON_NAME EXTENSION
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$3" -addext "$4" -keyout "$keys/key" -out "$keys/request"
  openssl x509 -req -in "$keys/request" -CA "$2.pem" -CAkey "$keys/$2" -days $days -copy_extensions copy -out "$1.pem"
  { echo 'A key of the tests, known to everybody. It protects nothing.'; cat "$keys/key"; } >"$1.key"
}

here=subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1
authority ca
authority other-ca
signed localhost ca localhost $here
signed renewed ca localhost $here
signed elsewhere ca elsewhere.example subjectAltName=DNS:elsewhere.example
signed stranger other-ca localhost $here
# PostgreSQL takes the common name for the name of the role.
signed client ca postgres extendedKeyUsage=clientAuth
