package muster.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import muster.harness.Account;
import muster.harness.Watch;
import muster.schemas.Effect;
import muster.schemas.EffectId;
import muster.schemas.EffectRequest;
import muster.schemas.EffectResult;
import muster.schemas.Json;
import muster.schemas.Outcome;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Puts onto the topics and into the queue what faults elsewhere would: effects of long ago, as from a process that was
 * paused with them in its hands; effects of a transaction that is then aborted, as from a process that was killed before
 * its commit and decides otherwise when it starts again; and messages that nobody can read.
 */
final class Impostor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Impostor.class);

    private static final int OLD = 20;
    private static final Duration BREATH = Duration.ofSeconds(1);
    /** A round that no life here comes to. */
    private static final int NEVER_DECIDED = 90;

    private final Stage stage;
    private final Fired fired;
    private final Random random;
    private final String bootstrap;
    private final String effects;
    private final String results;
    private final int atOnce;
    private final SqsClient sqs;
    private final Thread thread = Thread.ofPlatform().name("impostor").unstarted(this::run);
    private final List<EffectRequest> seen = new ArrayList<>();

    /** What was put in and has not come to a result since. */
    private final Map<EffectId, EffectRequest> waiting = new HashMap<>();

    private final Set<String> poison = new TreeSet<>();
    private volatile boolean stopping;
    private int aborted;

    Impostor(Stage stage, Fired fired, Scenario scenario) {
        this.stage = stage;
        this.fired = fired;
        this.random = new Random(scenario.seed() + 3);
        this.bootstrap = stage.broker().bootstrapServers();
        this.atOnce = scenario.stale();
        this.effects = stage.topics().effects();
        this.results = stage.topics().effectResults();
        URI queues = stage.outside().sqs().endpoint();
        this.sqs = Account.at(SqsClient.builder(), queues).build();
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (var consumer = KafkaClients.consumer(bootstrap);
                var producer = KafkaClients.producer(bootstrap)) {
            consumer.assign(Stream.of(effects, results)
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(Impostor::partition)
                    .toList());
            while (!stopping) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    note(record.topic(), record.value());
                }
                act(producer);
                new Watch(BREATH).pause(BREATH);
            }
        } catch (KafkaException gone) {
            LOG.warn("the impostor gives up", gone);
        }
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }

    private void note(String topic, byte[] value) {
        try {
            if (topic.equals(results)) {
                carriedOut(Json.read(value, EffectResult.class));
            } else {
                askedFor(Json.read(value, EffectRequest.class));
            }
        } catch (IOException notOurs) {
            throw new IllegalStateException("an effect or a result that can't be read", notOurs);
        }
    }

    private void askedFor(EffectRequest request) {
        // what was put in comes back here too
        if (waiting.containsKey(request.effect().id())) {
            return;
        }
        switch (request.effect()) {
            case Effect.ClaimHostname _,
                    Effect.ReleaseHostname _,
                    Effect.UpsertDns _,
                    Effect.DeleteDns _,
                    Effect.TagInstance _,
                    Effect.SendCommand _,
                    Effect.CompleteHook _ -> seen.add(request);
            default -> {}
        }
    }

    /** Only what a process really did has come to pass: it may know of the first result, and drop what is put in. */
    private void carriedOut(EffectResult result) {
        if (result.outcome() instanceof Outcome.NameRefused) {
            fired.count(Stage.NAME_REFUSED);
        }
        var request = waiting.get(result.effect());
        if (request != null && result.at().isAfter(request.at())) {
            waiting.remove(result.effect());
            fired.count(givesBack(request) ? "stale release" : "stale effect");
        }
    }

    private void act(KafkaProducer<byte[], byte[]> producer) {
        try {
            poison();
            stale(producer);
            abortedDecision();
        } catch (KafkaException | SdkException away) {
            LOG.info("nothing put in: {}", away.getMessage());
        }
    }

    /** Effects that are no longer wanted, each once more; and those that give back, which could hurt another, often. */
    private void stale(KafkaProducer<byte[], byte[]> producer) {
        var old = new ArrayList<>(seen.subList(0, Math.max(0, seen.size() - OLD)));
        Collections.shuffle(old, random);
        old.stream().filter(Impostor::givesBack).limit(atOnce).forEach(request -> send(producer, request));
        old.stream().filter(request -> !givesBack(request)).limit(atOnce).forEach(request -> {
            send(producer, request);
            seen.remove(request);
        });
    }

    private static boolean givesBack(EffectRequest request) {
        return request.effect() instanceof Effect.ReleaseHostname || request.effect() instanceof Effect.DeleteDns;
    }

    /**
     * As of now: what was asked for before its result was told is finished unread. A process that was paused after it had
     * looked does not look again.
     */
    private void send(KafkaProducer<byte[], byte[]> producer, EffectRequest request) {
        var anew = new EffectRequest(request.effect(), request.attempt(), Instant.now());
        waiting.put(anew.effect().id(), anew);
        producer.send(record(anew));
    }

    private ProducerRecord<byte[], byte[]> record(EffectRequest request) {
        var key = request.effect().instance().value().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(effects, key, Json.write(request));
    }

    /** A second start of a service that nobody decided on. */
    private void abortedDecision() {
        var commands = seen.stream()
                .filter(request -> request.effect() instanceof Effect.SendCommand)
                .toList();
        if (commands.isEmpty()) {
            return;
        }
        var newest = commands.getLast();
        if (!(newest.effect() instanceof Effect.SendCommand send)) {
            return;
        }
        var target = new Effect.Target(
                send.target().instance(),
                send.target().generation(),
                send.target().step(),
                NEVER_DECIDED + aborted);
        var parameters = new HashMap<>(send.parameters());
        parameters.replace("EffectId", target.id().value());
        var undecided = new EffectRequest(new Effect.SendCommand(target, send.document(), parameters), 1, newest.at());
        try (var producer = KafkaClients.transactional(bootstrap, "chaos-undecided-" + aborted++)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record(undecided));
            producer.flush();
            new Watch(Duration.ofMillis(500)).pause(Duration.ofMillis(500));
            producer.abortTransaction();
            fired.count("transaction aborted");
        }
    }

    private void poison() {
        int number = poison.size();
        String body = switch (number % 3) {
            case 0 -> "not json, number " + number;
            case 1 -> "{\"number\":" + number + "}";
            default ->
                "{\"id\":\"%d\",\"source\":\"aws.unheard\",\"detail-type\":\"Of Something\",\"detail\":{}}"
                        .formatted(number);
        };
        sqs.sendMessage(request -> request.queueUrl(stage.queueUrl()).messageBody(body));
        poison.add(body);
        fired.count("poison");
    }

    /** What was put into the queue so far. To be asked for after the stop. */
    Set<String> poisonSent() {
        return Set.copyOf(poison);
    }

    /** Ends it; the rest of the run is Muster's own. */
    void stop() {
        stopping = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        sqs.close();
    }
}
