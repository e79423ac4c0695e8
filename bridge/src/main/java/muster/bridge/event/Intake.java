package muster.bridge.event;

/**
 * Where something was received.
 *
 * @param name of the intake, few in number: "sqs:us-west-2", "file:events.ndjson"
 * @param place within the intake: an SQS message id, or "line 17"
 * @param region that the intake stands for, for what does not name its own; empty where it stands for none
 */
public record Intake(String name, String place, String region) {}
