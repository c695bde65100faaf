#!/usr/bin/perl
# tal-root.pl LOG CHECKPOINT: succeeds when the RFC 6962 root over the checkpoint's first lines of
# LOG is the one in CHECKPOINT. Its signatures are tal-verify.sh's business.
use strict;
use warnings;
use Digest::SHA 'sha256';
use MIME::Base64 'encode_base64';

open my $checkpoint, '<:raw', $ARGV[1] or die "$ARGV[1]: $!\n";
chomp(my ($origin, $size, $root) = map { scalar <$checkpoint> } 1 .. 3);
open my $log, '<:raw', $ARGV[0] or die "$ARGV[0]: $!\n";
my @peaks;
for my $number (1 .. $size) {
    defined(my $line = <$log>) or die "REFUSED: fewer than $size entries\n";
    chomp $line;
    my $hash = sha256("\0$line");
    for (my $n = $number; $n % 2 == 0; $n /= 2) { $hash = sha256("\1" . pop(@peaks) . $hash) }
    push @peaks, $hash;
}
my $top = @peaks ? pop @peaks : sha256('');
$top = sha256("\1" . pop(@peaks) . $top) while @peaks;
encode_base64($top, '') eq $root or die "REFUSED: the root is another\n";
