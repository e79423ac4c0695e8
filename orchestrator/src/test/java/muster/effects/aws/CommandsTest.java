package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.awssim.wire.Fault;
import muster.effects.LaneMetrics;
import muster.effects.Retries;
import muster.effects.TransientFault;
import muster.schemas.CommandId;
import muster.schemas.Effect;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.DocumentHashType;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;

/** SendCommand has no client token: what was refused is sent again, what may have been taken is looked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

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

    private long lists() {
        return account.sim.journal().entries("call").stream()
                .filter(entry -> entry.text("action").equals("ListCommands"))
                .count();
    }

    private AwsEffects refusing(String code, int status, Duration listLag) {
        return account.process(
                Stubbed.clients(account.clients, "sendCommand", _ -> {
                    throw Stubbed.error(code, status, "in the words of AWS");
                }),
                listLag);
    }

    @Test
    void a_command_that_was_throttled_is_sent_again_without_a_look_for_it() {
        var id = account.machine();
        var send = account.send(id, 1, 1);
        var before = lists();
        account.sim.faults().onNext(3, Fault.THROTTLE, "ssm", "SendCommand");
        assertThat(account.run(send)).isInstanceOf(Outcome.CommandSent.class);
        assertThat(lists()).isEqualTo(before);
        assertThat(account.commandsTo(id)).hasSize(1);
    }

    /** The ledger's write after the call says nothing about the command: to take it for a refusal would send a second one. */
    @Test
    void a_command_whose_ledger_cannot_be_written_afterwards_is_looked_for_and_not_sent_twice() {
        var id = account.machine();
        var send = account.send(id, 1, 1);
        var writes = new AtomicInteger();
        var throttled = account.process(
                Stubbed.clients(account.clients, "updateItem", _ -> {
                    if (writes.incrementAndGet() == 2) {
                        throw Stubbed.error("ThrottlingException", 400, "slow down");
                    }
                    return Optional.empty();
                }),
                Duration.ZERO);
        assertThatExceptionOfType(TransientFault.class).isThrownBy(() -> throttled.execute(send));
        assertThat(account.run(send)).isInstanceOf(Outcome.CommandSent.class);
        assertThat(account.commandsTo(id)).hasSize(1);
    }

    @Test
    void a_command_that_was_denied_is_sent_again_without_a_look_for_it() {
        var id = account.machine();
        var send = account.send(id, 1, 1);
        var before = lists();
        try (var denied = refusing("AccessDeniedException", 400, LONG)) {
            assertThat(denied.execute(send)).isInstanceOf(Outcome.Blocked.class);
        }
        assertThat(account.run(send)).isInstanceOf(Outcome.CommandSent.class);
        assertThat(lists()).isEqualTo(before);
    }

    @Test
    void a_command_that_met_a_fault_of_the_server_is_looked_for() throws Exception {
        var id = account.machine();
        var send = account.send(id, 1, 1);
        var before = lists();
        try (var broken = refusing("InternalServerError", 500, LONG)) {
            assertThatExceptionOfType(TransientFault.class).isThrownBy(() -> broken.execute(send));
            // and not sent before a list that lags would show it
            assertThatExceptionOfType(TransientFault.class).isThrownBy(() -> broken.execute(send));
        }
        assertThat(lists()).isGreaterThan(before);
        assertThat(account.commandsTo(id)).isEmpty();
        assertThat(account.run(send)).isInstanceOf(Outcome.CommandSent.class);
        assertThat(account.commandsTo(id)).hasSize(1);
    }

    /** The block keeps the effect's id; a refusal that closes the request would send a second command. */
    @Test
    void a_command_of_which_nothing_is_known_yet_is_blocked_under_its_own_id() throws Exception {
        var id = account.machine();
        var send = account.send(id, 1, 1);
        try (var broken = refusing("InternalServerError", 500, LONG)) {
            var patient = new Retries.Policy(Duration.ofMillis(100), Duration.ofMillis(1), Duration.ofMillis(10));
            assertThat(new Retries(broken, Clock.systemUTC(), patient).execute(send))
                    .isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                        assertThat(blocked.fault()).isEqualTo(Outcome.Fault.SURROUNDINGS);
                        assertThat(blocked.reason()).contains("ssm:ListCommands does not show the command");
                    });
        }
    }

    @Test
    void a_lost_answer_is_found_by_document_time_and_comment_and_not_by_the_instance() throws Exception {
        var id = account.machine();
        var send = account.send(id, 1, 1);
        account.sim.faults().onNext(1, Fault.RESET_AFTER, "ssm", "SendCommand");
        assertThatExceptionOfType(TransientFault.class).isThrownBy(() -> account.once.execute(send));
        assertThat(account.once.execute(send))
                .isEqualTo(new Outcome.CommandSent(
                        new CommandId(account.commandsTo(id).getFirst())));
        var asked = account.sim.journal().entries("call").stream()
                .filter(entry -> entry.text("action").equals("ListCommands"))
                .filter(entry -> entry.instance().equals(id.value()))
                .count();
        assertThat(asked).isZero();
    }

    @Test
    void two_processes_that_both_miss_it_send_it_once() throws Exception {
        var id = account.machine();
        var send = account.send(id, 1, 1);
        account.sim.faults().onNext(1, Fault.RESET_BEFORE, "ssm", "SendCommand");
        assertThatExceptionOfType(TransientFault.class).isThrownBy(() -> account.once.execute(send));
        var quick = new Retries.Policy(Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofMillis(20));
        try (var one = account.process(account.clients, Duration.ofMillis(500));
                var other = account.process(account.clients, Duration.ofMillis(500));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = List.<Callable<Outcome>>of(
                    () -> new Retries(one, Clock.systemUTC(), quick).execute(send),
                    () -> new Retries(other, Clock.systemUTC(), quick).execute(send));
            for (var outcome : threads.invokeAll(tasks)) {
                assertThat(outcome.get()).isInstanceOf(Outcome.CommandSent.class);
            }
        }
        assertThat(account.commandsTo(id)).hasSize(1);
    }

    @Test
    void many_that_are_in_doubt_are_looked_for_by_one_list() {
        var sent = IntStream.range(0, 5)
                .mapToObj(_ -> {
                    var send = account.send(account.machine(), 1, 1);
                    assertThat(account.run(send)).isInstanceOf(Outcome.CommandSent.class);
                    return send;
                })
                .toList();
        var absent = account.send(account.machine(), 1, 1);
        var calls = new Calls(1, 10, LaneMetrics.NONE, System::nanoTime);
        var search = new CommandSearch(account.clients.ssm(), calls);
        var wanted = Stream.concat(sent.stream(), Stream.of(absent))
                .map(effect -> new CommandSearch.Wanted(Account.DOCUMENT, "muster " + effect.id(), Instant.now()))
                .toList();
        var before = lists();
        var found = search.send(wanted);
        // its pages have 50 commands, and this class sends fewer than two of them
        assertThat(lists() - before).isLessThanOrEqualTo(2);
        assertThat(found.subList(0, 5))
                .isEqualTo(sent.stream()
                        .map(effect -> Optional.of(new CommandId(
                                account.commandsTo(effect.instance()).getFirst())))
                        .toList());
        assertThat(found.getLast()).isEmpty();
        var room = search.room();
        assertThat(room.test(wanted.getFirst())).isTrue();
        assertThat(room.test(wanted.getLast())).isTrue();
        assertThat(room.test(new CommandSearch.Wanted("another", "muster ", Instant.now())))
                .isFalse();
    }

    private SendCommandRequest sent(Effect.SendCommand effect) {
        var request = new AtomicReference<SendCommandRequest>();
        var clients = Stubbed.clients(account.clients, "sendCommand", arguments -> {
            request.set((SendCommandRequest) arguments[0]);
            return Optional.of(SendCommandResponse.builder()
                    .command(Command.builder()
                            .commandId("11111111-2222-3333-4444-555555555555")
                            .build())
                    .build());
        });
        try (var effects = account.process(clients)) {
            assertThat(effects.execute(effect)).isInstanceOf(Outcome.CommandSent.class);
        }
        return Optional.ofNullable(request.get()).orElseThrow();
    }

    @Test
    void a_pinned_document_is_sent_with_its_version_hash_and_timeout() {
        var id = account.machine();
        var request = sent(new Effect.SendCommand(
                Account.target(id, 1, "start-service", 1),
                Account.DOCUMENT,
                Map.of("EffectId", "e"),
                "7",
                "ab12",
                Duration.ofMinutes(10)));
        assertThat(request.documentVersion()).isEqualTo("7");
        assertThat(request.documentHash()).isEqualTo("ab12");
        assertThat(request.documentHashType()).isEqualTo(DocumentHashType.SHA256);
        assertThat(request.timeoutSeconds()).isEqualTo(600);
        assertThat(request.parameters()).isEqualTo(Map.of("EffectId", List.of("e")));
        assertThat(request.instanceIds()).containsExactly(id.value());
    }

    @Test
    void a_document_that_is_not_pinned_is_sent_without_version_and_hash() {
        var request = sent(account.send(account.machine(), 1, 1));
        assertThat(request.documentVersion()).isNull();
        assertThat(request.documentHash()).isNull();
        assertThat(request.documentHashType()).isNull();
        assertThat(request.timeoutSeconds()).isEqualTo(3600);
    }

    @Test
    void a_document_whose_version_or_hash_is_not_there_is_named_with_both() {
        var id = account.machine();
        var effect = new Effect.SendCommand(
                Account.target(id, 1, "start-service", 1),
                Account.DOCUMENT,
                Map.of(),
                "7",
                "ab12",
                Duration.ofMinutes(10));
        try (var refusing = refusing("InvalidDocumentVersion", 400, LONG)) {
            assertThat(refusing.execute(effect)).isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                assertThat(blocked.fault()).isEqualTo(Outcome.Fault.REQUEST);
                assertThat(blocked.reason())
                        .contains(Account.DOCUMENT + " of version 7 with the hash ab12", "in the words of AWS");
            });
        }
    }

    @Test
    void a_command_that_ssm_does_not_know_is_waited_for() {
        var check = new Effect.CheckCommand(
                Account.target(account.machine(), 1, "check-command", 1),
                new CommandId("11111111-2222-3333-4444-555555555555"));
        assertThat(account.run(check)).isInstanceOf(Outcome.NotYet.class);
        try (var unknown = account.process(Stubbed.clients(account.clients, "listCommandInvocations", _ -> {
            throw Stubbed.error("InvalidCommandId", 400, "");
        }))) {
            assertThat(unknown.execute(check)).isInstanceOf(Outcome.NotYet.class);
        }
    }
}
