package muster.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;

/** A bridge that runs, and what it says of itself. */
record Running(ApplicationContext context) implements AutoCloseable {

    static Running started(Map<String, Object> settings) {
        return new Running(BridgeApplication.start(settings));
    }

    /** An answer of the health endpoint, or one indicator in it. */
    record Health(JsonNode json) {
        boolean isUp() {
            return json.path("status").asText().equals("UP");
        }

        Health indicator(String name) {
            return new Health(json.path("details").path(name));
        }

        /** What the indicator's details say, a line for each problem. */
        String problem() {
            return json.path("details").findValues("problem").stream()
                            .map(JsonNode::asText)
                            .collect(Collectors.joining("\n"))
                    + json.path("details")
                            .path("problems")
                            .valueStream()
                            .map(JsonNode::asText)
                            .collect(Collectors.joining("\n"));
        }
    }

    Health readiness() throws IOException, InterruptedException {
        return health("readiness");
    }

    Health liveness() throws IOException, InterruptedException {
        return health("liveness");
    }

    /** Where health and figures are to be had. */
    static URI management(ApplicationContext context) {
        return URI.create("http://127.0.0.1:" + context.getRequiredProperty("endpoints.all.port", Integer.class));
    }

    private Health health(String kind) throws IOException, InterruptedException {
        var uri = management(context).resolve("/health/" + kind);
        try (var http = HttpClient.newHttpClient()) {
            return new Health(new ObjectMapper()
                    .readTree(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                            .body()));
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
