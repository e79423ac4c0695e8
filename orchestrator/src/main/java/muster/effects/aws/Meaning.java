package muster.effects.aws;

/** What an error of AWS means, whichever call has met it. */
enum Meaning {
    /** It passes by itself within seconds, as a fault of the server does. */
    TRANSIENT,
    /** Too many calls: it passes by itself, and sooner where fewer calls are made. */
    THROTTLED,
    /** The role may not make this call. */
    DENIED,
    /** AWS does not accept the caller's credentials. */
    CREDENTIALS,
    /** AWS does not accept the caller's time. */
    CLOCK,
    /** The table is absent, or has another key than the adapters use. */
    TABLE,
    /** What the call is about is gone, or does not exist yet: its adapter knows which. */
    GONE,
    /** A condition of the call did not hold, or its transaction was cancelled: its adapter knows what follows. */
    CONDITION,
    /** The call itself is wrong, or nothing is known of the code: people must change something. */
    REQUEST;

    /** Whether the same call at once can succeed. */
    boolean passes() {
        return this == TRANSIENT || this == THROTTLED;
    }

    /** Whether it says nothing about the call, only about the account and the process. */
    boolean isOfTheSurroundings() {
        return switch (this) {
            case TRANSIENT, THROTTLED, DENIED, CREDENTIALS, CLOCK, TABLE -> true;
            case GONE, CONDITION, REQUEST -> false;
        };
    }

    /**
     * What ends it, for a person who has not read the code; empty where it passes by itself.
     *
     * @param action as IAM names it
     */
    String remedy(String action, String resource) {
        return switch (this) {
            case TRANSIENT -> "";
            case THROTTLED ->
                "it passes by itself; where it lasts, lower muster.aws.quota-factor, or have AWS raise the quota of "
                        + action;
            case DENIED -> "grant " + action + " on " + resource + " to the role";
            case CREDENTIALS ->
                "check the credentials (with IRSA: the annotation eks.amazonaws.com/role-arn of the service account,"
                        + " the role's trust policy, and access to STS; else the access key and the account), and the"
                        + " clock of the node";
            case CLOCK -> "correct the clock of the node (NTP): AWS accepts a difference of five minutes";
            case TABLE ->
                "create the table with the string 'Hostname' (muster.aws.hostnames-table) or 'Ident'"
                        + " (muster.aws.instances-table) alone as its key, or correct that setting or"
                        + " muster.aws.region";
            case GONE, CONDITION, REQUEST ->
                "correct what AWS names, in the lifecycle or in the account; if both are right, it is a bug of Muster";
        };
    }
}
