package muster.stream;

import static muster.instance.Signals.instance;
import static muster.stream.Events.ACTIVE_GROUP;
import static muster.stream.Events.EC2;
import static muster.stream.Events.WARM_POOL;
import static muster.stream.Events.command;
import static muster.stream.Events.launchSuccessful;
import static muster.stream.Events.launchUnsuccessful;
import static muster.stream.Events.launching;
import static muster.stream.Events.launchingElsewhere;
import static muster.stream.Events.running;
import static muster.stream.Events.shuttingDown;
import static muster.stream.Events.spot;
import static muster.stream.Events.state;
import static muster.stream.Events.terminated;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import muster.lifecycle.DeclaredLifecycles;
import muster.rebuild.History;
import muster.schemas.DnsRecord;
import muster.schemas.Domain;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import muster.schemas.Outcome;
import muster.schemas.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Journals as released formats wrote them, folded by today's code into the states of then. The files are never edited: an
 * event whose form changes gets a new version, and what was written before is read by an upcaster.
 */
class GoldenJournalsTest {
    private static final String JOURNAL = ".ndjson";
    private static final String STATES = ".states.json";

    static Stream<Path> journals() throws IOException, URISyntaxException {
        var folder = Path.of(Objects.requireNonNull(GoldenJournalsTest.class.getResource("/journals"))
                .toURI());
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(JOURNAL)).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("journals")
    void a_released_journal_is_folded_into_the_states_of_then(Path journal) throws IOException {
        try (var reader = Files.newBufferedReader(journal)) {
            var replayed = History.replay(reader);
            assertThat(replayed.problems()).isEmpty();
            assertThat(replayed.entries()).isGreaterThan(50);
            var states = Path.of(journal.toString().replace(JOURNAL, STATES));
            var mapper = new ObjectMapper();
            var folded = mapper.readTree(Json.write(new TreeMap<>(replayed.states())));
            assertThat(differences("", mapper.readTree(states.toFile()), folded))
                    .isEmpty();
        }
    }

    /** What was said then and is not said now. A later release may have added fields. */
    private static List<String> differences(String path, JsonNode then, JsonNode now) {
        if (!then.isObject() || !now.isObject()) {
            return then.equals(now) ? List.of() : List.of(path + ": " + then + ", now " + now);
        }
        return then.properties().stream()
                .flatMap(field ->
                        differences(path + "/" + field.getKey(), field.getValue(), now.path(field.getKey())).stream())
                .toList();
    }

    @Test
    void the_newest_journal_has_every_kind_of_event_and_of_signal() throws IOException, URISyntaxException {
        var newest = journals().toList().getLast();
        var kinds = new HashSet<Class<?>>();
        for (var line : Files.readAllLines(newest)) {
            var entry = Json.read(line.getBytes(StandardCharsets.UTF_8), JournalEntry.class);
            kinds.add(entry.signal().getClass());
            entry.events().forEach(event -> kinds.add(event.getClass()));
        }
        assertThat(kinds).contains(Signal.class.getPermittedSubclasses());
        assertThat(kinds).contains(InstanceEvent.class.getPermittedSubclasses());
    }

    /** Run once for a release: {@code -Dmuster.journal.write=FOLDER/vN}. */
    @Test
    @EnabledIfSystemProperty(named = "muster.journal.write", matches = ".+")
    void write(@TempDir Path stateDir) throws IOException {
        var entries = played(stateDir);
        var text = new StringWriter();
        History.write(entries, new BufferedWriter(text));
        var name = System.getProperty("muster.journal.write");
        Files.writeString(Path.of(name + JOURNAL), text.toString());
        try (var reader = Files.newBufferedReader(Path.of(name + JOURNAL))) {
            Files.write(
                    Path.of(name + STATES),
                    Json.write(new TreeMap<>(History.replay(reader).states())));
        }
    }

