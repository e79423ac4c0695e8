package muster.bridge.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import muster.bridge.event.Reason;
import muster.schemas.InstanceId;

/** Where in an event the instance's id stands. Senders do not agree: each kind of event has its own place for it. */
sealed interface InstancePath {

    /** @throws IllegalArgumentException unless the text is "resources", or field names joined by dots */
    static InstancePath parse(String text) {
        if (text.equals("resources")) {
            return new InResources();
        }
        if (!text.matches("[^.\\s]+(\\.[^.\\s]+)+")) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be \"resources\", or a path such as \"detail.instance-id\"");
        }
        return new AtField(List.of(text.split("\\.", -1)));
    }

    Found find(JsonNode envelope);

    /** What looking for the instance gave. */
    sealed interface Found {
        record One(InstanceId instance) implements Found {}

        record Not(Reason reason, String detail) implements Found {}
    }

    /** A text at the end of a path of field names. */
    record AtField(List<String> names) implements InstancePath {
        @Override
        public Found find(JsonNode envelope) {
            var node = envelope;
            for (var name : names) {
                node = node.path(name);
            }
            var path = String.join(".", names);
            return node.isTextual() && !node.textValue().isEmpty()
                    ? instance(node.textValue())
                    : new Found.Not(Reason.NO_INSTANCE_ID, "no text at '" + path + "'");
        }
    }

    /** The ARN of an instance among the resources; other resources are passed over. */
    record InResources() implements InstancePath {
        // EC2 also sends ARNs with a zone in the region's place and no account, so that only the end is to be relied
        // on.
        private static final Pattern INSTANCE_ARN = Pattern.compile("arn:.*:instance/(.*)");

        @Override
        public Found find(JsonNode envelope) {
            var ids = StreamSupport.stream(envelope.path("resources").spliterator(), false)
                    .map(resource -> INSTANCE_ARN.matcher(resource.asText()))
                    .filter(matcher -> matcher.matches())
                    .map(matcher -> matcher.group(1))
                    .distinct()
                    .toList();
            return switch (ids.size()) {
                case 0 -> new Found.Not(Reason.NO_INSTANCE_ID, "no instance among the resources");
                case 1 -> instance(ids.getFirst());
                default -> new Found.Not(Reason.SEVERAL_INSTANCES, ids.size() + " instances among the resources");
            };
        }
    }

    private static Found instance(String text) {
        try {
            return new Found.One(new InstanceId(text));
        } catch (IllegalArgumentException e) {
            return new Found.Not(Reason.BAD_INSTANCE_ID, String.valueOf(e.getMessage()));
        }
    }
}
