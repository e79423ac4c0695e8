package muster.awssim.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.journal.CallInProgress;
import muster.awssim.wire.CommonErrors;
import muster.awssim.wire.Faults;
import muster.awssim.wire.HiddenInstance;
import muster.awssim.wire.JsonService;
import muster.awssim.world.Command;
import muster.awssim.world.CommandOrder;
import muster.awssim.world.CommandStatus;
import muster.awssim.world.Document;
import muster.awssim.world.InstanceView;
import muster.awssim.world.Refusal;
import muster.awssim.world.RunCommand;
import muster.awssim.world.World;

/** Systems Manager: documents, Run Command and the state of agents. */
public final class SsmService extends JsonService {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);
    private static final int MOST_ON_A_PAGE = 50;

    private final World world;
    private final RunCommand runCommand;
    private final Faults faults;

    public SsmService(World world, Faults faults) {
        super(world.turns());
        this.world = world;
        this.runCommand = world.runCommand();
        this.faults = faults;
        on("CreateDocument", this::createDocument);
        on("DescribeDocument", this::describeDocument);
        on("SendCommand", this::sendCommand);
        on("ListCommands", this::listCommands);
        on("ListCommandInvocations", this::listInvocations);
        on("GetCommandInvocation", this::getInvocation);
        on("DescribeInstanceInformation", this::describeInstances);
    }

    @Override
    public String name() {
        return "ssm";
    }

    @Override
    public CommonErrors commonErrors() {
        return CommonErrors.json("InternalServerError");
    }

    private ObjectNode createDocument(Scope scope, JsonNode request) {
        Document document = runCommand.createDocument(
                scope,
                SsmJson.require(request, "Name"),
                SsmJson.require(request, "Content"),
                request.path("DocumentType").asText("Command"),
                request.path("DocumentFormat").asText("JSON"));
        return Json.object().set("DocumentDescription", SsmJson.document(scope, document));
    }

    private ObjectNode describeDocument(Scope scope, JsonNode request) {
        return Json.object()
                .set("Document", SsmJson.document(scope, runCommand.document(scope, SsmJson.require(request, "Name"))));
    }

    private ObjectNode sendCommand(Scope scope, JsonNode request) {
        List<String> instances = Json.strings(request.path("InstanceIds"));
        instances.forEach(CallInProgress::isAbout);
        refuseHidden(scope, instances);
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        request.path("Parameters")
                .properties()
                .forEach(one -> parameters.put(one.getKey(), Json.strings(one.getValue())));
        Duration timeout = request.has("TimeoutSeconds")
                ? Duration.ofSeconds(request.path("TimeoutSeconds").asLong())
                : DEFAULT_TIMEOUT;
        Command command = runCommand.send(
                scope,
                new CommandOrder(
                        SsmJson.require(request, "DocumentName"),
                        text(request, "DocumentVersion"),
                        text(request, "DocumentHash"),
                        request.path("Comment").asText(""),
                        instances,
                        parameters,
                        timeout));
        return Json.object().set("Command", SsmJson.command(command));
    }

    private static Optional<String> text(JsonNode request, String name) {
        return Optional.of(request.path(name).asText("")).filter(text -> !text.isEmpty());
    }

    private void refuseHidden(Scope scope, List<String> instances) {
        if (instances.stream().flatMap(id -> world.find(id).stream()).anyMatch(this::isHidden)) {
            throw new HiddenInstance(new Refusal(
                    "InvalidInstanceId",
                    "Instances " + instances + " not in a valid state for account " + scope.account()));
        }
    }

    private boolean isHidden(InstanceView instance) {
        return faults.hides(name(), instance.launchTime(), world.turns().now());
    }

    private ObjectNode listCommands(Scope scope, JsonNode request) {
        String instance = request.path("InstanceId").asText("");
        // a command that has not reached its host is not in the list of that host
        List<Command> found = selected(runCommand.listed(scope), request).stream()
                .filter(one -> instance.isEmpty() || !one.isPendingOn(instance))
                .toList();
        if (!instance.isEmpty() && asksForPending(request)) {
            throw new Refusal(
                    "ValidationException",
                    "You can't specify an instance ID in the same command that you specify Status = Pending.");
        }
        Pages<Command> page = page(found, request, 1, MOST_ON_A_PAGE);
        ObjectNode answer = Json.object();
        page.page().forEach(command -> answer.withArray("Commands").add(SsmJson.command(command)));
        answer.withArray("Commands");
        page.next().ifPresent(token -> answer.put("NextToken", token));
        return answer;
    }

    private static boolean asksForPending(JsonNode request) {
        return request.path("Filters")
                .valueStream()
                .anyMatch(filter -> filter.path("key").asText().equals("Status")
                        && filter.path("value").asText().equals(CommandStatus.PENDING.status()));
    }

    private static List<Command> selected(List<Command> from, JsonNode request) {
        String id = request.path("CommandId").asText("");
        String instance = request.path("InstanceId").asText("");
        if (!instance.isEmpty()) {
            CallInProgress.isAbout(instance);
        }
        Stream<Command> commands = from.stream()
                .filter(one -> id.isEmpty() || one.id().equals(id))
                .filter(one -> instance.isEmpty() || one.instances().contains(instance));
        for (JsonNode filter : request.path("Filters")) {
            String value = filter.path("value").asText();
            commands = switch (filter.path("key").asText()) {
                case "InvokedAfter" -> commands.filter(one -> !one.requested().isBefore(instant(value)));
                case "InvokedBefore" -> commands.filter(one -> one.requested().isBefore(instant(value)));
                case "Status" -> commands.filter(one -> one.status().status().equals(value));
                case "DocumentName" -> commands.filter(one -> one.document().equals(value));
                case "ExecutionStage" ->
                    commands.filter(one -> (one.status().isEnd() ? "Complete" : "Executing").equals(value));
                default -> throw new Refusal("InvalidFilterKey", "The specified filter key is not valid.");
            };
        }
        return commands.toList();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal("ValidationException", "Not a timestamp: " + text);
        }
    }

    private record Invocation(Command command, String instance) {}

    private ObjectNode listInvocations(Scope scope, JsonNode request) {
        String instance = request.path("InstanceId").asText("");
        List<Invocation> found = selected(runCommand.invoked(scope), request).stream()
                .flatMap(command -> command.instances().stream().map(id -> new Invocation(command, id)))
                .filter(one -> instance.isEmpty() || one.instance().equals(instance))
                .toList();
        Pages<Invocation> page = page(found, request, 1, MOST_ON_A_PAGE);
        ObjectNode answer = Json.object();
        answer.withArray("CommandInvocations");
        page.page()
                .forEach(one ->
                        answer.withArray("CommandInvocations").add(SsmJson.invocation(one.command(), one.instance())));
        page.next().ifPresent(token -> answer.put("NextToken", token));
        return answer;
    }

    private ObjectNode getInvocation(Scope scope, JsonNode request) {
        String instance = SsmJson.require(request, "InstanceId");
        CallInProgress.isAbout(instance);
        String id = SsmJson.require(request, "CommandId");
        Command command = runCommand.invoked(scope).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .filter(one -> one.instances().contains(instance))
                .orElseThrow(() -> new Refusal("InvocationDoesNotExist", ""));
        return SsmJson.invocationDetails(command, instance);
    }

    private ObjectNode describeInstances(Scope scope, JsonNode request) {
        List<Function<InstanceView, Boolean>> filters = Stream.of("Filters", "InstanceInformationFilterList")
                .flatMap(list -> request.path(list).valueStream())
                .map(SsmService::filter)
                .toList();
        List<InstanceView> found = world.instances(one -> one.scope().equals(scope)
                && one.registered()
                && !one.state().isEnd()
                && !isHidden(one)
                && filters.stream().allMatch(filter -> filter.apply(one)));
        Pages<InstanceView> page = page(found, request, 5, 10);
        ObjectNode answer = Json.object();
        answer.withArray("InstanceInformationList");
        page.page().forEach(one -> answer.withArray("InstanceInformationList").add(SsmJson.information(one)));
        page.next().ifPresent(token -> answer.put("NextToken", token));
        return answer;
    }

    /** Both forms of filter: Key and Values, and the older key and valueSet. */
    private static Function<InstanceView, Boolean> filter(JsonNode filter) {
        String key = filter.path("Key").asText(filter.path("key").asText());
        Set<String> values =
                new HashSet<>(Json.strings(filter.has("Values") ? filter.path("Values") : filter.path("valueSet")));
        if (key.startsWith("tag:")) {
            String tag = key.substring("tag:".length());
            return one -> Optional.ofNullable(one.tags().get(tag))
                    .filter(values::contains)
                    .isPresent();
        }
        return switch (key) {
            case "InstanceIds" -> one -> values.contains(one.id());
            case "PingStatus" -> one -> values.contains(SsmJson.pingStatus(one));
            default ->
                throw new Refusal("InvalidInstanceInformationFilterValue", "The specified filter value is not valid.");
        };
    }

    private static <T> Pages<T> page(List<T> all, JsonNode request, int least, int otherwise) {
        int size = request.path("MaxResults").asInt(otherwise);
        if (size < least) {
            throw tooManyOrFew(size, "greater than or equal to " + least);
        }
        if (size > MOST_ON_A_PAGE) {
            throw tooManyOrFew(size, "less than or equal to " + MOST_ON_A_PAGE);
        }
        Optional<String> token =
                Optional.of(request.path("NextToken").asText("")).filter(text -> !text.isEmpty());
        return Pages.cut(all, token, size, "InvalidNextToken");
    }

    private static Refusal tooManyOrFew(int size, String constraint) {
        return new Refusal(
                "ValidationException",
                "1 validation error detected: Value '" + size + "' at 'maxResults' failed to satisfy constraint: "
                        + "Member must have value " + constraint);
    }
}
