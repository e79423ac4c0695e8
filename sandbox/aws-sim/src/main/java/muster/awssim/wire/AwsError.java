package muster.awssim.wire;

import muster.awssim.world.Refusal;

/**
 * An error as a service words it.
 *
 * @param status the HTTP status
 */
public record AwsError(String code, String message, int status) {
    public static AwsError of(Refusal refusal) {
        return new AwsError(refusal.code(), refusal.text(), refusal.status());
    }
}
