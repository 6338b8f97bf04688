#!/bin/sh
# Makes the certificates of the tests again. They are committed, so that a test needs no openssl. They hold
# from 2020 to 2120, whatever the clock of a machine says. Nothing but a test may trust them: everybody has
# their keys.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

: >"$work/index"
cat >"$work/ca.conf" <<CONF
[ca]
default_ca = tests
[tests]
database = $work/index
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
default_startdate = 20200101000000Z
default_enddate = 21200101000000Z
policy = any
copy_extensions = copy
[any]
commonName = supplied
CONF

requested() { # KEY COMMON_NAME EXTENSION...
  key=$1 name=$2
  shift 2
  for extension in "$@"; do set -- "$@" -addext "$extension"; shift; done
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" "$@" -keyout "$work/$key" -out "$work/request"
}

issued() { # NAME ISSUER OPTION...
  name=$1 issuer=$2
  shift 2
  openssl ca -batch -config "$work/ca.conf" -notext -keyfile "$work/$issuer" -in "$work/request" -out "$name.pem" "$@"
}

authority() { # NAME
  requested "$1" "Mintmark test $1" basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign
  issued "$1" "$1" -selfsign
}

signed() { # NAME AUTHORITY COMMON_NAME EXTENSION
  requested "$1.key" "$3" "$4"
  issued "$1" "$2" -cert "$2.pem"
  { echo 'A key of the tests, known to everybody. It protects nothing.'; cat "$work/$1.key"; } >"$1.key"
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
