package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.ACTIVE_GROUP;
import static muster.stream.Events.EC2;
import static muster.stream.Events.WARM_POOL;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static muster.stream.Events.state;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import muster.lifecycle.DeclaredLifecycles;
import muster.lifecycle.Lifecycles;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.InstanceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records a host has, and how they follow its addresses. */
class RecordsTest {
    private static final InstanceId I1 = instance(1);
    private static final String ONE_ZONE = """
            dns:
              zone: ${MUSTER_ZONE_ID:Z0000000000000000000}
              ttl: 60s
              address: private
            """;
    private static final String PUBLIC = """
            dns:
              zone: Z0PUBLIC
              ttl: 30s
              address: public
              reverse: Z0REVERSE
            """;
    private static final String MANY = """
            dns:
              - { zone: Z0PRIVATE, ttl: 60s, address: private, reverse: Z0TEN }
              - { zone: Z0PUBLIC, ttl: 30s, address: public }
              - { zone: Z0PUBLIC, ttl: 30s, address: ipv6, reverse: Z0SIX }
            """;

    private final List<Story> opened = new ArrayList<>();
    private Path stateDir;

    @BeforeEach
    void open(@TempDir Path folder) {
        stateDir = folder;
    }

    @AfterEach
    void close() {
        opened.forEach(Story::close);
    }

    private Story story(String dns) {
        Lifecycles lifecycles = DeclaredLifecycles.validator(ONE_ZONE, dns);
        var story = new Story(lifecycles, stateDir);
        opened.add(story);
        return story;
    }

    private static List<String> records(Story story) {
        return story.world().allRecords().stream()
                .map(record -> record.zone() + " " + record.name() + " " + record.type() + " "
                        + record.ttl().toSeconds() + " " + record.value())
                .sorted()
                .toList();
    }

    @Test
    void a_host_has_records_in_private_and_public_zones_forth_and_back() {
        var story = story(MANY);
        story.world().machine(I1).publicAddress = "198.51.100.7";
        story.world().machine(I1).ipv6Address = "2001:db8::17";
        story.given(launching(I1, 0, "L1")).then(I1).answered("L1", CONTINUE);
        var fqdn = "validator-001.xnet.blade.ethernal.private";
        var ip = story.world().address(I1).split("\\.");
        assertThat(records(story))
                .containsExactlyInAnyOrder(
                        "Z0PRIVATE " + fqdn + " A 60 " + story.world().address(I1),
                        "Z0TEN %s.%s.%s.%s.in-addr.arpa PTR 60 %s".formatted(ip[3], ip[2], ip[1], ip[0], fqdn),
                        "Z0PUBLIC " + fqdn + " A 30 198.51.100.7",
                        "Z0PUBLIC " + fqdn + " AAAA 30 2001:db8::17",
                        "Z0SIX 7.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR 30 "
                                + fqdn);
        story.when(terminating(I1, 100, "T1")).then(I1).isGone();
        assertThat(records(story)).isEmpty();
    }

    @Test
    void a_machine_with_an_ipv6_address_alone_is_named_and_has_one_record() {
        var story = story("""
                dns:
                  zone: Z0SIX
                  ttl: 30s
                  address: ipv6
                """);
        story.world().machine(I1).ipv4 = false;
        story.world().machine(I1).ipv6Address = "2001:db8::17";
        story.given(launching(I1, 0, "L1"), running(I1, 20)).then(I1).answered("L1", CONTINUE);
        assertThat(records(story))
                .containsExactly("Z0SIX validator-001.xnet.blade.ethernal.private AAAA 30 2001:db8::17");
        story.when(terminating(I1, 100, "T1")).then(I1).isGone();
        assertThat(records(story)).isEmpty();
    }

    @Test
    void s25_a_public_address_that_a_stop_has_changed_is_followed_and_the_name_is_kept() {
        var story = story(PUBLIC);
        story.world().machine(I1).publicAddress = "198.51.100.7";
        story.given(launching(I1, 0, "L1"), running(I1, 20)).then(I1).isNamed("validator-001");
        assertThat(records(story)).hasSize(2).anyMatch(record -> record.startsWith("Z0REVERSE 7.100.51.198."));

        story.given(state(I1, 1000, Ec2State.STOPPING), state(I1, 1030, Ec2State.STOPPED));
        story.world().machine(I1).publicAddress = "203.0.113.9";
        story.when(state(I1, 2000, Ec2State.PENDING), running(I1, 2010))
                .then(I1)
                .isNamed("validator-001")
                .hasHad(1)
                .asked(Effect.ClaimHostname.class, 1);

        assertThat(records(story))
                .containsExactly(
                        "Z0PUBLIC validator-001.xnet.blade.ethernal.private A 30 203.0.113.9",
                        "Z0REVERSE 9.113.0.203.in-addr.arpa PTR 30 validator-001.xnet.blade.ethernal.private");
    }

    @Test
    void a_refresh_that_is_cut_off_leaves_nothing_behind_at_the_end() {
        var story = story(PUBLIC);
        story.world().machine(I1).publicAddress = "198.51.100.7";
        story.given(launching(I1, 0, "L1"), running(I1, 20));
        story.given(state(I1, 1000, Ec2State.STOPPING), state(I1, 1030, Ec2State.STOPPED));
        story.world().machine(I1).publicAddress = "203.0.113.9";
        // the new address is known, its record has been asked for and not been written
        story.hold().given(running(I1, 2010)).tellOne();
        story.when(terminating(I1, 2011, "T1")).letGo().then(I1).isGone().answered("T1", CONTINUE);
        assertThat(records(story)).isEmpty();
    }

    @Test
    void a_private_address_stays_over_a_stop_and_is_not_asked_for_again() {
        var story = story(ONE_ZONE);
        story.given(launching(I1, 0, "L1"), running(I1, 20));
        var asked = story.asked().size();
        story.when(state(I1, 1000, Ec2State.STOPPED), running(I1, 2010))
                .then(I1)
                .isNamed("validator-001");
        assertThat(story.asked()).hasSize(asked);
    }

    @Test
    void a_machine_from_a_stopped_pool_has_its_public_record_once_it_runs() {
        var story = story(PUBLIC);
        story.given(
                launching(I1, 0, "W1", EC2, WARM_POOL),
                running(I1, 20),
                state(I1, 60, Ec2State.STOPPING),
                state(I1, 80, Ec2State.STOPPED),
                launching(I1, 500, "L1", WARM_POOL, ACTIVE_GROUP));
        story.then(I1).isNamed("validator-001").hasNotAnswered("L1");
        story.world().machine(I1).publicAddress = "198.51.100.7";
        story.when(running(I1, 520)).then(I1).answered("L1", CONTINUE);
        assertThat(records(story)).hasSize(2);
    }

    @Test
    void a_running_machine_without_the_address_that_a_record_needs_waits_for_one_and_says_so() {
        var story = story(PUBLIC);
        story.given(running(I1, 0), launching(I1, 1, "L1")).after(Duration.ofMinutes(2));
        story.then(I1).isAt("named").hasNotAnswered("L1");
        assertThat(story.waiting(I1).why())
                .contains("it runs and has no public address; attach one, or correct dns.address");
        story.world().machine(I1).publicAddress = "198.51.100.7";
        story.after(Duration.ofMinutes(1)).then(I1).answered("L1", CONTINUE);
    }
}