    /** Second hooks, new disks, denials, strangers' records and commands, and what EC2 never shows. */
    private static void playFaults(Story story) {
        for (int number : List.of(5, 6, 7, 8)) {
            story.given(terminated(instance(number), 6500));
        }
        story.world()
                .foreign(new DnsRecord(
                        "Z0000000000000000000",
                        DnsRecord.Type.A,
                        new Domain("validator-001.xnet.blade.ethernal.private"),
                        "192.0.2.1",
                        Duration.ofSeconds(60)));
        var denied = new boolean[] {true};
        story.world()
                .fault(effect -> denied[0] && effect instanceof Effect.TagInstance
                        ? Optional.of(new Outcome.Blocked(
                                Outcome.Fault.SURROUNDINGS, "AccessDenied: ec2:CreateTags", "grant it"))
                        : Optional.empty());
        var id = instance(9);
        story.given(
                launching(id, 7000, "L9", EC2, ACTIVE_GROUP, "muster-launch"),
                launching(id, 7000, "M9", EC2, ACTIVE_GROUP, "muster-dns"),
                running(id, 7010));
        story.after(Duration.ofMinutes(1));
        denied[0] = false;
        story.after(Duration.ofMinutes(30)).given(launchSuccessful(id, 7200));
        story.given(
                terminating(id, 8000, "V9", ACTIVE_GROUP, ACTIVE_GROUP),
                launching(id, 8060, "N9", ACTIVE_GROUP, ACTIVE_GROUP));
        story.given(running(instance(10), 7000), launchSuccessful(instance(10), 7005));
        story.world().machine(instance(11)).shown = false;
        story.given(launching(instance(11), 7000, "L11")).after(Duration.ofMinutes(10));
        story.world()
                .fault(effect -> effect instanceof Effect.ClaimHostname
                        ? Optional.of(new Outcome.NoFreeName("throttled"))
                        : Optional.empty());
        story.given(launching(instance(13), 7000, "L13"), terminating(instance(13), 7001, "T13"));
        story.world().fault(_ -> Optional.empty());
        story.carryOutAgain(story.asked().stream()
                .filter(effect -> effect instanceof Effect.ClaimHostname
                        && effect.instance().equals(instance(13)))
                .findFirst()
                .orElseThrow());
        var late = instance(12);
        story.given(launching(late, 7000, "L12")).hold().given(running(late, 7001));
        // the agent is asked for again within the time that the lifecycle waits for it
        for (int times = 0; times < 40 && !story.isSending(late); times++) {
            story.after(Duration.ofMinutes(1)).tellAll(effect -> !(effect instanceof Effect.SendCommand));
        }
        story.given(command(late, 7002, "somebody-elses", "Failed")).letGo();
        story.forged(terminated(id, 8100));
        story.given(launchSuccessful(late, 7003));
        if (story.state(late).command() instanceof Instance.Command.Sent(var sent, var _, var _)) {
            story.given(command(late, 7004, sent.value(), "Failed"), command(late, 7005, sent.value(), "Success"));
        }
        story.after(Duration.ofMinutes(90));
    }

    /** All that a fleet lives through, in one story. */
    private static List<JournalEntry> played(Path stateDir) {
        try (var story = new Story(
                DeclaredLifecycles.answeringLast(
                        "size: 999",
                        "size: 3",
                        "name: 10s",
                        "name: 20m",
                        "agent: 5s",
                        "agent: 20m",
                        "running: 30s",
                        "running: 20m"),
                stateDir)) {
            story.world().hookTimeout(Duration.ofMinutes(10));
            story.given(launching(instance(1), 0, "L1"), running(instance(1), 20), launching(instance(1), 0, "L1"));
            story.given(
                    command(instance(1), 21, "command-0", "InProgress"),
                    command(instance(1), 22, "command-0", "Success"));
            story.given(launching(instance(2), 1, "W2", EC2, WARM_POOL), running(instance(2), 30));
            story.given(launching(instance(2), 100, "L2", WARM_POOL, ACTIVE_GROUP));
            story.given(terminating(instance(2), 200, "R2", ACTIVE_GROUP, WARM_POOL));
            story.given(spot(instance(1), 210), shuttingDown(instance(1), 300), terminated(instance(1), 330));
            story.given(launchingElsewhere(instance(3), 5, "X3", "batch-workers", "muster-launch"));
            story.given(state(instance(4), 5, Ec2State.PENDING));
            story.world().machine(instance(5)).agent = false;
            story.given(
                    launching(instance(5), 310, "L5"), running(instance(5), 311), launching(instance(6), 311, "L6"));
            story.given(launching(instance(7), 312, "L7"), launching(instance(8), 313, "L8"));
            story.after(Duration.ofMinutes(8));
            story.given(launchUnsuccessful(instance(6), 700));
            story.after(Duration.ofMinutes(2));
            story.world().expire(token -> token.value().equals("L5"));
            story.after(Duration.ofMinutes(8));
            story.given(command(instance(7), 900, "command-9", "Failed"));
            story.after(Duration.ofMinutes(70));
            story.given(terminating(instance(7), 6000, "T7"), terminated(instance(7), 6100));
            playFaults(story);
            story.after(Duration.ofHours(25));
            return List.copyOf(story.journal());
        }
    }
}
