package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import muster.effects.LaneMetrics;
import muster.effects.Retries;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.route53.Route53Client;

/** What happens while a zone's request is under way: Route 53 waits at a gate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZoneTurnTest {
    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger together = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private Account account;
    private AwsEffects effects;

    @BeforeAll
    void open() {
        account = new Account();
        var clients = account.clients;
        effects = new AwsEffects(
                new AwsClients(
                        clients.http(),
                        clients.dynamoDb(),
                        clients.ec2(),
                        clients.ssm(),
                        gated(clients.route53()),
                        clients.autoScaling()),
                account.settings,
                Clock.systemUTC(),
                Retries.Policy.DEFAULT,
                LaneMetrics.NONE);
    }

    @AfterAll
    void close() {
        gate.release(1_000_000);
        effects.close();
        account.close();
    }

    private Route53Client gated(Route53Client route53) {
        return (Route53Client) Proxy.newProxyInstance(
                Route53Client.class.getClassLoader(), new Class<?>[] {Route53Client.class}, (_, method, arguments) -> {
                    var change = method.getName().equals("changeResourceRecordSets");
                    if (change) {
                        begun.incrementAndGet();
                        most.accumulateAndGet(together.incrementAndGet(), Math::max);
                        gate.acquire();
                    }
                    try {
                        // the form that takes a consumer is a method of the interface, which would come back here
                        return method.isDefault()
                                ? route53.getClass()
                                        .getMethod(method.getName(), method.getParameterTypes())
                                        .invoke(route53, arguments)
                                : method.invoke(route53, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    } finally {
                        if (change) {
                            together.decrementAndGet();
                        }
                    }
                });
    }

    @Test
    void a_zone_has_one_request_at_a_time_and_reads_the_owners_of_the_next_only_then() {
        var pool = Account.pool("turn", 10);
        var ids = IntStream.range(0, 10)
                .mapToObj(number -> new InstanceId("i-%017x".formatted(0xc000 + number)))
                .toList();
        var names = ids.stream().map(id -> account.claimed(id, 1, pool)).toList();
        var first = upsert(ids.getFirst(), names.getFirst());
        await().until(() -> begun.get() == 1);
        var others = IntStream.range(1, 10)
                .mapToObj(number -> upsert(ids.get(number), names.get(number)))
                .toList();
        // the next one's name is about to be given back
        var leaving = new Effect.DeleteDns(
                Account.target(ids.get(1), 1, "give-back-dns", 1),
                List.of(),
                names.get(1).value(),
                new Generation(1));
        assertThat(account.run(leaving)).isInstanceOf(Outcome.AlreadyDone.class);
        gate.release(1000);
        assertThat(first.join()).isEqualTo(new Outcome.Done());
        assertThat(others.getFirst().join()).isInstanceOf(Outcome.Fenced.class);
        assertThat(others.subList(1, 9))
                .allSatisfy(other -> assertThat(other.join()).isEqualTo(new Outcome.Done()));
        assertThat(account.address(names.get(1))).isEmpty();
        assertThat(account.address(names.get(2))).containsExactly("10.0.0.9");
        assertThat(most).hasValue(1);
    }

    /** By a thread of its own; returns when it waits. */
    private CompletableFuture<Outcome> upsert(InstanceId id, Hostname name) {
        var outcome = new CompletableFuture<Outcome>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                outcome.complete(effects.execute(account.upsert(id, 1, name, "10.0.0.9")));
            } catch (RuntimeException failed) {
                outcome.completeExceptionally(failed);
            }
        });
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return outcome;
    }
}
