package muster.awssim.base;

/** The account and the region that a thing lives in, as the credential scope of a signed request names them. */
public record Scope(String account, String region) {
    public String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
    }
}
