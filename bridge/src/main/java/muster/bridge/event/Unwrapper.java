package muster.bridge.event;

/** Takes an event out of what a transport put around it. */
public final class Unwrapper {

    /**
     * The event's own bytes. A rule that targets an SQS queue puts the bare event into the body, so there is nothing to
     * take off.
     */
    public byte[] unwrap(byte[] body) {
        return body;
    }
}
