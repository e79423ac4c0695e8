package muster.bridge.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import muster.bridge.event.Reason;
import muster.schemas.InstanceId;
import muster.schemas.aws.InstanceArn;

/** Where in an event stands what its records are keyed by. Senders do not agree: each kind has its own place for it. */
sealed interface KeyPath {
    /** Begins the id of an EC2 instance. */
    String INSTANCE = "i-";

    /** Begins the id of a host that Systems Manager manages and EC2 does not know. */
    String HYBRID = "mi-";

    /**
     * @throws IllegalArgumentException unless the text is "resources", "rule", field names joined by dots, of which one
     *     may end in [], or two such paths with a | between them
     */
    static KeyPath parse(String text) {
        if (text.contains("|")) {
            return new FirstOf(Arrays.stream(text.split("\\|", -1))
                    .map(String::strip)
                    .map(KeyPath::parse)
                    .toList());
        }
        if (text.equals("resources")) {
            return new InResources();
        }
        if (text.equals("rule")) {
            return new Rule();
        }
        if (!text.matches("EC2InstanceId|[^.\\s]+(\\.[^.\\s]+)+")) {
            throw new IllegalArgumentException("'" + text
                    + "' must be \"resources\", \"rule\", or a path such as \"detail.instance-id\" or"
                    + " \"detail.affectedEntities[].entityValue\"");
        }
        return new AtField(List.of(text.split("\\.", -1)));
    }

    Found find(JsonNode event);

    /** What looking for the keys gave. */
    sealed interface Found {
        /** @param keys one or more, each once */
        record Keys(List<String> keys) implements Found {}

        record Not(Reason reason, String detail) implements Found {}
    }

    /** What is found by the first of several paths that finds anything. */
    record FirstOf(List<KeyPath> paths) implements KeyPath {
        @Override
        public Found find(JsonNode event) {
            Found found = new Found.Not(Reason.NO_INSTANCE_ID, "");
            for (var path : paths) {
                found = path.find(event);
                if (found instanceof Found.Keys) {
                    return found;
                }
            }
            return found;
        }
    }

    /** The text at the end of a path of field names, or the texts where a part of it is an array. */
    record AtField(List<String> names) implements KeyPath {
        private static final String EACH = "[]";

        @Override
        public Found find(JsonNode event) {
            var texts = new ArrayList<String>();
            collect(event, 0, false, texts);
            return texts.isEmpty()
                    ? new Found.Not(Reason.NO_INSTANCE_ID, "no text at '" + String.join(".", names) + "'")
                    : instances(texts);
        }

        /** @param several whether an array lies on the way: a health event also names volumes and whole accounts */
        private void collect(JsonNode node, int at, boolean several, List<String> texts) {
            if (at == names.size()) {
                var text = node.asText();
                if (node.isTextual()
                        && !text.isEmpty()
                        && (!several || InstanceArn.id(text).startsWith(INSTANCE))) {
                    texts.add(text);
                }
                return;
            }
            var name = names.get(at);
            if (name.endsWith(EACH)) {
                node.path(name.substring(0, name.length() - EACH.length()))
                        .forEach(each -> collect(each, at + 1, true, texts));
            } else {
                collect(node.path(name), at + 1, several, texts);
            }
        }
    }

    /** The instances among the resources, by ARN or, in health events, by id alone; other resources are passed over. */
    record InResources() implements KeyPath {
        @Override
        public Found find(JsonNode event) {
            var ids = StreamSupport.stream(event.path("resources").spliterator(), false)
                    .map(resource -> InstanceArn.id(resource.asText("")))
                    .filter(id -> id.startsWith(INSTANCE))
                    .toList();
            return ids.isEmpty()
                    ? new Found.Not(Reason.NO_INSTANCE_ID, "no instance among the resources")
                    : instances(ids);
        }
    }

    /** The name of a rule, the last part of the ARN of a scheduled event, whichever bus the rule is on. */
    record Rule() implements KeyPath {
        private static final Pattern RULE = Pattern.compile("arn:.*:rule/(?:[^/]+/)?([.\\-_A-Za-z0-9]{1,64})");

        @Override
        public Found find(JsonNode event) {
            return StreamSupport.stream(event.path("resources").spliterator(), false)
                    .map(resource -> RULE.matcher(resource.asText()))
                    .filter(matcher -> matcher.matches())
                    .findFirst()
                    .<Found>map(matcher -> new Found.Keys(List.of(matcher.group(1))))
                    .orElseGet(() -> new Found.Not(Reason.NO_RULE, "no rule among the resources"));
        }
    }

    private static Found instances(List<String> texts) {
        if (texts.size() == 1 && texts.getFirst().startsWith(HYBRID)) {
            return new Found.Not(Reason.NO_INSTANCE_ID, "a host that is no EC2 instance");
        }
        try {
            return new Found.Keys(texts.stream()
                    .map(text -> new InstanceId(InstanceArn.id(text)).value())
                    .distinct()
                    .toList());
        } catch (IllegalArgumentException e) {
            return new Found.Not(Reason.BAD_INSTANCE_ID, String.valueOf(e.getMessage()));
        }
    }
}
