package muster.awssim.world;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The parameters that a document declares, and what Systems Manager refuses of those that a command passes. Real documents
 * take no parameter that they do not declare. Here a document without a {@code parameters} section takes any, so that a
 * test can do with an empty document.
 */
final class DocumentParameters {
    private DocumentParameters() {}

    /** @throws Refusal InvalidDocumentContent when the content is neither JSON nor YAML */
    static void refuseUnreadable(String content) {
        root(content);
    }

    /** @throws Refusal InvalidParameters */
    static void refuse(Document document, Map<String, List<String>> passed) {
        if (!(root(document.content()).get("parameters") instanceof Map<?, ?> declared)) {
            return;
        }
        for (String name : passed.keySet()) {
            if (!declared.containsKey(name)) {
                throw invalid("Parameter \"" + name + "\" is not a parameter of the document " + document.name() + ".");
            }
        }
        declared.forEach((name, declaration) -> {
            List<String> values = passed.getOrDefault(String.valueOf(name), List.of());
            if (declaration instanceof Map<?, ?> rules) {
                refuse(String.valueOf(name), rules, values);
            }
        });
    }

    private static void refuse(String name, Map<?, ?> rules, List<String> values) {
        if (values.isEmpty() && !rules.containsKey("default")) {
            throw invalid("Parameter \"" + name + "\" requires a value.");
        }
        if (rules.get("allowedPattern") instanceof String pattern) {
            Pattern allowed = Pattern.compile(pattern);
            if (!values.stream().allMatch(value -> allowed.matcher(value).matches())) {
                throw invalid("Parameter \"" + name + "\" does not match the allowed pattern " + pattern + ".");
            }
        }
        if (rules.get("allowedValues") instanceof List<?> allowed
                && !Set.copyOf(allowed).containsAll(values)) {
            throw invalid("Parameter \"" + name + "\" is not one of the allowed values " + allowed + ".");
        }
    }

    /** YAML reads JSON as well. */
    private static Map<?, ?> root(String content) {
        try {
            Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(content);
            return root instanceof Map<?, ?> map ? map : Map.of();
        } catch (YAMLException e) {
            throw new Refusal("InvalidDocumentContent", "The content is neither JSON nor YAML: " + e.getMessage());
        }
    }

    private static Refusal invalid(String reason) {
        return new Refusal("InvalidParameters", reason);
    }
}
