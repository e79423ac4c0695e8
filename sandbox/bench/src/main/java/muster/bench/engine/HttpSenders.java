package muster.bench.engine;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Senders that hold their connections and wait for each answer, as an API destination does. */
final class HttpSenders implements AutoCloseable {
    private static final int AT_ONCE = 64;
    private static final int ACCEPTED = 202;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;
    private final String key;

    HttpSenders(URI uri, String key) {
        this.uri = uri;
        this.key = key;
    }

    /** @return [events/s], all of them accepted */
    double send(int events) throws InterruptedException {
        var room = new Semaphore(AT_ONCE);
        var accepted = new AtomicInteger();
        long begin = System.nanoTime();
        for (int i = 0; i < events; i++) {
            room.acquire();
            var request = HttpRequest.newBuilder(uri)
                    .timeout(LIMIT)
                    .header("X-Api-Key", key)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(
                            Event.launching(Event.instance(i), Instant.now()).json()))
                    .build();
            var _ = client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .whenComplete((answer, failure) -> {
                        if (failure == null && answer.statusCode() == ACCEPTED) {
                            accepted.incrementAndGet();
                        }
                        room.release();
                    });
        }
        room.acquire(AT_ONCE);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (accepted.get() != events) {
            throw new IllegalStateException("of %d events %d were accepted".formatted(events, accepted.get()));
        }
        return events / seconds;
    }

    @Override
    public void close() {
        client.close();
    }
}
