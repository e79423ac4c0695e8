package muster.effects.aws;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import muster.effects.BatchLane;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
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

    /** One that hangs does not hold up the next. */
    private static final int IN_FLIGHT = 2;

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
                IN_FLIGHT,
                new ByIds(calls, "ec2:DescribeInstances", DESCRIBED_AT_ONCE, this::described, NOT_SHOWN));
        this.agents = lanes.open(
                "check-agents",
                IN_FLIGHT,
                new ByIds(calls, "ssm:DescribeInstanceInformation", AGENTS_AT_ONCE, this::online, NOT_REGISTERED));
    }

    private static final Outcome NOT_SHOWN = new Outcome.NotYet("EC2 does not show the instance yet");

    private static final Outcome NOT_REGISTERED =
            new Outcome.NotYet("the agent has not registered: it is off, or has no instance profile or no way to SSM");

    /**
     * Asks about many instances by their ids.
     *
     * @param most ids in a request
     * @param found asks, and answers for those that AWS knows
     * @param otherwise the answer for the others
     */
    private record ByIds(
            Calls calls, String action, int most, Function<List<String>, Map<String, Outcome>> found, Outcome otherwise)
            implements BatchLane.Request<InstanceId, Outcome> {
        @Override
        public void admit() {
            calls.admit(action);
        }

        @Override
        public Predicate<InstanceId> room() {
            return BatchLane.Request.upTo(most);
        }

        @Override
        public List<Outcome> send(List<InstanceId> members) {
            var answers = found.apply(
                    members.stream().map(InstanceId::value).distinct().toList());
            return members.stream()
                    .map(id -> answers.getOrDefault(id.value(), otherwise))
                    .toList();
        }
    }

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

    /** A machine that has no address yet cannot be named in DNS; one at its end has lost it. */
    private static Outcome withAddress(Outcome.Described described) {
        return described.privateAddress().isEmpty() && !described.state().isFinal()
                ? new Outcome.NotYet("the instance has no private address yet")
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
        } catch (Ec2Exception refused) {
            if (Refusals.code(refused).equals("InvalidInstanceID.NotFound")) {
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
