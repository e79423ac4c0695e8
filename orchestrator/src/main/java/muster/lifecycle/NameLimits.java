package muster.lifecycle;

import java.time.Duration;
import java.util.Optional;
import muster.schemas.HostnamePool;

/** Limits of the host and of DNS that the parts of a lifecycle keep each by itself and can break together. */
final class NameLimits {
    /** [characters] that {@code hostnamectl set-hostname} takes: Linux's HOST_NAME_MAX. The document sets the FQDN. */
    static final int HOST = 64;

    /** The largest TTL, in seconds, that Route 53 takes; RFC 2181, 8, has the same limit. */
    static final long LONGEST_TTL = Integer.MAX_VALUE;

    private NameLimits() {}

    /** What is wrong with the longest name that a pool gives; empty where nothing is. */
    static Optional<String> ofNames(HostnamePool pool) {
        // numbers grow, so that the last is at least as long as each before it
        var longest = pool.name(pool.size() - 1) + "." + pool.domain();
        return longest.length() <= HOST
                ? Optional.empty()
                : Optional.of("the name '" + cut(longest) + "' has " + longest.length()
                        + " characters, and a host takes at most " + HOST + ": shorten pattern or domain");
    }

    /** What is wrong with a record's TTL; empty where nothing is. */
    static Optional<String> ofTtl(Duration ttl) {
        return ttl.toMillisPart() == 0 && ttl.toSeconds() >= 1 && ttl.toSeconds() <= LONGEST_TTL
                ? Optional.empty()
                : Optional.of("ttl: '" + text(ttl) + "' (expected: whole seconds, 1 to " + LONGEST_TTL + ")");
    }

    /** The first control character of a text, in the form that it can be seen in; empty where there is none. */
    static Optional<String> ofText(String text) {
        return text.codePoints()
                .filter(Character::isISOControl)
                .mapToObj(character -> "the control character U+%04X is not allowed".formatted(character))
                .findFirst();
    }

    private static String text(Duration ttl) {
        return ttl.toMillisPart() == 0 ? ttl.toSeconds() + "s" : ttl.toMillis() + "ms";
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
