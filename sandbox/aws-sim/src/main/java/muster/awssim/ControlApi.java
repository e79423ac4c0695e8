package muster.awssim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import muster.awssim.base.Json;
import muster.awssim.base.Spread;
import muster.awssim.journal.Journal;
import muster.awssim.quota.Quota;
import muster.awssim.quota.Quotas;
import muster.awssim.wire.CallLatencies;
import muster.awssim.wire.Delays;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import muster.awssim.wire.FrontDoor;
import muster.awssim.wire.QuotaAdmission;
import muster.awssim.wire.Reply;
import muster.awssim.world.Addresses;
import muster.awssim.world.CommandStatus;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookResult;
import muster.awssim.world.HookSpec;
import muster.awssim.world.InstanceView;
import muster.awssim.world.Lags;
import muster.awssim.world.PoolSpec;
import muster.awssim.world.PoolState;
import muster.awssim.world.Refusal;
import muster.awssim.world.World;

/** The verbs of the world over HTTP, for those who run the simulation in a process of its own. README.md lists them. */
final class ControlApi implements FrontDoor.Control {
    private static final String JSON = "application/json";

    private final World world;
    private final Journal journal;
    private final Faults faults;
    private final QuotaAdmission admission;
    private final Delays delays;

    ControlApi(World world, Journal journal, Faults faults, QuotaAdmission admission, Delays delays) {
        this.world = world;
        this.journal = journal;
        this.faults = faults;
        this.admission = admission;
        this.delays = delays;
    }

