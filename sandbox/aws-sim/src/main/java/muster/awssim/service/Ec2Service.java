package muster.awssim.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.journal.CallInProgress;
import muster.awssim.quota.Api;
import muster.awssim.quota.Call;
import muster.awssim.wire.AwsError;
import muster.awssim.wire.CommonErrors;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import muster.awssim.wire.Form;
import muster.awssim.wire.HiddenInstance;
import muster.awssim.wire.QueryService;
import muster.awssim.wire.Reply;
import muster.awssim.wire.Request;
import muster.awssim.wire.Xml;
import muster.awssim.wire.XmlErrors;
import muster.awssim.world.Ec2State;
import muster.awssim.world.InstanceView;
import muster.awssim.world.Refusal;
import muster.awssim.world.World;

/** EC2: instances and their tags. */
public final class Ec2Service extends QueryService {
    private static final String INVALID = "InvalidParameterValue";
    private static final String MISSING = "MissingParameter";
    private static final int MOST_RESOURCES = 1000;

    private final World world;
    private final Faults faults;

    public Ec2Service(World world, Faults faults) {
        super(world.turns(), "http://ec2.amazonaws.com/doc/2016-11-15/");
        this.world = world;
        this.faults = faults;
        on("DescribeInstances", this::describeInstances);
        on("CreateTags", this::createTags);
        on("DeleteTags", this::deleteTags);
        on("DescribeTags", this::describeTags);
        on("TerminateInstances", (scope, form) -> changeState(scope, form, this::terminate));
        on("StopInstances", (scope, form) -> changeState(scope, form, this::stop));
        on("StartInstances", (scope, form) -> changeState(scope, form, this::start));
    }

    @Override
    public String name() {
        return "ec2";
    }

    @Override
    public CommonErrors commonErrors() {
        return CommonErrors.ec2();
    }

    @Override
    protected String document(String action, String requestId, Consumer<Xml> content) {
        return Xml.document(action + "Response", namespace(), xml -> {
            xml.text("requestId", requestId);
            content.accept(xml);
        });
    }

    @Override
    public Reply error(Request request, AwsError error) {
        return Reply.of(error.status(), "text/xml;charset=UTF-8", XmlErrors.ec2(request.id(), error));
    }

    @Override
    public Call metered(Request request, String action) {
        Api api = new Api(name(), action);
        Form form = Form.parse(request.body());
        return switch (action) {
            // ids are neither a filter nor a page
            case "DescribeInstances" -> Call.of(isUnfiltered(form) ? api.asUnfiltered() : api);
            case "StartInstances", "StopInstances", "TerminateInstances" ->
                new Call(api, form.list("InstanceId").size());
            default -> Call.of(api);
        };
    }

    private static boolean isUnfiltered(Form form) {
        return form.find("MaxResults").isEmpty() && form.structures("Filter").isEmpty();
    }

    private Consumer<Xml> describeInstances(Scope scope, Form form) {
        List<String> ids = form.list("InstanceId");
        boolean paged = form.find("MaxResults").isPresent();
        if (paged && !ids.isEmpty()) {
            throw new Refusal(
                    "InvalidParameterCombination",
                    "The parameter instancesSet cannot be used with the parameter maxResults");
        }
        ids.forEach(CallInProgress::isAbout);
        List<Ec2Filter> filters = Ec2Filter.read(form);
        Stream<InstanceView> named = ids.isEmpty() ? all(scope) : ids.stream().map(id -> named(scope, id));
        Map<Boolean, List<InstanceView>> selected = named.filter(
                        one -> filters.stream().allMatch(filter -> filter.accepts(one)))
                .collect(Collectors.partitioningBy(this::isHidden));
        // whoever asks by a filter is not told that one is missing
        selected.getOrDefault(true, List.of()).forEach(_ -> faults.count(Fault.NOT_FOUND_YET));
        List<InstanceView> found = selected.getOrDefault(false, List.of());
        int size = paged ? form.number("MaxResults", MOST_RESOURCES, INVALID) : Integer.MAX_VALUE / 2;
        if (size < 5) {
            throw new Refusal(
                    INVALID,
                    "Value ( " + size + " ) for parameter maxResults is invalid. Expecting a value greater than 5.");
        }
        Pages<InstanceView> page = Pages.cut(found, form.find("NextToken"), size, INVALID);
        return xml -> xml.list("reservationSet", "item", page.page(), Ec2Service::reservation)
                .text("nextToken", page.next());
    }

