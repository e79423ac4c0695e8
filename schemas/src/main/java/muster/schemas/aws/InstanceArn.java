package muster.schemas.aws;

import muster.schemas.InstanceId;

/**
 * Events name an instance by its id or, some of them, by its ARN. EC2 also sends ARNs with a zone in the region's place
 * and no account, so only the end of an ARN is relied on.
 */
public final class InstanceArn {
    private static final String PREFIX = "arn:";
    private static final String BEFORE_ID = ":instance/";

    private InstanceArn() {}

    /** What follows {@code :instance/} in an ARN; any other text as it is. */
    public static String id(String text) {
        var at = text.startsWith(PREFIX) ? text.lastIndexOf(BEFORE_ID) : -1;
        return at < 0 ? text : text.substring(at + BEFORE_ID.length());
    }

    /** @throws IllegalArgumentException where it is neither the id of an instance nor an ARN that ends with one */
    static InstanceId toId(String text) {
        return new InstanceId(id(text));
    }
}
