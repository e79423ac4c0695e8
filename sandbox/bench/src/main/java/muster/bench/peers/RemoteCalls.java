package muster.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Calls a {@link CallServer}. */
final class RemoteCalls implements Calls {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    RemoteCalls(int port) {
        this.port = port;
    }

    @Override
    public void call(long life, int step) throws InterruptedException {
        get(life + "/" + step);
    }

    /** Its worker has taken up work. */
    void ready() throws InterruptedException {
        get("ready");
    }

    private void get(String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/%s".formatted(port, path)))
                .timeout(LIMIT)
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new IllegalStateException("a call was answered with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a call failed", e);
        }
    }
}