    private Stream<InstanceView> all(Scope scope) {
        return world.instances().stream().filter(one -> one.scope().equals(scope));
    }

    private boolean isHidden(InstanceView instance) {
        return faults.hides(name(), instance.launchTime(), world.turns().now());
    }

    private InstanceView named(Scope scope, String id) {
        InstanceView instance =
                world.find(id).filter(one -> one.scope().equals(scope)).orElseThrow(() -> unknown(id));
        if (isHidden(instance)) {
            throw new HiddenInstance(unknown(id));
        }
        return instance;
    }

    private static Refusal unknown(String id) {
        return id.matches("i-([0-9a-f]{8}|[0-9a-f]{17})")
                ? new Refusal("InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist")
                : new Refusal("InvalidInstanceID.Malformed", "Invalid id: \"" + id + "\"");
    }

    private static void reservation(Xml xml, InstanceView instance) {
        xml.text("reservationId", "r-" + instance.id().substring(2))
                .text("ownerId", instance.scope().account())
                .list("instancesSet", "item", List.of(instance), Ec2Service::instance);
    }

    private static void instance(Xml xml, InstanceView instance) {
        boolean ended = instance.state() == Ec2State.TERMINATED;
        xml.text("instanceId", instance.id())
                .text("imageId", "ami-0a1b2c3d4e5f60718")
                .element("instanceState", state -> state(state, instance.state()))
                // EC2 forgets the addresses of an instance with its network interface
                .text(
                        "privateIpAddress",
                        Optional.of(instance.privateIp()).filter(address -> !ended && !address.isEmpty()))
                .text("privateDnsName", ended ? "" : privateName(instance))
                .text("ipAddress", instance.publicIp())
                .text("ipv6Address", instance.ipv6().filter(_ -> !ended))
                .text("instanceType", "m7g.large")
                .text("launchTime", Json.millis(instance.launchTime()))
                .element("placement", placement -> placement.text("availabilityZone", instance.zone()))
                .tags("tagSet", instance.tags());
        if (!ended) {
            instance.ipv6()
                    .ifPresent(address -> xml.list("networkInterfaceSet", "item", List.of(address), (card, ipv6) -> {
                        card.text("networkInterfaceId", "eni-" + instance.id().substring(2))
                                .text(
                                        "privateIpAddress",
                                        Optional.of(instance.privateIp()).filter(ipv4 -> !ipv4.isEmpty()))
                                .list(
                                        "ipv6AddressesSet",
                                        "item",
                                        List.of(ipv6),
                                        (each, value) ->
                                                each.text("ipv6Address", value).text("isPrimaryIpv6", true));
                    }));
        }
    }

    private static String privateName(InstanceView instance) {
        // an instance without an IPv4 address has a name by its id
        String host = instance.privateIp().isEmpty()
                ? instance.id()
                : "ip-" + instance.privateIp().replace('.', '-');
        return host + "." + instance.scope().region() + ".compute.internal";
    }

    private static void state(Xml xml, Ec2State state) {
        xml.text("code", state.code()).text("name", state.text());
    }

    private Consumer<Xml> createTags(Scope scope, Form form) {
        List<String> ids = resources(scope, form);
        Map<String, String> tags = new LinkedHashMap<>();
        form.structures("Tag")
                .forEach(tag ->
                        tags.put(tag.require("Key", MISSING), tag.find("Value").orElse("")));
        if (tags.isEmpty()) {
            throw new Refusal(MISSING, "The request must contain the parameter tag");
        }
        world.createTags(scope, ids, tags);
        return done();
    }

