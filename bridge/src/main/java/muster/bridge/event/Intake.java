package muster.bridge.event;

/**
 * Where something was received.
 *
 * @param name of the intake, few in number: "sqs:us-west-2", "file:events.ndjson"
 * @param place within the intake: an SQS message id, or "line 17"
 */
public record Intake(String name, String place) {}
