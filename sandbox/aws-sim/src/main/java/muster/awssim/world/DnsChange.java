package muster.awssim.world;

import java.time.Instant;

/** A batch of changes that was accepted. */
public record DnsChange(String id, Instant submitted, Instant inSync, String comment) {
    public String status(Instant now) {
        return now.isBefore(inSync) ? "PENDING" : "INSYNC";
    }
}
