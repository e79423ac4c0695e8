package muster.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The shape of a lifecycle as JSON Schema, the same file that an editor takes to complete and check while a person types.
 * {@link LifecycleReader} words most mistakes better; this is what nothing gets past.
 */
final class LifecycleSchema {
    private static final String RESOURCE = "/lifecycles/lifecycle.schema.json";
    private static final Schema SCHEMA = load();

    private LifecycleSchema() {}

    /** Notes each place where the file differs from the schema. */
    static void check(YamlObject.Context context, Node root) {
        for (var error : SCHEMA.validate(json(context, root))) {
            var name =
                    error.getInstanceLocation().getNameCount() == 0 ? "lifecycle" : last(error.getInstanceLocation());
            context.problem(at(root, error.getInstanceLocation()), name + ": " + error.getMessage());
        }
    }

    private static Schema load() {
        try (var stream = LifecycleSchema.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            var english = SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build();
            return SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(english))
                    .getSchema(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every value as text, with its variables resolved: the schema takes a number or a flag as text too. */
    private static JsonNode json(YamlObject.Context context, Node node) {
        return switch (node) {
            case MappingNode mapping -> {
                var object = JsonNodeFactory.instance.objectNode();
                mapping.getValue().forEach(it -> object.set(text(it.getKeyNode()), json(context, it.getValueNode())));
                yield object;
            }
            case SequenceNode sequence -> {
                var array = JsonNodeFactory.instance.arrayNode();
                sequence.getValue().forEach(each -> array.add(json(context, each)));
                yield array;
            }
            case ScalarNode scalar -> JsonNodeFactory.instance.textNode(context.resolved(scalar));
            default -> JsonNodeFactory.instance.nullNode();
        };
    }

    private static Node at(Node root, NodePath path) {
        var node = root;
        for (int i = 0; i < path.getNameCount(); i++) {
            node = child(node, String.valueOf(path.getElement(i)));
        }
        return node;
    }

    private static Node child(Node node, String name) {
        return switch (node) {
            case MappingNode mapping ->
                mapping.getValue().stream()
                        .filter(it -> text(it.getKeyNode()).equals(name))
                        .map(it -> it.getValueNode())
                        .findFirst()
                        .orElse(node);
            case SequenceNode sequence -> sequence.getValue().get(Integer.parseInt(name));
            default -> node;
        };
    }

    private static String last(NodePath path) {
        return String.valueOf(path.getElement(path.getNameCount() - 1));
    }

    private static String text(Node key) {
        return key instanceof ScalarNode scalar ? scalar.getValue() : "?";
    }
}
