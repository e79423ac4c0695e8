package muster.schemas.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One key of a program's configuration, as the typed record declares it.
 *
 * @param key in dots and hyphens; {@code *} stands for a name that the user gives
 * @param type name of the Java type
 * @param meaning of the key, from the record's Javadoc
 * @param otherwise the value where none is given; empty where there is none
 */
public record Setting(String key, String type, String meaning, Optional<String> otherwise) {
    private static final String MAP = "java.util.Map";
    private static final String LIST = "java.util.List";

    /** How the environment names it. */
    public String variable() {
        return asVariable(key);
    }

    static String asVariable(String key) {
        return key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    /** Whether a key that was given is this one, in hyphens or in camel case. */
    boolean covers(String given) {
        var pattern = pattern();
        return pattern.matcher(given).matches()
                || pattern.matcher(
                                given.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT))
                        .matches();
    }

    boolean coversVariable(String given) {
        var named = parts().map(part -> part.equals("*") ? ".+" : Pattern.quote(asVariable(part)));
        var below = switch (type) {
            case MAP -> "(_.+)?";
            case LIST -> "(_[0-9]+)?";
            default -> "";
        };
        return Pattern.matches(named.collect(Collectors.joining("_")) + below, given);
    }

    /** The second word of the key: that of the group which a program owns. */
    String group() {
        return key.split("\\.", 3)[1];
    }

    private Pattern pattern() {
        var named = parts().map(part -> part.equals("*") ? "[^.]+" : Pattern.quote(part));
        var below = switch (type) {
            case MAP -> "(\\..+)?";
            case LIST -> "(\\[[0-9]+])?";
            default -> "";
        };
        return Pattern.compile(named.collect(Collectors.joining("\\.")) + below);
    }

    private Stream<String> parts() {
        return Arrays.stream(key.split("\\.", -1));
    }
}
