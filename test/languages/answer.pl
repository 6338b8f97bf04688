# answer.pl VECTORS: prints the answer of this folder's Verify.pm to each golden vector, for count.mjs.
use v5.36;
use lib '.';
use JSON;
use Verify;

my $json = JSON->new->canonical;

sub answer ($vector, $keys) {
    # Skipped: frameworks read the request, and the clock cannot be set.
    return 'skip' if $vector->{kind} eq 'request' || $vector->{exactClock};
    my $claims = eval { Verify::verify($vector->{token}, $keys) } or return 401;
    my %has = map { $_ => 1 } split ' ', $claims->{scope};
    return 403 if grep { !$has{$_} } split ' ', $vector->{scope} // '';
    my $expected = $vector->{expected}{claims} // $claims;
    return $json->encode($claims) eq $json->encode($expected) ? 200 : 401;
}

open my $file, '<:raw', $ARGV[0] or die "$ARGV[0]: $!";
my $vectors = decode_json(do { local $/; <$file> });
my $keys = Verify::keys_of($vectors->{jwks});
say "$_->{id} ", answer($_, $keys) for $vectors->{vectors}->@*;
