package muster.schemas;

import java.time.Duration;

/**
 * One address record as we asked for it; what is removed later is what stands here, not what is looked up then.
 *
 * @param zone id of the hosted zone
 * @param name fully qualified, without a dot at the end
 * @param ttl whole seconds
 */
public record DnsRecord(String zone, Domain name, String address, Duration ttl) {}