    private Consumer<Xml> deleteTags(Scope scope, Form form) {
        List<String> ids = resources(scope, form);
        Map<String, Optional<String>> tags = new LinkedHashMap<>();
        form.structures("Tag").forEach(tag -> tags.put(tag.require("Key", MISSING), tag.find("Value")));
        world.deleteTags(scope, ids, tags);
        return done();
    }

    private List<String> resources(Scope scope, Form form) {
        List<String> ids = form.list("ResourceId");
        if (ids.isEmpty()) {
            throw new Refusal(MISSING, "The request must contain the parameter resourceIdSet");
        }
        if (ids.size() > MOST_RESOURCES) {
            throw new Refusal(
                    "ResourceCountExceeded",
                    "The request names more than " + MOST_RESOURCES + " resources; break it up into smaller ones");
        }
        ids.forEach(CallInProgress::isAbout);
        ids.forEach(id -> named(scope, id));
        return ids;
    }

    private static Consumer<Xml> done() {
        return xml -> xml.text("return", true);
    }

    private record TagView(String instance, String key, String value) {}

    private Consumer<Xml> describeTags(Scope scope, Form form) {
        List<Form> filters = form.structures("Filter");
        List<TagView> tags = all(scope)
                .filter(one -> !isHidden(one))
                .flatMap(one ->
                        one.tags().entrySet().stream().map(tag -> new TagView(one.id(), tag.getKey(), tag.getValue())))
                .filter(tag -> filters.stream().allMatch(filter -> accepts(filter, tag)))
                .toList();
        int size = form.number("MaxResults", MOST_RESOURCES, INVALID);
        Pages<TagView> page = Pages.cut(tags, form.find("NextToken"), size, INVALID);
        return xml -> xml.list(
                        "tagSet",
                        "item",
                        page.page(),
                        (item, tag) -> item.text("resourceId", tag.instance())
                                .text("resourceType", "instance")
                                .text("key", tag.key())
                                .text("value", tag.value()))
                .text("nextToken", page.next());
    }

    private static boolean accepts(Form filter, TagView tag) {
        String name = filter.require("Name", MISSING);
        String actual = switch (name) {
            case "resource-id" -> tag.instance();
            case "resource-type" -> "instance";
            case "key" -> tag.key();
            case "value" -> tag.value();
            default -> throw new Refusal(INVALID, "The filter '" + name + "' is invalid");
        };
        return filter.list("Value").stream()
                .anyMatch(value -> Ec2Filter.wildcard(value).matcher(actual).matches());
    }

    private Consumer<Xml> changeState(Scope scope, Form form, Consumer<InstanceView> change) {
        List<String> ids = form.list("InstanceId");
        ids.forEach(CallInProgress::isAbout);
        List<InstanceView> before = ids.stream().map(id -> named(scope, id)).toList();
        before.forEach(change);
        return xml -> xml.list(
                "instancesSet",
                "item",
                before,
                (item, old) -> item.text("instanceId", old.id())
                        .element(
                                "currentState",
                                state -> state(state, world.instance(old.id()).state()))
                        .element("previousState", state -> state(state, old.state())));
    }

    private void terminate(InstanceView instance) {
        world.terminateByHand(instance.id());
    }

    private void stop(InstanceView instance) {
        switch (instance.state()) {
            case RUNNING -> world.stop(instance.id());
            case STOPPING, STOPPED -> {}
            case PENDING, SHUTTING_DOWN, TERMINATED -> throw incorrect(instance);
        }
    }

    private void start(InstanceView instance) {
        switch (instance.state()) {
            case STOPPED -> world.start(instance.id());
            case PENDING, RUNNING -> {}
            case STOPPING, SHUTTING_DOWN, TERMINATED -> throw incorrect(instance);
        }
    }

    private static Refusal incorrect(InstanceView instance) {
        return new Refusal(
                "IncorrectInstanceState",
                "The instance '" + instance.id() + "' is not in a state from which it can be " + "started or stopped: "
                        + instance.state().text());
    }
}
