package muster.effects.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How AWS is reached.
 *
 * @param endpoint instead of AWS's own, for every service; empty in production
 * @param accessKey of a sandbox; empty in production, where the default provider chain finds the role
 * @param callTimeout limit for one attempt of one call
 * @param maxConnections open at the same time, over all services
 * @param quotaFactor what part of AWS's published quotas this process may use, more than 0
 * @param hostnamesTable DynamoDB table of names
 * @param instancesTable DynamoDB table of instances
 */
public record AwsSettings(
        String region,
        String endpoint,
        String accessKey,
        String secretKey,
        Duration callTimeout,
        int maxConnections,
        double quotaFactor,
        String hostnamesTable,
        String instancesTable) {

    Optional<URI> endpointOverride() {
        return endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint));
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "AwsSettings[region=" + region + ", endpoint=" + endpoint + "]";
    }
}
