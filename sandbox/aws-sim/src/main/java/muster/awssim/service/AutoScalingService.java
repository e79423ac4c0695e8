package muster.awssim.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.journal.CallInProgress;
import muster.awssim.wire.CommonErrors;
import muster.awssim.wire.Form;
import muster.awssim.wire.QueryService;
import muster.awssim.wire.Request;
import muster.awssim.wire.Xml;
import muster.awssim.world.AutoScaling;
import muster.awssim.world.GroupView;
import muster.awssim.world.HookResult;
import muster.awssim.world.HookSpec;
import muster.awssim.world.InstanceView;
import muster.awssim.world.PoolSpec;
import muster.awssim.world.RefreshView;
import muster.awssim.world.Refusal;
import muster.awssim.world.Transition;
import muster.awssim.world.World;

/** Auto Scaling: groups, hooks and warm pools. */
public final class AutoScalingService extends QueryService {
    private static final String INVALID = "ValidationError";
    private static final int DEFAULT_HEARTBEAT = 3600;
    private static final String HOOK_NAME = "[A-Za-z0-9\\-_/]{1,255}";
    private static final int TOKEN_LENGTH = 36;
    private static final int LONGEST_INSTANCE = 19;

    private final AutoScaling scaling;
    private final World world;

    public AutoScalingService(World world) {
        super(world.turns(), "http://autoscaling.amazonaws.com/doc/2011-01-01/");
        this.world = world;
        this.scaling = world.autoScaling();
        on("DescribeAutoScalingGroups", this::describeGroups);
        on("DescribeAutoScalingInstances", this::describeInstances);
        on("DescribeLifecycleHooks", this::describeHooks);
        on("DescribeWarmPool", this::describeWarmPool);
        on("PutLifecycleHook", this::putHook);
        on("CompleteLifecycleAction", this::complete);
        on("RecordLifecycleActionHeartbeat", this::heartbeat);
        on("SetDesiredCapacity", this::setDesired);
        on("TerminateInstanceInAutoScalingGroup", this::terminate);
        on("DeleteAutoScalingGroup", this::deleteGroup);
        on("DeleteLifecycleHook", this::deleteHook);
        on("EnterStandby", this::enterStandby);
        on("ExitStandby", this::exitStandby);
        on("AttachInstances", this::attach);
        on("DetachInstances", this::detach);
        on("StartInstanceRefresh", this::startRefresh);
        on("CancelInstanceRefresh", this::cancelRefresh);
        on("DescribeInstanceRefreshes", this::describeRefreshes);
    }

    @Override
    public String name() {
        return "autoscaling";
    }

    @Override
    public CommonErrors commonErrors() {
        return CommonErrors.xml();
    }

    private Consumer<Xml> describeGroups(Scope scope, Form form) {
        List<String> names = form.list("AutoScalingGroupNames.member");
        List<GroupView> found = scaling.groups(scope).stream()
                .filter(group -> names.isEmpty() || names.contains(group.name()))
                .toList();
        Pages<GroupView> page =
                Pages.cut(found, form.find("NextToken"), form.number("MaxRecords", 50, INVALID), "InvalidNextToken");
        return xml -> xml.list("AutoScalingGroups", "member", page.page(), AutoScalingService::group)
                .text("NextToken", page.next());
    }

    private static void group(Xml xml, GroupView group) {
        xml.text("AutoScalingGroupName", group.name())
                .text("AutoScalingGroupARN", group.arn())
                .text("MinSize", 0)
                .text("MaxSize", group.maxSize())
                .text("DesiredCapacity", group.desired())
                .text("DefaultCooldown", 300)
                .texts("AvailabilityZones", "member", List.of(group.scope().region() + "a"))
                .text("HealthCheckType", "EC2")
                .text("CreatedTime", Json.millis(group.created()))
                .list("Instances", "member", group.instances(), AutoScalingService::member);
        if (group.retainsAbandoned()) {
            xml.element(
                    "InstanceLifecyclePolicy",
                    policy -> policy.element(
                            "RetentionTriggers", triggers -> triggers.text("TerminateHookAbandon", "retain")));
        }
        group.warmPool()
                .ifPresent(pool -> xml.element("WarmPoolConfiguration", warm -> pool(warm, pool))
                        .text("WarmPoolSize", group.pool().size()));
    }

