package muster.awssim.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;
import muster.awssim.world.Refusal;

/** The query protocol: a form comes in, XML goes out. */
public abstract class QueryService implements AwsService {
    /** Does what is asked within a turn of the world, and returns the content of the answer. */
    @FunctionalInterface
    protected interface Handler {
        Consumer<Xml> handle(Scope scope, Form form);
    }

    private static final String XML = "text/xml;charset=UTF-8";

    private final Map<String, Handler> handlers = new LinkedHashMap<>();
    private final Turns turns;
    private final String namespace;

    protected QueryService(Turns turns, String namespace) {
        this.turns = turns;
        this.namespace = namespace;
    }

    protected final void on(String action, Handler handler) {
        handlers.put(action, handler);
    }

    @Override
    public final String action(Request request) {
        return Form.parse(request.body()).find("Action").orElse("");
    }

    @Override
    public final Reply answer(Request request, String action) {
        Handler handler = handlers.get(action);
        if (handler == null) {
            throw new Refusal("InvalidAction", "The action " + action + " is not valid for this web service.");
        }
        Form form = Form.parse(request.body());
        // written within the turn, so that the answer shows one moment
        String body = turns.take(() -> document(action, request.id(), handler.handle(request.scope(), form)));
        return Reply.of(200, XML, body);
    }

    /** EC2 puts its content right below the root, the others below an element for the result. */
    protected String document(String action, String requestId, Consumer<Xml> content) {
        return Xml.document(
                action + "Response",
                namespace,
                xml -> xml.element(action + "Result", content)
                        .element("ResponseMetadata", metadata -> metadata.text("RequestId", requestId)));
    }

    protected final String namespace() {
        return namespace;
    }

    @Override
    public Reply error(Request request, AwsError error) {
        return Reply.of(error.status(), XML, XmlErrors.response(namespace, request.id(), error));
    }
}
