package muster.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import muster.schemas.Json;

/** Answers as JSON, written as all records of ours are. */
final class Answers {
    private Answers() {}

    /** @param problem one sentence: what is wrong, and where it helps what to do */
    record Problem(String problem) {}

    static HttpResponse<byte[]> ok(Object answer) {
        return json(HttpResponse.status(HttpStatus.OK), answer);
    }

    static MutableHttpResponse<byte[]> problem(HttpStatus status, String sentence) {
        return json(HttpResponse.status(status), new Problem(sentence));
    }

    private static MutableHttpResponse<byte[]> json(MutableHttpResponse<Object> response, Object answer) {
        return response.contentType(MediaType.APPLICATION_JSON_TYPE).body(Json.write(answer));
    }
}