    @Override
    public Reply answer(String method, String path, Map<String, String> query, byte[] body) {
        try {
            String[] parts = path.substring("/_sim/".length()).split("/", -1);
            return switch (method + " " + parts[0] + " " + parts.length) {
                case "GET health 1" -> ok(Json.object().put("status", "UP"));
                case "GET journal 1" -> journal(query);
                case "GET instances 1" -> instances();
                case "POST groups 1" -> createGroup(object(body));
                case "DELETE groups 2" -> {
                    world.deleteGroup(
                            parts[1], query.getOrDefault("force", "false").equals("true"));
                    yield ok(Json.object().put("group", parts[1]));
                }
                case "POST groups 3" ->
                    parts[2].equals("refresh-root-volumes")
                            ? refresh(parts[1], object(body))
                            : launch(
                                    parts[1],
                                    parts[2],
                                    object(body).path("count").asInt(1));
                case "POST instances 3" -> act(parts[1], parts[2], object(body));
                case "POST command-events 1" -> commandEvent(object(body));
                case "POST lags 1" -> use(lags(object(body)));
                case "DELETE lags 1" -> use(Lags.none());
                case "GET lags 1" -> ok(lags());
                case "POST faults 1" -> addFault(object(body));
                case "GET faults 1" -> ok(firedFaults());
                case "DELETE faults 1" -> {
                    faults.clear();
                    yield ok(firedFaults());
                }
                case "POST quotas 1" -> enforce(Quotas.published().scaled(factor(object(body))));
                case "DELETE quotas 1" -> enforce(Quotas.none());
                case "GET quotas 1" -> ok(quotas());
                case "POST latencies 1" -> use(CallLatencies.realistic().scaled(factor(object(body))));
                case "DELETE latencies 1" -> use(CallLatencies.none());
                case "GET latencies 1" -> ok(latencies());
                default -> problem(404, "nothing here: " + method + " " + path);
            };
        } catch (IllegalArgumentException e) {
            return problem(400, String.valueOf(e.getMessage()));
        } catch (Refusal e) {
            return problem(e.status(), String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            return problem(409, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode object(byte[] body) {
        return body.length == 0 ? Json.object() : Json.parse(body);
    }

    private static Reply ok(JsonNode body) {
        return Reply.of(200, JSON, Json.write(body) + "\n");
    }

    private static Reply problem(int status, String detail) {
        return Reply.of(
                status,
                "application/problem+json",
                Json.write(Json.object().put("status", status).put("detail", detail)) + "\n");
    }

    private Reply journal(Map<String, String> query) {
        return Reply.of(200, "application/x-ndjson", journal.ndjson(Long.parseLong(query.getOrDefault("after", "0"))));
    }

    private Reply instances() {
        ArrayNode list = Json.array();
        world.instances().forEach(instance -> list.add(json(instance)));
        return ok(list);
    }

    private static ObjectNode json(InstanceView instance) {
        ObjectNode json = Json.object()
                .put("instance", instance.id())
                .put("group", instance.group())
                .put("region", instance.scope().region())
                .put("state", instance.state().text())
                .put("privateIp", instance.privateIp())
                .put("agentOnline", instance.agentOnline());
        instance.ipv6().ifPresent(address -> json.put("ipv6", address));
        instance.lifecycle().ifPresent(state -> json.put("lifecycle", state));
        return json.set("tags", Json.of(instance.tags()));
    }

    private Reply createGroup(JsonNode wanted) {
        GroupSpec spec = GroupSpec.named(text(wanted, "name"));
        if (wanted.has("region")) {
            spec = spec.inRegion(text(wanted, "region"));
        }
        for (JsonNode hook : oneOrMore(wanted, "launchHook", "launchHooks")) {
            spec = spec.withHook(hook(hook, HookSpec::launching));
        }
        for (JsonNode hook : oneOrMore(wanted, "terminateHook", "terminateHooks")) {
            spec = spec.withHook(hook(hook, HookSpec::terminating));
        }
        if (wanted.has("warmPool")) {
            boolean reuse = wanted.path("reuseOnScaleIn").asBoolean(true);
            spec = spec.withWarmPool(new PoolSpec(PoolState.parse(text(wanted, "warmPool")), reuse));
        }
        if (wanted.has("bootMillis")) {
            spec = spec.withBoot(spread(wanted.path("bootMillis")));
        }
        if (wanted.has("agentOnlineMillis")) {
            spec = spec.withAgentOnline(spread(wanted.path("agentOnlineMillis")));
        }
        if (wanted.path("withoutAgent").asBoolean(false)) {
            spec = spec.withoutAgent();
        }
        if (wanted.has("addresses")) {
            spec = spec.withAddresses(Addresses.valueOf(text(wanted, "addresses")));
        }
        if (wanted.path("retainAbandoned").asBoolean(false)) {
            spec = spec.retainingAbandoned();
        }
        world.createGroup(spec);
        return ok(Json.object().put("group", spec.name()));
    }

    private static List<JsonNode> oneOrMore(JsonNode wanted, String one, String more) {
        List<JsonNode> all = new ArrayList<>();
        if (wanted.has(one)) {
            all.add(wanted.path(one));
        }
        wanted.path(more).forEach(all::add);
        return all;
    }

    private static HookSpec hook(JsonNode wanted, Function<String, HookSpec> named) {
        HookSpec hook = named.apply(text(wanted, "name"));
        if (wanted.has("timeoutMillis")) {
            hook = hook.withTimeout(
                    Duration.ofMillis(wanted.path("timeoutMillis").asLong()));
        }
        if (wanted.has("defaultResult")) {
            hook = hook.withDefault(HookResult.valueOf(text(wanted, "defaultResult")));
        }
        return wanted.has("metadata") ? hook.withMetadata(text(wanted, "metadata")) : hook;
    }

    /** {@code [from, to]} in milliseconds. */
    private static Spread spread(JsonNode range) {
        return Spread.millis(range.path(0).asLong(), range.path(1).asLong());
    }

    private static String text(JsonNode node, String name) {
        String text = node.path(name).asText("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    private Reply launch(String group, String verb, int count) {
        Supplier<String> launch = switch (verb) {
            case "launch" -> () -> world.launchDirect(group);
            case "launch-into-pool" -> () -> world.launchIntoPool(group);
            case "launch-outside" -> () -> world.launchOutside(group);
            default -> throw new IllegalArgumentException("not a verb for a group: " + verb);
        };
        ObjectNode answer = Json.object();
        ArrayNode instances = answer.putArray("instances");
        for (int i = 0; i < count; i++) {
            instances.add(launch.get());
        }
        return ok(answer);
    }

    private Reply refresh(String group, JsonNode wanted) {
        List<Integer> checkpoints =
                wanted.path("checkpoints").valueStream().map(JsonNode::asInt).toList();
        return ok(Json.object().put("refresh", world.refreshRootVolumes(group, checkpoints)));
    }

    private Reply commandEvent(JsonNode wanted) {
        world.commandEvent(
                text(wanted, "host"), text(wanted, "commandId"), text(wanted, "document"), text(wanted, "status"));
        return ok(wanted);
    }

    private Lags lags(JsonNode wanted) {
        Lags now = world.lags();
        return new Lags(
                millis(wanted, "metadataTagsMillis", now.metadataTags()),
                millis(wanted, "listCommandsMillis", now.listCommands()),
                millis(wanted, "commandInvocationsMillis", now.commandInvocations()));
    }

    private static Duration millis(JsonNode wanted, String name, Duration otherwise) {
        return wanted.has(name) ? Duration.ofMillis(wanted.path(name).asLong()) : otherwise;
    }

    private Reply use(Lags lags) {
        world.use(lags);
        return ok(lags());
    }

    private ObjectNode lags() {
        Lags lags = world.lags();
        return Json.object()
                .put("metadataTagsMillis", lags.metadataTags().toMillis())
                .put("listCommandsMillis", lags.listCommands().toMillis())
                .put("commandInvocationsMillis", lags.commandInvocations().toMillis());
    }

    private Reply act(String instance, String verb, JsonNode wanted) {
        switch (verb) {
            case "promote" -> world.promote(instance);
            case "return-to-pool" -> world.returnToPool(instance);
            case "scale-in" -> world.scaleIn(instance);
            case "terminate-by-hand" -> world.terminateByHand(instance);
            case "stop" -> world.stop(instance);
            case "start" -> world.start(instance);
            case "agent-online" -> world.agentOnline(instance);
            case "agent-offline" -> world.agentOffline(instance);
            case "agent-deaf" -> world.agentDeaf(instance, true);
            case "agent-hearing" -> world.agentDeaf(instance, false);
            case "enter-standby" -> world.enterStandby(instance);
            case "exit-standby" -> world.exitStandby(instance);
            case "detach" -> world.detach(instance);
            case "attach" -> world.attach(instance, text(wanted, "group"));
            case "replace-root-volume" -> world.replaceRootVolume(instance);
            case "fail-root-volume-replacement" -> world.failRootVolumeReplacement(instance);
            case "expire-hooks" -> world.expireHooks(instance);
            case "end-commands" ->
                world.endCommands(
                        instance,
                        CommandStatus.valueOf(text(wanted, "status")),
                        wanted.path("times").asInt(1));
            default -> throw new IllegalArgumentException("not a verb for an instance: " + verb);
        }
        return ok(json(world.instance(instance)));
    }

    private Reply addFault(JsonNode wanted) {
        Fault fault = Fault.valueOf(text(wanted, "fault"));
        String service = text(wanted, "service");
        String action = wanted.path("action").asText(Faults.ANY);
        if (wanted.has("cancelItem")) {
            faults.cancelItem(wanted.path("cancelItem").asInt());
        }
        if (wanted.has("unprocessedShare")) {
            faults.unprocessedShare(wanted.path("unprocessedShare").asDouble());
        }
        if (fault == Fault.NOT_FOUND_YET) {
            faults.notFoundYet(service, Duration.ofMillis(wanted.path("millis").asLong()));
        } else if (wanted.has("forMillis")) {
            faults.during(Duration.ofMillis(wanted.path("forMillis").asLong()), fault, service, action);
        } else if (wanted.has("onCall")) {
            faults.onCall(wanted.path("onCall").asInt(), fault, service, action);
        } else if (wanted.has("onNext")) {
            faults.onNext(wanted.path("onNext").asInt(), fault, service, action);
        } else {
            faults.withProbability(wanted.path("probability").asDouble(1), fault, service, action);
        }
        return ok(firedFaults());
    }

    private ObjectNode firedFaults() {
        ObjectNode counts = Json.object();
        for (Fault fault : Fault.values()) {
            counts.put(fault.name().toLowerCase(Locale.ROOT), faults.fired(fault));
        }
        return Json.object().set("fired", counts);
    }

    /** 1 is as AWS does it. */
    private static double factor(JsonNode wanted) {
        JsonNode scale = wanted.path("scale");
        if (!scale.isMissingNode() && !scale.isNumber()) {
            throw new IllegalArgumentException("scale is not a number: " + scale);
        }
        return scale.asDouble(1);
    }

    private Reply enforce(Quotas quotas) {
        admission.enforce(quotas);
        return ok(quotas());
    }

    private ArrayNode quotas() {
        ArrayNode rows = Json.array();
        for (Quota row : admission.quotas().rows()) {
            rows.addObject()
                    .put("service", row.service())
                    .put("action", row.action())
                    .put("counts", row.counts().name())
                    .put("per", row.reach().name())
                    .put("burst", row.burst())
                    .put("refillPerSecond", row.refillPerSecond())
                    .put("origin", row.origin().name());
        }
        return rows;
    }

    private Reply use(CallLatencies latencies) {
        delays.use(latencies);
        return ok(latencies());
    }

    private ArrayNode latencies() {
        ArrayNode rows = Json.array();
        for (CallLatencies.Row row : delays.latencies().rows()) {
            ObjectNode line = rows.addObject().put("service", row.service()).put("action", row.action());
            line.putArray("millis")
                    .add(row.spread().from().toNanos() / 1e6)
                    .add(row.spread().to().toNanos() / 1e6);
        }
        return rows;
    }
}
