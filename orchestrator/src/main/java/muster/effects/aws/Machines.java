package muster.effects.aws;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import muster.effects.BatchLane;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;

/** What is asked of, and written to, the machine itself: its state and addresses, its tags, its agent. */
final class Machines {
    /** Values of one filter at most ("Filter your resources", Amazon EC2 user guide). */
    private static final int DESCRIBED_AT_ONCE = 200;

    /** A page at most, so that all are on the first (Systems Manager API reference, DescribeInstanceInformation). */
    private static final int AGENTS_AT_ONCE = 50;

    private final Ec2Client ec2;
    private final SsmClient ssm;
    private final Calls calls;
    private final BatchLane<InstanceId, Outcome> descriptions;
    private final BatchLane<InstanceId, Outcome> agents;

    Machines(Ec2Client ec2, SsmClient ssm, Calls calls, AwsLanes lanes) {
        this.ec2 = ec2;
        this.ssm = ssm;
        this.calls = calls;
        this.descriptions = lanes.open(
                "describe-instances",
                ByIds.IN_FLIGHT,
                new ByIds(calls, "ec2:DescribeInstances", DESCRIBED_AT_ONCE, this::described, NOT_SHOWN));
        this.agents = lanes.open(
                "check-agents",
                ByIds.IN_FLIGHT,
                new ByIds(calls, "ssm:DescribeInstanceInformation", AGENTS_AT_ONCE, this::online, NOT_REGISTERED));
    }

    private static final Outcome NOT_SHOWN = new Outcome.NotShown("EC2 does not show the instance");

    private static final Outcome NOT_REGISTERED =
            new Outcome.NotYet("the agent has not registered: it is off, or has no instance profile or no way to SSM");

    Outcome describe(Effect.DescribeInstance effect) {
        return descriptions.ask(effect.instance());
    }

    /** By a filter, not by id: an id that EC2 does not show yet is then just missing. */
    private Map<String, Outcome> described(List<String> ids) {
        var answer = calls.makeAdmitted(
                "ec2:DescribeInstances",
                "*",
                () -> ec2.describeInstances(request -> request.filters(
                        Filter.builder().name("instance-id").values(ids).build())));
        return answer.reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .collect(Collectors.toMap(
                        instance -> instance.instanceId(),
                        instance -> withAddress(new Outcome.Described(
                                Ec2State.of(instance.state().nameAsString()),
                                Optional.ofNullable(instance.privateIpAddress()).orElse(""),
                                Optional.ofNullable(instance.publicIpAddress()).orElse(""),
                                Optional.ofNullable(instance.ipv6Address()).orElse(""))),
                        (first, _) -> first));
    }

    /** A machine that has no address yet cannot be named in DNS; one at its end has lost it. Some have IPv6 alone. */
    private static Outcome withAddress(Outcome.Described described) {
        return described.privateAddress().isEmpty()
                        && described.ipv6Address().isEmpty()
                        && !described.state().isFinal()
                ? new Outcome.NotYet("the instance has neither a private nor an IPv6 address yet")
                : described;
    }

    Outcome tag(Effect.TagInstance effect) {
        var tags = effect.tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        var id = effect.instance().value();
        try {
            calls.make(
                    "ec2:CreateTags",
                    id,
                    () -> ec2.createTags(request -> request.resources(id).tags(tags)));
            return new Outcome.Done();
        } catch (CallRefused refused) {
            if (refused.meaning() == Meaning.GONE) {
                return new Outcome.NotYet("EC2 does not know the instance yet");
            }
            throw refused;
        }
    }

    Outcome checkAgent(Effect.CheckAgent effect) {
        return agents.ask(effect.instance());
    }

    private Map<String, Outcome> online(List<String> ids) {
        var filter = InstanceInformationStringFilter.builder()
                .key("InstanceIds")
                .values(ids)
                .build();
        var pages = calls.makeAdmitted(
                "ssm:DescribeInstanceInformation",
                "*",
                () -> ssm
                        .describeInstanceInformationPaginator(
                                request -> request.filters(filter).maxResults(AGENTS_AT_ONCE))
                        .instanceInformationList()
                        .stream()
                        .toList());
        return pages.stream()
                .collect(Collectors.toMap(
                        information -> information.instanceId(),
                        information -> agent(information.pingStatusAsString()),
                        (first, _) -> first));
    }

    private static Outcome agent(String state) {
        return state.equals("Online") ? new Outcome.AgentOnline() : new Outcome.NotYet("the agent is " + state);
    }
}
