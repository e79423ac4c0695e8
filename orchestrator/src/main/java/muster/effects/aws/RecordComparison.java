package muster.effects.aws;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import muster.schemas.DnsRecord;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** What a zone says under the name of a record that is to be written. */
enum RecordComparison {
    ABSENT,
    /** Exactly what is to be written. */
    WRITTEN,
    /** Muster's: the same value with another TTL, or a value that the record replaces. */
    REPLACEABLE,
    /** Anything else, or a CNAME, beside which no other record can stand. */
    FOREIGN;

    /**
     * @param replaces values that may be overwritten, of any record set
     * @param found all record sets of the record's name
     */
    static RecordComparison of(DnsRecord record, List<DnsRecord> replaces, List<ResourceRecordSet> found) {
        if (found.stream().anyMatch(set -> set.type() == RRType.CNAME)) {
            return FOREIGN;
        }
        var same =
                found.stream().filter(set -> set.type() == Records.type(record)).toList();
        if (same.isEmpty()) {
            return ABSENT;
        }
        if (says(same, record)) {
            return Long.valueOf(record.ttl().toSeconds()).equals(same.getFirst().ttl()) ? WRITTEN : REPLACEABLE;
        }
        return replaces.stream().anyMatch(old -> old.isSameSetAs(record) && says(same, old)) ? REPLACEABLE : FOREIGN;
    }

    /** Whether the sets of a type are a simple one with the record's value alone. */
    static boolean says(List<ResourceRecordSet> sets, DnsRecord record) {
        if (sets.size() != 1) {
            return false;
        }
        var set = sets.getFirst();
        return set.setIdentifier() == null
                && set.aliasTarget() == null
                && set.resourceRecords().size() == 1
                && says(set.resourceRecords().getFirst().value(), record);
    }

    /** A name may come back with a dot at its end, and an IPv6 address has many spellings. */
    private static boolean says(String value, DnsRecord record) {
        return switch (record.type()) {
            case A -> value.equals(record.value());
            case AAAA -> InetAddress.ofLiteral(value).equals(InetAddress.ofLiteral(record.value()));
            case PTR -> withoutDot(value).equals(record.value());
        };
    }

    /** What stands there, for people. */
    static String words(DnsRecord record, List<ResourceRecordSet> found) {
        return found.stream()
                .filter(set -> set.type() == RRType.CNAME || set.type() == Records.type(record))
                .map(set -> set.typeAsString() + " " + values(set))
                .collect(Collectors.joining("; ", "it says ", ""));
    }

    private static String values(ResourceRecordSet set) {
        return Optional.ofNullable(set.aliasTarget())
                .map(alias -> "alias of " + alias.dnsName())
                .orElseGet(() -> set.resourceRecords().stream()
                        .map(ResourceRecord::value)
                        .collect(Collectors.joining(", ")));
    }

    static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
