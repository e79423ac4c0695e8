package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import muster.awssim.wire.Fault;
import muster.effects.Retries;
import muster.effects.TransientFault;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.HostnamePool;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ListCommandsRequest;

/**
 * The limits that the README names, met on purpose: what happens there, and what keeps it from being worse. A test that fails
 * because things went better means that the README promises too little.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AtTheLimitTest {
    private static final InstanceId A = new InstanceId("i-000000000000000a1");
    private static final InstanceId B = new InstanceId("i-000000000000000b1");
    private static final InstanceId C = new InstanceId("i-000000000000000c1");
    private static final InstanceId D = new InstanceId("i-000000000000000d1");

    private Account account;

    @BeforeAll
    void open() {
        account = new Account();
    }

    @AfterAll
    void close() {
        account.close();
    }

    @AfterEach
    void calm() {
        account.sim.faults().clear();
    }

    @Test
    void a_command_that_the_list_does_not_show_is_sent_again_and_the_host_runs_it_once() throws Exception {
        var id = account.machine();
        sentTwice(id, () -> {});
        assertThat(runs(id)).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_host_that_loses_its_disk_in_between_runs_it_again() throws Exception {
        var id = account.machine();
        sentTwice(id, () -> account.sim.world().loseDisk(id.value()));
        assertThat(runs(id)).containsExactly(true, true);
    }

    /** The answer to the first is lost, and the list that is looked at then does not show it. */
    private void sentTwice(InstanceId id, Runnable between) throws Exception {
        var send = account.send(id, 1, 1);
        account.sim.faults().onNext(1, Fault.RESET_AFTER, "ssm", "SendCommand");
        assertThatExceptionOfType(TransientFault.class).isThrownBy(() -> account.once.execute(send));
        await().until(() -> runs(id).size() == 1);
        between.run();
        // it looks again for as long as a list may lag
        assertThatExceptionOfType(TransientFault.class)
                .isThrownBy(() -> blind(Duration.ofMinutes(5)).execute(send));
        assertThat(account.commandsTo(id)).hasSize(1);
        var outcome =
                new Retries(blind(Duration.ofMillis(200)), Clock.systemUTC(), Retries.Policy.DEFAULT).execute(send);
        assertThat(outcome).isInstanceOf(Outcome.CommandSent.class);
        assertThat(account.commandsTo(id)).hasSize(2);
        await().until(() -> runs(id).size() == 2);
        // what is in the ledger by now needs no list
        assertThat(blind(Duration.ofMinutes(5)).execute(send)).isEqualTo(outcome);
        assertThat(account.commandsTo(id)).hasSize(2);
    }

    @Test
    void a_process_that_was_paused_after_its_ledger_sends_once_more_and_the_host_runs_it_once() {
        var id = account.machine();
        var paused = new Paused(SsmClient.class, AwsClients::ssm, "sendCommand");
        var late = paused.begin(account.send(id, 1, 1));
        assertThat(account.run(account.send(id, 1, 1))).isInstanceOf(Outcome.CommandSent.class);
        paused.goOn();
        assertThat(late.join()).isInstanceOf(Outcome.CommandSent.class);
        assertThat(account.commandsTo(id)).hasSize(2);
        await().until(() -> runs(id).size() == 2);
        assertThat(runs(id)).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_process_that_was_paused_for_longer_than_a_name_rests_does_not_write_over_the_next_owner_s_record() {
        var pool = Account.pool("late-dns", 1);
        var name = account.claimed(A, 1, pool);
        var paused = new Paused(Route53Client.class, AwsClients::route53, "changeResourceRecordSets");
        var late = paused.begin(account.upsert(A, 1, name, "10.0.0.1"));
        account.run(account.release(A, 1, name));
        assertThat(account.claimed(B, 1, pool)).isEqualTo(name);
        account.run(account.upsert(B, 1, name, "10.0.0.2"));
        paused.goOn();
        assertThat(late.join()).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.address(name)).containsExactly("10.0.0.2");
    }

    @Test
    void what_is_written_late_while_a_name_rests_is_taken_back_by_the_process_that_wrote_it() {
        var pool = new HostnamePool("resting-%03d", 1, 1, Account.DOMAIN, Duration.ofSeconds(2));
        var name = account.claimed(C, 1, pool);
        var paused = new Paused(Route53Client.class, AwsClients::route53, "changeResourceRecordSets");
        var late = paused.begin(account.upsert(C, 1, name, "10.0.0.1"));
        account.run(new Effect.ReleaseHostname(
                Account.target(C, 1, "give-back-hostname", 1), name, new Generation(1), pool.rest()));
        assertThat(account.run(account.claim(D, 1, pool))).isInstanceOf(Outcome.NoFreeName.class);
        paused.goOn();
        assertThat(late.join()).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.address(name)).isEmpty();
        await().until(() -> account.run(account.claim(D, 1, pool)).equals(new Outcome.Claimed(name)));
        account.run(account.upsert(D, 1, name, "10.0.0.2"));
        assertThat(account.address(name)).containsExactly("10.0.0.2");
    }

    @Test
    void late_tags_stay_until_the_next_generation_writes_its_own() {
        var pool = Account.pool("late-tag", 5);
        var id = account.machine();
        var first = account.claimed(id, 1, pool);
        var paused = new Paused(Ec2Client.class, AwsClients::ec2, "createTags");
        var late = paused.begin(tag(id, 1, first));
        account.run(account.release(id, 1, first));
        var second = account.claimed(id, 2, pool);
        account.run(tag(id, 2, second));
        assertThat(account.tag(id, "Hostname")).contains(second.value());
        paused.goOn();
        late.join();
        assertThat(account.tag(id, "Hostname")).contains(first.value());
        account.run(account.release(id, 2, second));
        var third = account.claimed(id, 3, pool);
        account.run(tag(id, 3, third));
        assertThat(account.tag(id, "Hostname")).contains(third.value());
    }

    private static Effect.TagInstance tag(InstanceId id, int generation, Hostname name) {
        return new Effect.TagInstance(
                Account.target(id, generation, "tag-instance", 1), Map.of("Hostname", name.value()));
    }

    /** Of each run of a command on the host, whether it did anything. */
    private List<Boolean> runs(InstanceId id) {
        return account.sim.journal().entries("command-ran").stream()
                .filter(line -> line.instance().equals(id.value()))
                .map(line -> line.field("ran").asBoolean())
                .toList();
    }

    /** A process to which SSM lists the commands of another host: none. */
    private AwsEffects blind(Duration listLag) {
        var ssm = (SsmClient) Proxy.newProxyInstance(
                SsmClient.class.getClassLoader(), new Class<?>[] {SsmClient.class}, (_, method, arguments) -> {
                    var nobody =
                            ListCommandsRequest.builder().instanceId(B.value()).build();
                    return method.getName().equals("listCommandsPaginator")
                            ? account.clients.ssm().listCommandsPaginator(nobody)
                            : invoke(method, account.clients.ssm(), arguments);
                });
        return process(account.clients.ec2(), ssm, account.clients.route53(), listLag);
    }

    private AwsEffects process(Ec2Client ec2, SsmClient ssm, Route53Client route53, Duration listLag) {
        var all = account.clients;
        var clients = new AwsClients(all.http(), all.dynamoDb(), ec2, ssm, route53, all.autoScaling());
        return account.process(clients, listLag);
    }

    private static Object invoke(Method method, Object on, Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    /** Another process, which stops for a while just before it makes a call: after all its checks. */
    private final class Paused {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch resumed = new CountDownLatch(1);
        private final AwsEffects effects;

        <C> Paused(Class<C> type, Function<AwsClients, C> which, String call) {
            C client = which.apply(account.clients);
            var pausing =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                        if (method.getName().equals(call)) {
                            arrived.countDown();
                            resumed.await();
                        }
                        return invoke(method, client, arguments);
                    });
            effects = process(
                    pausing instanceof Ec2Client ec2 ? ec2 : account.clients.ec2(),
                    pausing instanceof SsmClient ssm ? ssm : account.clients.ssm(),
                    pausing instanceof Route53Client route53 ? route53 : account.clients.route53(),
                    Duration.ofMillis(200));
        }

        /** Returns when it has come to its call. */
        CompletableFuture<Outcome> begin(Effect effect) {
            var outcome = CompletableFuture.supplyAsync(() -> effects.execute(effect));
            await().until(() -> arrived.getCount() == 0);
            return outcome;
        }

        void goOn() {
            resumed.countDown();
        }
    }
}
