package muster.schemas;

import java.time.Duration;

/**
 * One record of DNS as we asked for it; what is removed later is what stands here, not what is looked up then.
 *
 * @param zone id of the hosted zone
 * @param name fully qualified, without a dot at the end
 * @param value an address, or for a PTR record the fully qualified hostname
 * @param ttl whole seconds
 */
public record DnsRecord(String zone, Type type, Domain name, String value, Duration ttl) {

    /** The types that Muster writes. */
    public enum Type {
        A,
        AAAA,
        PTR
    }

    /** Whether two records are one in DNS, whatever they say. */
    public boolean isSameSetAs(DnsRecord other) {
        return zone.equals(other.zone) && type == other.type && name.equals(other.name);
    }
}
