package muster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import muster.checker.Evidence.Standing;

/** What an orchestrator answers to those who ask. */
final class MusterApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern HELD = Pattern.compile("muster_hostnames_held\\{[^}]*}\\s+([0-9.Ee+]+)");

    private final HttpClient http;

    MusterApi(HttpClient http) {
        this.http = http;
    }

    /** All instances that it knows, by id; empty where it does not answer. */
    Optional<Map<String, Standing>> standings(Program orchestrator) {
        var standings = new TreeMap<String, Standing>();
        String after = "";
        do {
            var page = get(orchestrator.uri("/instances?limit=1000" + (after.isEmpty() ? "" : "&after=" + after)));
            if (page.isEmpty()) {
                return Optional.empty();
            }
            JsonNode answer = parsed(page.get());
            answer.path("instances").forEach(one -> standings.put(one.path("id").asText(), standing(one)));
            after = answer.path("next").asText("");
        } while (!after.isEmpty() && !after.equals("null"));
        return Optional.of(standings);
    }

    private static Standing standing(JsonNode one) {
        return new Standing(
                one.path("life").asText(),
                one.path("state").asText(),
                one.path("parked").asBoolean(),
                one.path("waitsFor").asText(),
                one.path("waits").asText(),
                one.path("ec2").asText(""));
    }

    /** How many names are held, by its gauge. */
    OptionalLong namesHeld(Program orchestrator) {
        var scraped = get(orchestrator.managementUri("/prometheus"));
        return scraped.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(HELD.matcher(scraped.get())
                        .results()
                        .mapToLong(match -> (long) Double.parseDouble(match.group(1)))
                        .sum());
    }

    private Optional<String> get(URI uri) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + body, e);
        }
    }
}
