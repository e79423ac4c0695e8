package muster.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import muster.schemas.settings.Words;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One YAML mapping with its place in the file. Reading never stops at the first problem: it notes the place and the word,
 * and goes on with a harmless value, so that a person sees all problems at once.
 */
final class YamlObject {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private final Context context;
    private final Node place;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /**
     * @param environment looks up {@code ${NAME:default}}; empty where the variable is not set
     * @param problems takes each problem as a line
     */
    record Context(String file, Function<String, Optional<String>> environment, List<String> problems) {
        void problem(Node at, String message) {
            problem(at.getStartMark(), message);
        }

        void problem(Mark mark, String message) {
            problems.add(file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ": " + message);
        }

        String resolved(ScalarNode scalar) {
            return PLACEHOLDER.matcher(scalar.getValue()).replaceAll(found -> {
                var value = environment.apply(found.group(1)).or(() -> Optional.ofNullable(found.group(2)));
                if (value.isEmpty()) {
                    problem(scalar, "the environment has no variable '" + found.group(1) + "' and no default is given");
                }
                return Matcher.quoteReplacement(value.orElse(""));
            });
        }
    }

    YamlObject(Context context, Node node, String what) {
        this.context = context;
        this.place = node;
        if (!(node instanceof MappingNode mapping)) {
            context.problem(node, what + " must be a mapping of keys to values");
            return;
        }
        for (var tuple : mapping.getValue()) {
            var key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (values.put(key, tuple.getValueNode()) != null) {
                context.problem(tuple.getKeyNode(), "the key '" + key + "' stands here twice");
            }
        }
    }

    private YamlObject(Context context, Node place) {
        this.context = context;
        this.place = place;
    }

    /** Nothing, at a place: what a task takes that is given as a word alone. */
    static YamlObject empty(Context context, Node place) {
        return new YamlObject(context, place);
    }

    Node place() {
        return place;
    }

    Node at(String key) {
        return values.getOrDefault(key, place);
    }

    void problem(String key, String message) {
        context.problem(at(key), message);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Refuses keys that nobody reads. */
    YamlObject only(List<String> known) {
        values.forEach((key, value) -> {
            if (!known.contains(key)) {
                context.problem(value, "unknown key '" + key + "' " + Words.suggest(key, known));
            }
        });
        return this;
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).flatMap(node -> scalar(node, key));
    }

    String required(String key) {
        if (!has(key)) {
            context.problem(place, "the key '" + key + "' is missing");
        }
        return text(key).orElse("");
    }

    /** A value of a type of ours; its own refusal becomes the problem. */
    <T> T make(String key, String text, T otherwise, Function<String, T> type) {
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return type.apply(text);
        } catch (IllegalArgumentException refused) {
            problem(key, String.valueOf(refused.getMessage()));
            return otherwise;
        }
    }

    int number(String key, int otherwise) {
        return text(key)
                .map(text -> make(key, text, otherwise, it -> {
                    try {
                        return Integer.valueOf(it);
                    } catch (NumberFormatException notANumber) {
                        throw new IllegalArgumentException(
                                key + ": '" + it + "' (expected: a whole number)", notANumber);
                    }
                }))
                .orElse(otherwise);
    }

    boolean flag(String key) {
        return text(key)
                .map(text -> {
                    if (!text.equals("true") && !text.equals("false")) {
                        problem(key, key + ": '" + text + "' (expected: true or false)");
                    }
                    return text.equals("true");
                })
                .orElse(false);
    }

    Duration duration(String key, Duration otherwise) {
        return text(key)
                .map(text -> make(key, text, otherwise, it -> parse(key, it)))
                .orElse(otherwise);
    }

    private static Duration parse(String key, String text) {
        var found = DURATION.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    key + ": '" + text + "' (expected: a duration such as 500ms, 30s, 5m or 2h)");
        }
        var amount = Long.parseLong(found.group(1));
        return switch (found.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise, UnaryOperator<String> spelling) {
        var words = List.of(type.getEnumConstants()).stream()
                .map(it -> spelling.apply(it.name()))
                .toList();
        return text(key)
                .map(text -> {
                    var index = words.indexOf(text);
                    if (index < 0) {
                        problem(key, key + ": '" + text + "' " + Words.suggest(text, words));
                        return otherwise;
                    }
                    return type.getEnumConstants()[index];
                })
                .orElse(otherwise);
    }

    YamlObject object(String key) {
        return new YamlObject(context, at(key), key);
    }

    /** A list of words; a single word is a list of one. */
    List<String> words(String key) {
        var words = new ArrayList<String>();
        eachWord(key, (word, _) -> words.add(word));
        return words;
    }

    void eachWord(String key, BiConsumer<String, Node> each) {
        for (var node : nodes(key)) {
            scalar(node, key).ifPresent(word -> each.accept(word, node));
        }
    }

    List<Node> nodes(String key) {
        var node = values.get(key);
        if (node == null) {
            return List.of();
        }
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
    }

    List<YamlObject> objects(String key) {
        return nodes(key).stream()
                .map(node -> new YamlObject(context, node, "each of '" + key + "'"))
                .toList();
    }

    /** Values that go to AWS as they are, such as a script of several lines. */
    Map<String, String> texts(String key) {
        var texts = new LinkedHashMap<String, String>();
        if (has(key)) {
            object(key).values.forEach((name, node) -> resolved(node, name).ifPresent(text -> texts.put(name, text)));
        }
        return texts;
    }

    List<String> keys() {
        return List.copyOf(values.keySet());
    }

    Context context() {
        return context;
    }

    private Optional<String> scalar(Node node, String key) {
        var text = resolved(node, key);
        text.flatMap(NameLimits::ofText).ifPresent(problem -> context.problem(node, key + ": " + problem));
        return text;
    }

    private Optional<String> resolved(Node node, String key) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(context.resolved(scalar));
        }
        context.problem(node, "'" + key + "' must be a single value");
        return Optional.empty();
    }
}