    private static void pool(Xml xml, PoolSpec pool) {
        xml.text("MinSize", 0)
                .text("PoolState", pool.state().text())
                .element("InstanceReusePolicy", policy -> policy.text("ReuseOnScaleIn", pool.reuseOnScaleIn()));
    }

    private static void member(Xml xml, InstanceView instance) {
        xml.text("InstanceId", instance.id())
                .text("InstanceType", "m7g.large")
                .text("AvailabilityZone", instance.zone())
                .text("LifecycleState", instance.lifecycle().orElse(""))
                .text("HealthStatus", instance.state().isEnd() ? "Unhealthy" : "Healthy")
                .text("ProtectedFromScaleIn", false);
    }

    private Consumer<Xml> describeInstances(Scope scope, Form form) {
        List<String> ids = form.list("InstanceIds.member");
        ids.forEach(CallInProgress::isAbout);
        // unknown instances are not an error here: they are just not listed
        List<InstanceView> found = world.instances(one ->
                one.scope().equals(scope) && one.lifecycle().isPresent() && (ids.isEmpty() || ids.contains(one.id())));
        Pages<InstanceView> page =
                Pages.cut(found, form.find("NextToken"), form.number("MaxRecords", 50, INVALID), "InvalidNextToken");
        return xml -> xml.list("AutoScalingInstances", "member", page.page(), (item, one) -> {
                    item.text("AutoScalingGroupName", one.group());
                    member(item, one);
                })
                .text("NextToken", page.next());
    }

    private Consumer<Xml> describeHooks(Scope scope, Form form) {
        GroupView group = scaling.group(scope, groupName(form));
        List<String> names = form.list("LifecycleHookNames.member");
        List<HookSpec> hooks = group.hooks().stream()
                .filter(hook -> names.isEmpty() || names.contains(hook.name()))
                .toList();
        return xml -> xml.list(
                "LifecycleHooks",
                "member",
                hooks,
                (item, hook) -> item.text("LifecycleHookName", hook.name())
                        .text("AutoScalingGroupName", group.name())
                        .text("LifecycleTransition", hook.transition().apiName())
                        .text("NotificationMetadata", hook.notificationMetadata())
                        .text("HeartbeatTimeout", hook.heartbeatTimeout().toSeconds())
                        .text("GlobalTimeout", hook.globalTimeout().toSeconds())
                        .text("DefaultResult", hook.defaultResult()));
    }

    private Consumer<Xml> describeWarmPool(Scope scope, Form form) {
        GroupView group = scaling.group(scope, groupName(form));
        return xml -> {
            group.warmPool().ifPresent(pool -> xml.element("WarmPoolConfiguration", warm -> pool(warm, pool)));
            xml.list("Instances", "member", group.pool(), AutoScalingService::member);
        };
    }

    private Consumer<Xml> putHook(Scope scope, Form form) {
        String name = hookName(form);
        Optional<HookSpec> before = scaling.hook(scope, groupName(form), name);
        Transition transition = form.find("LifecycleTransition")
                .map(AutoScalingService::transition)
                .or(() -> before.map(HookSpec::transition))
                .orElseThrow(() -> new Refusal(INVALID, "A lifecycle hook needs a LifecycleTransition"));
        int timeout = form.number("HeartbeatTimeout", DEFAULT_HEARTBEAT, INVALID);
        if (timeout < 30 || timeout > 7200) {
            throw new Refusal(INVALID, "The heartbeat timeout must be from 30 to 7200 seconds: " + timeout);
        }
        HookResult result =
                form.find("DefaultResult").map(AutoScalingService::result).orElse(HookResult.ABANDON);
        HookSpec hook =
                new HookSpec(name, transition, Duration.ofSeconds(timeout), result, form.find("NotificationMetadata"));
        scaling.putHook(scope, groupName(form), hook);
        return _ -> {};
    }

