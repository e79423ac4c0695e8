package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import muster.effects.aws.AwsSettings;

/**
 * How AWS is reached.
 *
 * @param region of the fleet
 * @param endpoint instead of AWS's own, for a sandbox; empty in production
 * @param accessKey of a sandbox; empty in production, where the role is found
 * @param secretKey of a sandbox
 * @param callTimeout limit for one attempt of one call, 100 ms to 5 min
 * @param maxConnections open at the same time, 1 or more
 * @param hostnamesTable DynamoDB table of names
 * @param instancesTable DynamoDB table of instances
 */
@ConfigurationProperties("muster.aws")
public record AwsProperties(
        @Bindable(defaultValue = "us-east-1") String region,
        @Bindable(defaultValue = "") String endpoint,
        @Bindable(defaultValue = "") String accessKey,
        @Bindable(defaultValue = "") String secretKey,
        @Bindable(defaultValue = "10s") Duration callTimeout,
        @Bindable(defaultValue = "64") int maxConnections,
        @Bindable(defaultValue = "Hostnames") String hostnamesTable,
        @Bindable(defaultValue = "Instances") String instancesTable) {

    /** @throws IllegalArgumentException for a value out of range, with its key */
    public AwsProperties {
        if (callTimeout.compareTo(Duration.ofMillis(100)) < 0 || callTimeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("muster.aws.call-timeout: " + callTimeout + " (expected: 100ms to 5m)");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException(
                    "muster.aws.max-connections: " + maxConnections + " (expected: 1 or more)");
        }
    }

    AwsSettings settings() {
        return new AwsSettings(
                region, endpoint, accessKey, secretKey, callTimeout, maxConnections, hostnamesTable, instancesTable);
    }
}
