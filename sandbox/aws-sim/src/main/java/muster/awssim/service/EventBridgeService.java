package muster.awssim.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;
import muster.awssim.events.EventBus;
import muster.awssim.events.EventPattern;
import muster.awssim.events.QueueArn;
import muster.awssim.events.Rule;
import muster.awssim.events.SimEvent;
import muster.awssim.wire.CommonErrors;
import muster.awssim.wire.JsonService;
import muster.awssim.world.Refusal;

/** EventBridge: rules of the default bus, their targets, and events of one's own. */
public final class EventBridgeService extends JsonService {
    private final EventBus bus;
    private final Dice dice;
    private final Turns turns;

    public EventBridgeService(EventBus bus, Turns turns, Dice dice) {
        super(turns);
        this.bus = bus;
        this.turns = turns;
        this.dice = dice;
        on("PutRule", this::putRule);
        on("DescribeRule", (scope, request) -> describe(rule(scope, request, "Name")));
        on("ListRules", this::listRules);
        on("DeleteRule", this::deleteRule);
        on("PutTargets", this::putTargets);
        on("ListTargetsByRule", this::listTargets);
        on("RemoveTargets", this::removeTargets);
        on("PutEvents", this::putEvents);
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public CommonErrors commonErrors() {
        return CommonErrors.json("InternalException");
    }

    private ObjectNode putRule(Scope scope, JsonNode request) {
        requireDefaultBus(request);
        String text = require(request, "EventPattern");
        EventPattern pattern;
        try {
            pattern = EventPattern.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("InvalidEventPatternException", "Event pattern is not valid. Reason: " + e.getMessage());
        }
        boolean enabled = !request.path("State").asText("ENABLED").equals("DISABLED");
        String description = request.path("Description").asText("");
        Rule rule = bus.putRule(scope, require(request, "Name"), pattern, enabled, description);
        return Json.object().put("RuleArn", rule.arn());
    }

    private static ObjectNode describe(Rule rule) {
        return Json.object()
                .put("Name", rule.name())
                .put("Arn", rule.arn())
                .put("EventPattern", Json.write(rule.pattern().pattern()))
                .put("State", rule.enabled() ? "ENABLED" : "DISABLED")
                .put("Description", rule.description())
                .put("EventBusName", "default");
    }

    private ObjectNode listRules(Scope scope, JsonNode request) {
        requireDefaultBus(request);
        String prefix = request.path("NamePrefix").asText("");
        List<Rule> found = bus.rules(scope).stream()
                .filter(rule -> rule.name().startsWith(prefix))
                .toList();
        Optional<String> token =
                Optional.of(request.path("NextToken").asText("")).filter(text -> !text.isEmpty());
        Pages<Rule> page = Pages.cut(found, token, request.path("Limit").asInt(100), "ValidationException");
        ObjectNode answer = Json.object();
        answer.withArray("Rules");
        page.page().forEach(rule -> answer.withArray("Rules").add(describe(rule)));
        page.next().ifPresent(next -> answer.put("NextToken", next));
        return answer;
    }

    private ObjectNode deleteRule(Scope scope, JsonNode request) {
        requireDefaultBus(request);
        // deleting a rule that isn't there is a success
        bus.rule(scope, require(request, "Name")).ifPresent(rule -> {
            if (!rule.targets().isEmpty()) {
                throw new Refusal("ValidationException", "Rule can't be deleted since it has targets.");
            }
            bus.deleteRule(rule);
        });
        return Json.object();
    }

    private ObjectNode putTargets(Scope scope, JsonNode request) {
        Rule rule = rule(scope, request, "Rule");
        Map<String, String> accepted = new LinkedHashMap<>();
        ObjectNode answer = Json.object();
        answer.withArray("FailedEntries");
        for (JsonNode target : request.path("Targets")) {
            String arn = target.path("Arn").asText();
            if (QueueArn.isOne(arn)) {
                accepted.put(target.path("Id").asText(), arn);
            } else {
                answer.withArray("FailedEntries")
                        .addObject()
                        .put("TargetId", target.path("Id").asText())
                        .put("ErrorCode", "ValidationException")
                        .put("ErrorMessage", "Only SQS queues are supported as targets here: " + arn);
            }
        }
        if (!accepted.isEmpty()) {
            bus.putTargets(rule, accepted);
        }
        return answer.put("FailedEntryCount", answer.path("FailedEntries").size());
    }

    private ObjectNode listTargets(Scope scope, JsonNode request) {
        ObjectNode answer = Json.object();
        answer.withArray("Targets");
        rule(scope, request, "Rule")
                .targets()
                .forEach((id, arn) ->
                        answer.withArray("Targets").addObject().put("Id", id).put("Arn", arn));
        return answer;
    }

    private ObjectNode removeTargets(Scope scope, JsonNode request) {
        bus.removeTargets(rule(scope, request, "Rule"), Json.strings(request.path("Ids")));
        ObjectNode answer = Json.object().put("FailedEntryCount", 0);
        answer.withArray("FailedEntries");
        return answer;
    }

    private ObjectNode putEvents(Scope scope, JsonNode request) {
        ObjectNode answer = Json.object();
        int failed = 0;
        for (JsonNode entry : request.path("Entries")) {
            ObjectNode result = answer.withArray("Entries").addObject();
            Optional<String> complaint = complaint(entry);
            if (complaint.isPresent()) {
                failed++;
                result.put("ErrorCode", complaint.get()).put("ErrorMessage", "The entry was not accepted.");
            } else {
                result.put("EventId", emit(scope, entry));
            }
        }
        return answer.put("FailedEntryCount", failed);
    }

    private static Optional<String> complaint(JsonNode entry) {
        String source = entry.path("Source").asText("");
        if (source.startsWith("aws.")) {
            // only AWS itself may speak as an AWS service
            return Optional.of("NotAuthorizedForSourceException");
        }
        if (source.isEmpty() || entry.path("DetailType").asText("").isEmpty()) {
            return Optional.of("InvalidArgument");
        }
        return detail(entry).isPresent() ? Optional.empty() : Optional.of("MalformedDetail");
    }

    private static Optional<ObjectNode> detail(JsonNode entry) {
        try {
            JsonNode detail = Json.parse(entry.path("Detail").asText("").getBytes(StandardCharsets.UTF_8));
            return detail instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String emit(Scope scope, JsonNode entry) {
        String source = entry.path("Source").asText();
        String id = dice.uuid("put-event", source);
        Instant time = entry.has("Time")
                ? Instant.ofEpochMilli(Math.round(entry.path("Time").asDouble() * 1000))
                : turns.now();
        bus.emit(new SimEvent(
                id,
                entry.path("DetailType").asText(),
                source,
                scope,
                Json.seconds(time),
                Json.strings(entry.path("Resources")),
                detail(entry).orElseThrow(),
                Optional.empty(),
                source));
        return id;
    }

    private Rule rule(Scope scope, JsonNode request, String field) {
        requireDefaultBus(request);
        String name = require(request, field);
        return bus.rule(scope, name)
                .orElseThrow(() -> new Refusal(
                        "ResourceNotFoundException", "Rule " + name + " does not exist on EventBus default."));
    }

    private static void requireDefaultBus(JsonNode request) {
        String name = request.path("EventBusName").asText("default");
        if (!name.equals("default")) {
            throw new Refusal("ResourceNotFoundException", "Event bus " + name + " does not exist.");
        }
    }

    private static String require(JsonNode request, String name) {
        String text = request.path(name).asText("");
        if (text.isEmpty()) {
            throw new Refusal("ValidationException", "Parameter " + name + " is missing.");
        }
        return text;
    }
}
