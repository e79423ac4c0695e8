package muster.schemas.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reference of a program's configuration, as a table in Markdown.
 *
 * @param beside keys that a library reads and that the program gives defaults to
 * @param defaults of the program's own file, by key
 */
public record SettingsTable(Settings settings, List<Setting> beside, Map<String, String> defaults) {
    /** A meaning may begin with what is counted: "[messages] received at once". */
    private static final Pattern UNIT = Pattern.compile("^\\[([^\\]]+)] ?");

    private static final Pattern CODE = Pattern.compile("\\{@code ([^}]+)}|<code>(.+?)</code>");

    public SettingsTable {
        beside = List.copyOf(beside);
        defaults = Map.copyOf(defaults);
    }

    /** A line for each key, in the order of the keys. */
    public String markdown() {
        return Stream.concat(
                        Stream.of(
                                "| key | environment variable | type | default | unit | meaning |",
                                "|---|---|---|---|---|---|"),
                        Stream.concat(settings.all().stream(), beside.stream())
                                .sorted((a, b) -> a.key().compareTo(b.key()))
                                .map(this::row))
                .collect(Collectors.joining("\n"));
    }

    private String row(Setting setting) {
        var counted = UNIT.matcher(setting.meaning());
        var unit = counted.find() ? counted.group(1) : unit(setting.type());
        return Stream.of(
                        code(setting.key()),
                        variable(setting),
                        type(setting.type()),
                        otherwise(setting),
                        unit,
                        meaning(setting.meaning()))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String variable(Setting setting) {
        // the names of a map have dots and hyphens, which a variable's name cannot say
        return setting.type().equals("java.util.Map") ? "–" : code(setting.variable());
    }

    private static String type(String type) {
        return switch (type) {
            case "int", "short", "long", "java.lang.Integer", "java.lang.Long" -> "whole number";
            case "boolean", "java.lang.Boolean" -> "true or false";
            case "java.time.Duration" -> "duration";
            case "java.lang.String", "java.util.Optional" -> "text";
            case "java.util.List", "java.util.Set" -> "list";
            case "java.util.Map" -> "map";
            default -> choices(type);
        };
    }

    private static String choices(String type) {
        try {
            var constants = Optional.ofNullable(Class.forName(type).getEnumConstants());
            return constants
                    .map(all ->
                            Stream.of(all).map(each -> code(each.toString())).collect(Collectors.joining(", ")))
                    .orElseGet(() -> type.substring(type.lastIndexOf('.') + 1));
        } catch (ClassNotFoundException generic) {
            return "text";
        }
    }

    private static String unit(String type) {
        return switch (type) {
            case "java.time.Duration" -> "`ms`, `s`, `m`, `h`";
            case "int", "short", "long", "java.lang.Integer", "java.lang.Long" -> "number";
            default -> "–";
        };
    }

    private String otherwise(Setting setting) {
        var given = Optional.ofNullable(defaults.get(setting.key())).or(setting::otherwise);
        return given.map(value -> value.isEmpty() ? "empty" : code(value)).orElseGet(() -> switch (setting.type()) {
            case "java.util.Map", "java.util.List", "java.util.Set", "java.util.Optional" -> "none";
            default -> "must be given";
        });
    }

    private static String meaning(String meaning) {
        var plain = UNIT.matcher(meaning).replaceFirst("$1 ").replace("|", "\\|");
        return CODE.matcher(plain)
                .replaceAll(found -> "`"
                        + Optional.ofNullable(found.group(1))
                                .orElseGet(() -> found.group(2))
                                .replace("$", "\\$") + "`");
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
