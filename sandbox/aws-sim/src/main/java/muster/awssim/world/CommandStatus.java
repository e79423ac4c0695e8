package muster.awssim.world;

/** Status and status details of a command or of one of its invocations. */
public enum CommandStatus {
    PENDING("Pending", "Pending"),
    IN_PROGRESS("InProgress", "InProgress"),
    SUCCESS("Success", "Success"),
    FAILED("Failed", "Failed"),
    /** Not among the statuses: Systems Manager says Failed, and Undeliverable in the details. */
    UNDELIVERABLE("Failed", "Undeliverable"),
    TIMED_OUT("TimedOut", "ExecutionTimedOut"),
    /** The agent did not pick it up within TimeoutSeconds. */
    DELIVERY_TIMED_OUT("TimedOut", "DeliveryTimedOut"),
    CANCELLED("Cancelled", "Cancelled"),
    TERMINATED("Failed", "Terminated");

    private final String status;
    private final String details;

    CommandStatus(String status, String details) {
        this.status = status;
        this.details = details;
    }

    public String status() {
        return status;
    }

    public String details() {
        return details;
    }

    public boolean isEnd() {
        return this != PENDING && this != IN_PROGRESS;
    }
}