    private static Transition transition(String text) {
        for (Transition transition : Transition.values()) {
            if (transition.apiName().equals(text)) {
                return transition;
            }
        }
        throw new Refusal(INVALID, "Invalid lifecycle transition: " + text);
    }

    private static HookResult result(String text) {
        return switch (text) {
            case "CONTINUE" -> HookResult.CONTINUE;
            case "ABANDON" -> HookResult.ABANDON;
            default ->
                throw new Refusal(
                        INVALID, "Invalid lifecycle action result '" + text + "'. Must be one of [CONTINUE, ABANDON]");
        };
    }

    private Consumer<Xml> complete(Scope scope, Form form) {
        HookResult result = result(form.require("LifecycleActionResult", INVALID));
        scaling.complete(scope, groupName(form), hookName(form), token(form), instance(form), result);
        return _ -> {};
    }

    @Override
    public void expire(Request request) {
        Form form = Form.parse(request.body());
        form.find("InstanceId").filter(id -> world.find(id).isPresent()).ifPresent(world::expireHooks);
    }

    private Consumer<Xml> heartbeat(Scope scope, Form form) {
        scaling.heartbeat(scope, groupName(form), hookName(form), token(form), instance(form));
        return _ -> {};
    }

    private static Optional<String> token(Form form) {
        Optional<String> token = form.find("LifecycleActionToken");
        if (token.isEmpty() && form.find("InstanceId").isEmpty()) {
            throw new Refusal(INVALID, "Either the lifecycle action token or the instance ID must be given");
        }
        token.filter(text -> text.length() != TOKEN_LENGTH).ifPresent(text -> {
            throw unmet(
                    text,
                    "lifecycleActionToken",
                    "length " + (text.length() < TOKEN_LENGTH ? "greater" : "less") + " than or equal to "
                            + TOKEN_LENGTH);
        });
        return token;
    }

    private static Optional<String> instance(Form form) {
        Optional<String> instance = form.find("InstanceId");
        instance.filter(text -> text.isEmpty() || text.length() > LONGEST_INSTANCE)
                .ifPresent(text -> {
                    throw unmet(text, "instanceId", "length less than or equal to " + LONGEST_INSTANCE);
                });
        instance.ifPresent(CallInProgress::isAbout);
        return instance;
    }

    private Consumer<Xml> setDesired(Scope scope, Form form) {
        form.require("DesiredCapacity", INVALID);
        scaling.setDesired(scope, groupName(form), form.number("DesiredCapacity", 0, INVALID));
        return _ -> {};
    }

    private Consumer<Xml> terminate(Scope scope, Form form) {
        String instance = form.require("InstanceId", INVALID);
        CallInProgress.isAbout(instance);
        boolean decrement = decrements(form);
        String group = world.find(instance).map(InstanceView::group).orElse("");
        String description = scaling.terminate(scope, instance, decrement);
        return xml -> xml.element(
                "Activity",
                activity -> activity.text("ActivityId", "activity-" + instance)
                        .text("AutoScalingGroupName", group)
                        .text("Description", description)
                        .text(
                                "Cause",
                                "instance " + instance + " was taken out of service in response to a user request.")
                        .text("StartTime", Json.millis(world.turns().now()))
                        .text("StatusCode", "InProgress")
                        .text("Progress", 0));
    }

    private Consumer<Xml> deleteGroup(Scope scope, Form form) {
        scaling.delete(
                scope,
                groupName(form),
                form.find("ForceDelete").filter("true"::equals).isPresent());
        return _ -> {};
    }

    private Consumer<Xml> deleteHook(Scope scope, Form form) {
        scaling.deleteHook(scope, groupName(form), hookName(form));
        return _ -> {};
    }

    private Consumer<Xml> enterStandby(Scope scope, Form form) {
        List<String> instances = instances(form);
        scaling.enterStandby(scope, groupName(form), instances, decrements(form));
        return activities(form, instances, "Moving EC2 instance to Standby: ");
    }

    private Consumer<Xml> exitStandby(Scope scope, Form form) {
        List<String> instances = instances(form);
        scaling.exitStandby(scope, groupName(form), instances);
        return activities(form, instances, "Moving EC2 instance out of Standby: ");
    }

