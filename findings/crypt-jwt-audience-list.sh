#!/usr/bin/env bash
# Crypt::JWT 0.034 (Debian libcrypt-jwt-perl 0.034-1): verify_aud as a text never matches a list in aud.
#
# Expected: `verify_aud => 'https://orders.example.com'` accepts "aud":["https://orders.example.com"] as it
# accepts "aud":"https://orders.example.com". RFC 7519 §4.1.3 makes the single value a special case of the
# list.
#
# Found: it compares the text with the list itself, as Perl prints a reference ("ARRAY(0x…)"). So it refuses
# every token with a list. Only a function (`verify_aud => sub { … }`) gets the list. Output:
#   aud as a text: taken
#   aud as a list of one: JWT: aud claim scalar check failed
#   aud as a list of one, with a function: taken
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if this machine has no Debian
# packages.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
packages=(libcrypt-jwt-perl=0.034-1 libcryptx-perl=0.077-1+b1 libjson-perl=4.10000-1)
{ apt-get download -qq "${packages[@]}" || { apt-get update -qq && apt-get download -qq "${packages[@]}"; }; } >/dev/null 2>&1 || {
  echo "skipped: the Debian packages ${packages[*]} cannot be downloaded."
  exit 77
}
for package in *.deb; do dpkg-deb --extract "$package" root; done
export PERL5LIB=$folder/root/usr/share/perl5:$(echo "$folder"/root/usr/lib/*/perl5/*)

perl -MCrypt::JWT=encode_jwt,decode_jwt -e '
  my ($key, $service) = ("k" x 32, "https://orders.example.com");
  sub judge {
    my ($aud, $check) = @_;
    my $token = encode_jwt(payload => { aud => $aud }, alg => "HS256", key => $key);
    return eval { decode_jwt(token => $token, key => $key, verify_aud => $check); 1 } ? "taken" : $@ =~ s/ at .*//sr;
  }
  my $function = sub { grep { $_ eq $service } ref $_[0] ? @{ $_[0] } : $_[0] };
  print "aud as a text: ", judge($service, $service), "\n";
  print "aud as a list of one: ", judge([$service], $service), "\n";
  print "aud as a list of one, with a function: ", judge([$service], $function), "\n";
' | tee said
diff said - <<'SEEN'
aud as a text: taken
aud as a list of one: JWT: aud claim scalar check failed
aud as a list of one, with a function: taken
SEEN
