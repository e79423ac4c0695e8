package muster.schemas;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The names that a lifecycle may give: a pattern with one number in it, and a range.
 *
 * @param pattern such as {@code validator-%03d}
 * @param first the first number
 * @param size how many names
 * @param domain what the fully qualified name ends in
 * @param rest how long a released name waits before it can be claimed again: the record's TTL plus the longest pause of
 *     a process that we survive, because Route 53 has no condition that would stop a late UPSERT
 */
public record HostnamePool(String pattern, int first, int size, Domain domain, Duration rest) {
    public static final int LARGEST = 100_000;

    /** @throws IllegalArgumentException for a pattern without exactly one number, or names that are no DNS labels */
    public HostnamePool {
        if (!pattern.matches("[^%]*%0?[0-9]{0,2}d[^%]*")) {
            throw Refusal.of("hostname pattern", pattern, "one number, such as validator-%03d");
        }
        if (first < 0 || size < 1 || size > LARGEST) {
            throw Refusal.of("hostname range", first + ", " + size + " names", "first 0 or more, 1 to 100000 names");
        }
        if (rest.isNegative()) {
            throw Refusal.of("rest of a released name", rest.toString(), "0 or more");
        }
        format(pattern, first);
        format(pattern, first + size - 1);
    }

    /** @param index 0 to {@code size - 1} */
    public Hostname name(int index) {
        return format(pattern, first + index);
    }

    /** Whether the name is one of these. */
    public boolean gives(Hostname hostname) {
        var name = hostname.value();
        var before = pattern.indexOf('%');
        var after = pattern.length() - 1 - pattern.indexOf('d', before);
        if (name.length() <= before + after) {
            return false;
        }
        var digits = name.substring(before, name.length() - after);
        if (!digits.matches("[0-9]{1,9}")) {
            return false;
        }
        var number = Integer.parseInt(digits);
        return number >= first
                && number < first + size
                && format(pattern, number).equals(hostname);
    }

    /** A name that both pools give. */
    public Optional<Hostname> sharedWith(HostnamePool other) {
        var theirs = IntStream.range(0, other.size).mapToObj(other::name).collect(Collectors.toSet());
        return IntStream.range(0, size)
                .mapToObj(this::name)
                .filter(theirs::contains)
                .findFirst();
    }

    public Domain fqdn(Hostname hostname) {
        return new Domain(hostname + "." + domain);
    }

    private static Hostname format(String pattern, int number) {
        return new Hostname(String.format(Locale.ROOT, pattern, number));
    }
}
