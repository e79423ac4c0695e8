package muster.awssim.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import muster.awssim.base.Json;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;
import muster.awssim.wire.AwsError;
import muster.awssim.wire.AwsService;
import muster.awssim.wire.CommonErrors;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import muster.awssim.wire.Reply;
import muster.awssim.wire.Request;

/** DynamoDB: passes every call on, byte for byte, to a server that implements it, and writes down the writes that it accepted. */
public final class DynamoDbProxy implements AwsService {
    private static final String JSON = "application/x-amz-json-1.0";
    private static final String TARGET = "x-amz-target";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Those that belong to the connection, and those that the client sets by itself. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "host", "connection", "content-length", "expect", "upgrade", "transfer-encoding", "keep-alive", "date");

    private final Optional<URI> endpoint;
    private final TableWrites writes;
    private final Faults faults;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    /** One write at a time, so that the order of the journal is the order of the effects. */
    private final ReentrantLock oneWrite = new ReentrantLock();

    /** @param endpoint none means that every call is answered with an internal error */
    public DynamoDbProxy(Optional<URI> endpoint, Journal journal, Turns turns, Faults faults) {
        this.endpoint = endpoint;
        this.faults = faults;
        this.writes = new TableWrites(journal, turns, this::describeTable);
    }

    @Override
    public String name() {
        return "dynamodb";
    }

    @Override
    public CommonErrors commonErrors() {
        return CommonErrors.dynamoDb();
    }

    @Override
    public String action(Request request) {
        String target = request.header(TARGET).orElse("");
        return target.substring(target.lastIndexOf('.') + 1);
    }

    @Override
    public Reply answer(Request request, String action) {
        return TableWrites.isWrite(action) ? alone(() -> write(request, action)) : forward(request, request.body());
    }

    @Override
    public Optional<Reply> play(Fault fault, Request request, String action) {
        Optional<CancellationReason> reason = CancellationReason.of(fault);
        if (fault == Fault.TABLE_MISSING) {
            AwsError missing =
                    new AwsError("ResourceNotFoundException", "Cannot do operations on a non-existent table", 400);
            return Optional.of(error(request, missing));
        }
        if (action.equals("TransactWriteItems") && reason.isPresent()) {
            int items = Json.parse(request.body()).path("TransactItems").size();
            return Optional.of(reply(400, reason.get().cancelled(items, faults.cancelledItem())));
        }
        if (action.equals("TransactWriteItems") && fault == Fault.TRANSACTION_IN_PROGRESS) {
            return Optional.of(error(
                    request,
                    new AwsError(
                            "TransactionInProgressException",
                            "The transaction with the given request token is already in progress.",
                            400)));
        }
        if (action.equals("BatchGetItem") && fault == Fault.UNPROCESSED_KEYS) {
            return Optional.of(answerInPart(request));
        }
        return Optional.empty();
    }

    private static Reply reply(int status, ObjectNode body) {
        return Reply.of(status, JSON, Json.write(body));
    }

    private Reply answerInPart(Request request) {
        UnprocessedKeys split = UnprocessedKeys.split(Json.parse(request.body()), faults.unprocessedShare());
        if (split.asked().path("RequestItems").isEmpty()) {
            ObjectNode nothing = Json.object();
            nothing.putObject("Responses");
            return reply(200, nothing.set("UnprocessedKeys", split.unprocessed()));
        }
        Reply partial = forward(
                like(request, request.headers().getOrDefault(TARGET, ""), split.asked()), Json.bytes(split.asked()));
        if (partial.status() != 200) {
            return partial;
        }
        // without the server's checksum, which is of another body
        ObjectNode answer = (ObjectNode) Json.parse(partial.body());
        return reply(200, answer.set("UnprocessedKeys", split.unprocessed()));
    }

    private Reply write(Request request, String action) {
        Reply reply = forward(request, request.body());
        if (reply.status() == 200) {
            writes.record(request, action, Json.parse(request.body()), Json.parse(reply.body()));
        }
        return reply;
    }

    private Reply alone(Supplier<Reply> call) {
        oneWrite.lock();
        try {
            return call.get();
        } finally {
            oneWrite.unlock();
        }
    }

    /** The description of a table as the server has it; empty when it has none. */
    private Optional<JsonNode> describeTable(Request like, String table) {
        Request question =
                like(like, "DynamoDB_20120810.DescribeTable", Json.object().put("TableName", table));
        Reply reply = forward(question, question.body());
        return reply.status() == 200 ? Optional.of(Json.parse(reply.body()).path("Table")) : Optional.empty();
    }

    /** Another question of the same caller. */
    private static Request like(Request request, String target, ObjectNode body) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.put(TARGET, target);
        headers.remove("x-amz-content-sha256");
        return new Request(
                request.id(), "POST", "/", Map.of(), headers, Json.bytes(body), request.scope(), request.service());
    }

    private Reply forward(Request request, byte[] body) {
        URI server = endpoint.orElseThrow(() -> new IllegalStateException("no DynamoDB endpoint is configured"));
        HttpRequest.Builder passed = HttpRequest.newBuilder(server.resolve(request.path()))
                .timeout(TIMEOUT)
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        request.headers().forEach((name, value) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                passed.header(name, value);
            }
        });
        try {
            HttpResponse<byte[]> answer = client.send(passed.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(answer.statusCode(), headers(answer), answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("DynamoDB does not answer at " + server, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while DynamoDB was asked", e);
        }
    }

    private static Map<String, String> headers(HttpResponse<byte[]> answer) {
        Map<String, String> headers = new LinkedHashMap<>();
        answer.headers().map().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                headers.put(name, String.join(",", values));
            }
        });
        return headers;
    }

    @Override
    public Reply error(Request request, AwsError error) {
        ObjectNode body = Json.object()
                .put("__type", "com.amazonaws.dynamodb.v20120810#" + error.code())
                .put("message", error.message());
        return Reply.of(error.status(), JSON, Json.write(body));
    }

    /** The last part of {@code __type}. */
    @Override
    public String errorCode(Reply reply) {
        try {
            String type = Json.parse(reply.body()).path("__type").asText("");
            return type.substring(type.lastIndexOf('#') + 1);
        } catch (IllegalArgumentException e) {
            return AwsService.super.errorCode(reply);
        }
    }
}
