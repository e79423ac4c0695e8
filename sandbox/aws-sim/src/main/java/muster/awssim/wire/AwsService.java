package muster.awssim.wire;

import java.util.Optional;
import muster.awssim.quota.Api;
import muster.awssim.quota.Call;

/** One AWS service: its protocol, and what it answers. */
public interface AwsService {
    /** As the credential scope names it, such as {@code events} for EventBridge. */
    String name();

    /** What the request asks for, as the API reference names it; "" when that can't be told. */
    String action(Request request);

    /** @throws muster.awssim.world.Refusal when the service refuses */
    Reply answer(Request request, String action);

    /** The call as the quotas see it. One that can't be read counts as the least: it will be refused anyhow. */
    default Call metered(Request request, String action) {
        return Call.of(new Api(name(), action));
    }

    /** The error in the service's protocol. */
    Reply error(Request request, AwsError error);

    CommonErrors commonErrors();

    /** Plays a fault that only this service knows; empty where it does not touch this call, which is answered as ever then. */
    default Optional<Reply> play(Fault fault, Request request, String action) {
        return Optional.empty();
    }

    /** Lets the wait end that the request is about, where it is about one. */
    default void expire(Request request) {}

    /** The error code in an answer that was not made here but came from a server behind this service. */
    default String errorCode(Reply reply) {
        return "HTTP " + reply.status();
    }
}