    private Consumer<Xml> attach(Scope scope, Form form) {
        scaling.attach(scope, groupName(form), instances(form));
        return _ -> {};
    }

    private Consumer<Xml> detach(Scope scope, Form form) {
        List<String> instances = instances(form);
        scaling.detach(scope, groupName(form), instances, decrements(form));
        return activities(form, instances, "Detaching EC2 instance: ");
    }

    private static List<String> instances(Form form) {
        List<String> instances = form.list("InstanceIds.member");
        instances.forEach(CallInProgress::isAbout);
        return instances;
    }

    private static boolean decrements(Form form) {
        return form.require("ShouldDecrementDesiredCapacity", INVALID).equals("true");
    }

    private Consumer<Xml> activities(Form form, List<String> instances, String description) {
        String group = groupName(form);
        return xml -> xml.list(
                "Activities", "member", instances, (activity, id) -> activity(activity, group, id, description + id));
    }

    private void activity(Xml xml, String group, String instance, String description) {
        xml.text("ActivityId", "activity-" + instance)
                .text("AutoScalingGroupName", group)
                .text("Description", description)
                .text("Cause", "instance " + instance + " was changed in response to a user request.")
                .text("StartTime", Json.millis(world.turns().now()))
                .text("StatusCode", "InProgress")
                .text("Progress", 0);
    }

    /** Only with the strategy that keeps the instances; the simulation does not replace instances by others. */
    private Consumer<Xml> startRefresh(Scope scope, Form form) {
        String strategy = form.find("Strategy").orElse("Rolling");
        if (!strategy.equals("ReplaceRootVolume")) {
            throw new Refusal(INVALID, "Only the strategy ReplaceRootVolume is simulated here, not " + strategy);
        }
        List<Integer> checkpoints = form.list("Preferences.CheckpointPercentages.member").stream()
                .map(AutoScalingService::percentage)
                .toList();
        String id = scaling.startRefresh(scope, groupName(form), checkpoints);
        return xml -> xml.text("InstanceRefreshId", id);
    }

    private static int percentage(String text) {
        if (!text.matches("\\d{1,3}")) {
            throw new Refusal(INVALID, "Not a checkpoint percentage: " + text);
        }
        return Integer.parseInt(text);
    }

    private Consumer<Xml> cancelRefresh(Scope scope, Form form) {
        String id = scaling.cancelRefresh(scope, groupName(form));
        return xml -> xml.text("InstanceRefreshId", id);
    }

    private Consumer<Xml> describeRefreshes(Scope scope, Form form) {
        List<String> ids = form.list("InstanceRefreshIds.member");
        List<RefreshView> found = scaling.refreshes(scope, groupName(form)).stream()
                .filter(one -> ids.isEmpty() || ids.contains(one.id()))
                .toList();
        return xml -> xml.list(
                "InstanceRefreshes",
                "member",
                found,
                (item, one) -> item.text("InstanceRefreshId", one.id())
                        .text("AutoScalingGroupName", one.group())
                        .text("Status", one.status())
                        .text("StartTime", Json.millis(one.started()))
                        .text("EndTime", one.ended().map(Json::millis))
                        .text("PercentageComplete", one.percentage())
                        .text("Strategy", "ReplaceRootVolume"));
    }

    private static String hookName(Form form) {
        String name = form.require("LifecycleHookName", INVALID);
        if (!name.matches(HOOK_NAME)) {
            throw new Refusal(
                    INVALID,
                    "1 validation error detected: Value '" + name + "' at 'lifecycleHookName' failed to satisfy"
                            + " constraint: Member must satisfy regular expression pattern: [A-Za-z0-9\\-_\\/]+");
        }
        return name;
    }

    private static Refusal unmet(String value, String member, String constraint) {
        return new Refusal(
                INVALID,
                "1 validation error detected: Value '" + value + "' at '" + member
                        + "' failed to satisfy constraint: Member must have " + constraint);
    }

    private static String groupName(Form form) {
        return form.require("AutoScalingGroupName", INVALID);
    }
}
