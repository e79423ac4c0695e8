package muster.awssim.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;
import muster.awssim.world.Refusal;

/** The JSON protocols: the action is in the header X-Amz-Target, JSON comes in and goes out. */
public abstract class JsonService implements AwsService {
    /** Does what is asked within a turn of the world. */
    @FunctionalInterface
    protected interface Handler {
        ObjectNode handle(Scope scope, JsonNode request);
    }

    private static final String JSON = "application/x-amz-json-1.1";

    private final Map<String, Handler> handlers = new LinkedHashMap<>();
    private final Turns turns;

    protected JsonService(Turns turns) {
        this.turns = turns;
    }

    protected final void on(String action, Handler handler) {
        handlers.put(action, handler);
    }

    @Override
    public final String action(Request request) {
        return targetAction(request);
    }

    static String targetAction(Request request) {
        String target = request.header("x-amz-target").orElse("");
        return target.substring(target.lastIndexOf('.') + 1);
    }

    @Override
    public final Reply answer(Request request, String action) {
        Handler handler = handlers.get(action);
        if (handler == null) {
            throw new Refusal("UnknownOperationException", "The operation " + action + " is not known.");
        }
        JsonNode body = request.body().length == 0 ? Json.object() : parse(request.body());
        String answer = turns.take(() -> Json.write(handler.handle(request.scope(), body)));
        return Reply.of(200, JSON, answer);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IllegalArgumentException e) {
            throw new Refusal("SerializationException", "The body is " + e.getMessage());
        }
    }

    @Override
    public final Reply error(Request request, AwsError error) {
        return jsonError(JSON, error);
    }

    static Reply jsonError(String contentType, AwsError error) {
        ObjectNode body = Json.object().put("__type", error.code()).put("message", error.message());
        return Reply.of(error.status(), contentType, Json.write(body));
    }
}
