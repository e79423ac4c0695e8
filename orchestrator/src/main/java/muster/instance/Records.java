package muster.instance;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycle.AddressKind;
import muster.schemas.DnsRecord;
import muster.schemas.Domain;
import muster.schemas.Instance.Dns;
import muster.schemas.Instance.Host;

/** Which records a host of some name shall have, by its lifecycle and the addresses that are known. */
final class Records {
    private Records() {}

    static List<DnsRecord> wanted(Lifecycle lifecycle, Host host, Domain fqdn) {
        var records = new ArrayList<DnsRecord>();
        for (var dns : lifecycle.dns()) {
            var address = address(host, dns.address());
            var type = dns.address() == AddressKind.IPV6 ? DnsRecord.Type.AAAA : DnsRecord.Type.A;
            records.add(new DnsRecord(dns.zone(), type, fqdn, address, dns.ttl()));
            if (!dns.reverse().isEmpty()) {
                records.add(
                        new DnsRecord(dns.reverse(), DnsRecord.Type.PTR, reverse(address), fqdn.value(), dns.ttl()));
            }
        }
        return records.stream().distinct().toList();
    }

    /** The first address that a record needs and the host does not have yet. */
    static Optional<AddressKind> missing(Lifecycle lifecycle, Host host) {
        return lifecycle.dns().stream()
                .map(Lifecycle.Dns::address)
                .filter(kind -> address(host, kind).isEmpty())
                .findFirst();
    }

    /** What may exist once the records are asked for: those of before stand until they are known to be overwritten. */
    static Dns added(Dns before, List<DnsRecord> records) {
        var all = new ArrayList<>(present(before));
        records.stream().filter(record -> !all.contains(record)).forEach(all::add);
        return dns(all);
    }

    /** What exists once the records are written. */
    static Dns overwritten(Dns before, List<DnsRecord> records) {
        return dns(present(before).stream()
                .filter(old -> records.contains(old) || records.stream().noneMatch(old::isSameSetAs))
                .toList());
    }

    static Dns removed(Dns before, List<DnsRecord> records) {
        return dns(present(before).stream()
                .filter(record -> !records.contains(record))
                .toList());
    }

    static List<DnsRecord> present(Dns dns) {
        return switch (dns) {
            case Dns.None _ -> List.of();
            case Dns.Present(var records) -> records;
        };
    }

    private static Dns dns(List<DnsRecord> records) {
        return records.isEmpty() ? new Dns.None() : new Dns.Present(records);
    }

    private static String address(Host host, AddressKind kind) {
        return switch (kind) {
            case PRIVATE -> host.privateAddress();
            case PUBLIC -> host.publicAddress();
            case IPV6 -> host.ipv6Address();
        };
    }

    /** RFC 1035, 3.5, and RFC 3596, 2.5. */
    static Domain reverse(String address) {
        var bytes = InetAddress.ofLiteral(address).getAddress();
        var name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes.length == 4) {
                name.append(Byte.toUnsignedInt(bytes[i])).append('.');
            } else {
                var digits = String.format(Locale.ROOT, "%02x", bytes[i]);
                name.append(digits.charAt(1))
                        .append('.')
                        .append(digits.charAt(0))
                        .append('.');
            }
        }
        return new Domain(name + (bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa"));
    }
}
