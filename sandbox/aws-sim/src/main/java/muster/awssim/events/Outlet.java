package muster.awssim.events;

/** Where a target's events go. */
@FunctionalInterface
public interface Outlet {
    /**
     * Hands the event over.
     *
     * @param targetArn ARN of the target, such as a queue
     * @param body the event as JSON
     * @throws RuntimeException when the target did not take it; it is then offered again
     */
    void send(String targetArn, String body);
}
