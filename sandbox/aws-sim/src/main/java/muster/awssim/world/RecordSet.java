package muster.awssim.world;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A simple record set.
 *
 * @param name lower case, with a trailing dot
 * @param ttl in seconds
 */
public record RecordSet(String name, String type, long ttl, List<String> values) {
    /** Route 53 lists by the labels from the last on, then by type. */
    public static final Comparator<RecordSet> ORDER =
            Comparator.comparing((RecordSet set) -> sortKey(set.name)).thenComparing(RecordSet::type);

    public RecordSet {
        name = normalize(name);
        values = List.copyOf(values);
    }

    public static String normalize(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace("\\052", "*");
        return lower.endsWith(".") ? lower : lower + ".";
    }

    /** A text that sorts as Route 53 sorts names: com.example.www for www.example.com. */
    public static String sortKey(String name) {
        List<String> labels = List.of(normalize(name).split("\\."));
        // the separator must sort before every character of a label
        return labels.reversed().stream().collect(Collectors.joining("\u0001"));
    }

    boolean isWithin(String zoneName) {
        return name.equals(zoneName) || name.endsWith("." + zoneName);
    }
}
