# plain.pl VECTORS ID…: prints whether Crypt::JWT accepts each token if it gets only the keys.
use v5.36;
use Crypt::JWT 'decode_jwt';
use JSON;

my ($path, @ids) = @ARGV;
open my $file, '<:raw', $path or die "$path: $!";
my $vectors = decode_json(do { local $/; <$file> });
my %asked = map { $_ => 1 } @ids;
say "version $Crypt::JWT::VERSION";
for my $vector (grep { $asked{ $_->{id} } } $vectors->{vectors}->@*) {
    my $claims = eval { decode_jwt(token => $vector->{token}, kid_keys => $vectors->{jwks}) };
    say "$vector->{id} ", $claims ? 'takes' : 'refuses';
}
