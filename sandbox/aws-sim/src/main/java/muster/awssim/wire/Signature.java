package muster.awssim.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import muster.awssim.base.Scope;

/** What the credential scope of a signature (version 4) says: who calls which service of which region. The signature itself is not checked. */
record Signature(String accessKey, String region, String service) {
    private static final Pattern CREDENTIAL =
            Pattern.compile("Credential=([^/,\\s]+)/\\d{8}/([^/]+)/([^/]+)/aws4_request");

    static Optional<Signature> read(String authorization) {
        Matcher matcher = CREDENTIAL.matcher(authorization);
        return matcher.find()
                ? Optional.of(new Signature(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** An access key of 12 digits is an account, so that several can be played; any other is the default one. */
    Scope scope(String defaultAccount) {
        return new Scope(accessKey.matches("\\d{12}") ? accessKey : defaultAccount, region);
    }
}
