package muster.awssim.wire;

/** Decides whether a request may be answered at all, as the quotas of an account do. */
@FunctionalInterface
public interface Admission {
    /** @return false when the request is to be refused with the service's throttling error */
    boolean admits(AwsService service, Request request, String action);
}
