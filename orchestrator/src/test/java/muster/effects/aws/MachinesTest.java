package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** What EC2 says of a machine, and what is made of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachinesTest {
    private static final InstanceId ID = new InstanceId("i-0123456789abcdef0");
    private static final Effect DESCRIBE = new Effect.DescribeInstance(Account.target(ID, 1, "describe-instance", 1));

    private Account account;

    @BeforeAll
    void open() {
        account = new Account();
    }

    @AfterAll
    void close() {
        account.close();
    }

    private Outcome described(Instance.Builder instance) {
        var shown = instance.instanceId(ID.value()).build();
        var clients = Stubbed.clients(
                account.clients,
                "describeInstances",
                _ -> Optional.of(DescribeInstancesResponse.builder()
                        .reservations(reservation -> reservation.instances(shown))
                        .build()));
        try (var effects = account.process(clients)) {
            return effects.execute(DESCRIBE);
        }
    }

    private static Instance.Builder at(InstanceStateName state) {
        return Instance.builder().state(it -> it.name(state));
    }

    @Test
    void an_instance_with_ipv6_alone_is_described() {
        assertThat(described(at(InstanceStateName.RUNNING).ipv6Address("2001:db8::17")))
                .isEqualTo(new Outcome.Described(Ec2State.RUNNING, "", "", "2001:db8::17"));
    }

    @Test
    void an_instance_without_any_address_yet_is_waited_for() {
        assertThat(described(at(InstanceStateName.PENDING))).isInstanceOf(Outcome.NotYet.class);
        assertThat(described(at(InstanceStateName.RUNNING).publicIpAddress("198.51.100.7")))
                .isInstanceOf(Outcome.NotYet.class);
    }

    @Test
    void an_instance_at_its_end_has_lost_its_addresses_and_is_described() {
        assertThat(described(at(InstanceStateName.TERMINATED)))
                .isEqualTo(new Outcome.Described(Ec2State.TERMINATED, "", "", ""));
    }

    @Test
    void an_instance_that_ec2_does_not_show_is_told_from_one_that_is_not_ready() {
        assertThat(account.run(DESCRIBE)).isInstanceOf(Outcome.NotShown.class);
    }

    @Test
    void a_tag_on_an_instance_that_ec2_does_not_know_is_waited_for() {
        account.claimed(ID, 1, Account.pool("machines", 1));
        assertThat(account.run(new Effect.TagInstance(
                        Account.target(ID, 1, "tag-instance", 1), Map.of("Hostname", "a.xnet.example"))))
                .isInstanceOf(Outcome.NotYet.class);
    }
}
