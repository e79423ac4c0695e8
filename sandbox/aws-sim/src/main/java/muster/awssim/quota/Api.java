package muster.awssim.quota;

/**
 * One API of a service.
 *
 * @param service as the credential scope names it, such as {@code ec2} or {@code autoscaling}
 * @param action as the API reference names it, such as {@code CreateTags}
 * @param unfiltered a describe call that gives neither a filter nor a page size; EC2 counts such calls apart
 */
public record Api(String service, String action, boolean unfiltered) {
    public Api(String service, String action) {
        this(service, action, false);
    }

    /** The same, called with neither a filter nor a page size. */
    public Api asUnfiltered() {
        return new Api(service, action, true);
    }

    @Override
    public String toString() {
        return service + " " + action + (unfiltered ? " (unfiltered)" : "");
    }
}
