package muster.effects.aws;

import java.util.List;
import java.util.Optional;
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
    private final Ec2Client ec2;
    private final SsmClient ssm;

    Machines(Ec2Client ec2, SsmClient ssm) {
        this.ec2 = ec2;
        this.ssm = ssm;
    }

    /** By a filter, not by id: an id that EC2 does not show yet is then just missing. */
    Outcome describe(Effect.DescribeInstance effect) {
        var id = effect.instance().value();
        var answer = Refusals.call(
                "ec2:DescribeInstances",
                id,
                () -> ec2.describeInstances(request -> request.filters(
                        Filter.builder().name("instance-id").values(id).build())));
        return answer.reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .findFirst()
                .<Outcome>map(instance -> new Outcome.Described(
                        Ec2State.of(instance.state().nameAsString()),
                        Optional.ofNullable(instance.privateIpAddress()).orElse(""),
                        Optional.ofNullable(instance.publicIpAddress()).orElse(""),
                        Optional.ofNullable(instance.ipv6Address()).orElse("")))
                .map(Machines::withAddress)
                .orElseGet(() -> new Outcome.NotYet("EC2 does not show the instance yet"));
    }

    /** A machine that has no address yet cannot be named in DNS; one at its end has lost it. */
    private static Outcome withAddress(Outcome outcome) {
        return outcome instanceof Outcome.Described(var state, var address, var _, var _)
                        && address.isEmpty()
                        && !state.isFinal()
                ? new Outcome.NotYet("the instance has no private address yet")
                : outcome;
    }

    Outcome tag(Effect.TagInstance effect) {
        var tags = effect.tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        var id = effect.instance().value();
        try {
            Refusals.call(
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
        return agentState(effect.instance())
                .<Outcome>map(state -> state.equals("Online")
                        ? new Outcome.AgentOnline()
                        : new Outcome.NotYet("the agent is " + state))
                .orElseGet(() -> new Outcome.NotYet(
                        "the agent has not registered: it is off, or has no instance profile or no way to SSM"));
    }

    private Optional<String> agentState(InstanceId instance) {
        var filter = InstanceInformationStringFilter.builder()
                .key("InstanceIds")
                .values(instance.value())
                .build();
        var answer = Refusals.call(
                "ssm:DescribeInstanceInformation",
                "*",
                () -> ssm.describeInstanceInformation(request -> request.filters(List.of(filter))));
        return answer.instanceInformationList().stream()
                .filter(information -> instance.value().equals(information.instanceId()))
                .map(information -> information.pingStatusAsString())
                .findFirst();
    }
}
