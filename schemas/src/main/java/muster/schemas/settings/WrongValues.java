package muster.schemas.settings;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds values that are not of their key's type: a framework that cannot convert one may take the default without a word.
 *
 * @param given what the program was given
 * @param places finds the line of a key in its file
 */
public record WrongValues(Settings settings, Given given, Function<String, String> places) {
    private static final Set<String> FLAGS = Set.of("true", "false", "yes", "no", "on", "off");

    /** The configuration as the framework has put it together from all sources. */
    public interface Given {
        Optional<String> value(String key);

        /** The names below a key, for those that users choose. */
        Collection<String> names(String key);

        boolean converts(String value, Class<?> type);

        boolean isVariable(String name);
    }

    /** A line for each. */
    public List<String> check() {
        return settings.all().stream()
                .flatMap(setting -> keys(setting.key()).flatMap(key -> check(setting, key).stream()))
                .toList();
    }

    private Stream<String> keys(String key) {
        var star = key.indexOf(".*.");
        return star < 0
                ? Stream.of(key)
                : given.names(key.substring(0, star)).stream()
                        .flatMap(name -> keys(key.substring(0, star) + "." + name + key.substring(star + 2)));
    }

    private Optional<String> check(Setting setting, String key) {
        return given.value(key).filter(value -> !value.isEmpty()).flatMap(value -> {
            if (!fits(value, setting.type())) {
                return Optional.of(place(key) + key + ": '" + cut(visible(value)) + "' (expected: "
                        + expected(setting.type()) + ")");
            }
            // a map holds properties of libraries, where a value can have several lines
            var control = setting.type().equals("java.util.Map") ? Optional.<String>empty() : control(value);
            return control.map(character -> place(key) + key + ": '" + cut(visible(value)) + "' (expected: text"
                    + " without control characters, and this has " + character + ")");
        });
    }

    /** It can be seen in no editor, and it ends up in names, headers and logs. */
    private static Optional<String> control(String value) {
        return value.codePoints()
                .filter(Character::isISOControl)
                .mapToObj("U+%04X"::formatted)
                .findFirst();
    }

    private static String visible(String value) {
        return value.codePoints()
                .mapToObj(character -> Character.isISOControl(character) ? "�" : Character.toString(character))
                .collect(Collectors.joining());
    }

    private boolean fits(String value, String type) {
        return switch (type) {
            // anything else than one of these words would be taken for false
            case "boolean", "java.lang.Boolean" -> FLAGS.contains(value);
            case "int", "java.lang.Integer" -> given.converts(value, Integer.class);
            case "long", "java.lang.Long" -> given.converts(value, Long.class);
            case "short", "java.lang.Short" -> given.converts(value, Short.class);
            case "double", "java.lang.Double" -> given.converts(value, Double.class);
            case "java.lang.String", "java.util.Map", "java.util.List", "java.util.Set", "java.util.Optional" -> true;
            default -> fitsClass(value, type);
        };
    }

    private boolean fitsClass(String value, String type) {
        try {
            return given.converts(value, Class.forName(type));
        } catch (ClassNotFoundException generic) {
            // a type with arguments: its record refuses what it can't take
            return true;
        }
    }

    private static String expected(String type) {
        return switch (type) {
            case "boolean", "java.lang.Boolean" -> "true or false";
            case "int", "java.lang.Integer", "long", "java.lang.Long", "short", "java.lang.Short" -> "a whole number";
            case "java.time.Duration" -> "a duration such as 100ms, 30s, 5m or 2h";
            default -> "a " + type.substring(type.lastIndexOf('.') + 1);
        };
    }

    private String place(String key) {
        var variable = Setting.asVariable(key);
        return given.isVariable(variable) ? "environment variable " + variable + ": " : places.apply(key);
    }

    /** A secret in the wrong place must not fill the log either. */
    private static String cut(String value) {
        return value.length() <= 80 ? value : value.substring(0, 80) + "…";
    }
}
