package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;

import muster.awssim.world.Addresses;
import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;

class Ipv6Test extends SimTest {
    @Test
    void a_machine_with_ipv6_only_has_no_ipv4_address_at_all() {
        Instance instance = launched(Addresses.IPV6_ONLY);

        assertThat(instance.privateIpAddress()).isNull();
        assertThat(instance.publicIpAddress()).isNull();
        assertThat(instance.ipv6Address()).startsWith("2001:db8::");
        assertThat(instance.networkInterfaces()).singleElement().satisfies(card -> {
            assertThat(card.privateIpAddress()).isNull();
            assertThat(card.ipv6Addresses())
                    .singleElement()
                    .satisfies(one -> assertThat(one.ipv6Address()).isEqualTo(instance.ipv6Address()));
        });
        assertThat(instance.privateDnsName()).startsWith(instance.instanceId());
        assertThat(sim.journal().entries("instance-launched")).singleElement().satisfies(line -> {
            assertThat(line.text("ipv6")).isEqualTo(instance.ipv6Address());
            assertThat(line.text("privateIp")).isEmpty();
        });
        assertThat(clients.ssm().describeInstanceInformation().instanceInformationList())
                .singleElement()
                .satisfies(one -> assertThat(one.ipAddress()).isEqualTo(instance.ipv6Address()));
        assertThat(clients.ec2()
                        .describeInstances(request -> request.filters(Filter.builder()
                                .name("private-ip-address")
                                .values("*")
                                .build()))
                        .reservations())
                .isEmpty();
    }

    @Test
    void a_dual_stack_machine_has_both() {
        Instance instance = launched(Addresses.DUAL_STACK);

        assertThat(instance.privateIpAddress()).startsWith("10.");
        assertThat(instance.ipv6Address()).startsWith("2001:db8::");
    }

    @Test
    void a_machine_stays_without_a_public_ipv4_address_over_stop_and_start() {
        Instance instance = launched(Addresses.IPV6_ONLY);
        world.stop(instance.instanceId());
        settle();
        world.start(instance.instanceId());
        settle();

        assertThat(world.instance(instance.instanceId()).publicIp()).isEmpty();
        assertThat(world.instance(instance.instanceId()).ipv6()).contains(instance.ipv6Address());
    }

    private Instance launched(Addresses addresses) {
        world.createGroup(GroupSpec.named(GROUP).withAddresses(addresses));
        String id = world.launchDirect(GROUP);
        settle();
        return clients.ec2()
                .describeInstances(request -> request.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }
}
