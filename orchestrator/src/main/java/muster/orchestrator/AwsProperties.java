package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.regex.Pattern;
import muster.effects.aws.AwsSettings;
import muster.schemas.settings.Range;
import muster.stream.Home;

/**
 * How AWS is reached.
 *
 * @param account that the fleet is in, twelve digits: events of any other are reported and not acted upon; empty for any
 * @param region that the fleet is in: events of any other are reported and not acted upon
 * @param endpoint URL instead of AWS's own, for a sandbox; empty in production
 * @param accessKey credentials of a sandbox; empty in production, where the role is found
 * @param secretKey credentials of a sandbox; empty in production
 * @param callTimeout limit for one attempt of one call, 100 ms to 5 min
 * @param maxConnections [connections] open at the same time, 1 or more
 * @param quotaFactor what part of AWS's published quotas this process may use, 0.01 to 100: less than 1 where others share
 *     the account, more where AWS has raised them
 * @param hostnamesTable the DynamoDB table of names
 * @param instancesTable the DynamoDB table of instances
 * @param checkInterval how often tables, zones and documents are looked for while one is missing, 100 ms to 1 h
 */
@ConfigurationProperties("muster.aws")
public record AwsProperties(
        @Bindable(defaultValue = "") String account,
        @Bindable(defaultValue = "us-east-1") String region,
        @Bindable(defaultValue = "") String endpoint,
        @Bindable(defaultValue = "") String accessKey,
        @Bindable(defaultValue = "") String secretKey,
        @Bindable(defaultValue = "10s") Duration callTimeout,
        @Bindable(defaultValue = "64") int maxConnections,
        @Bindable(defaultValue = "1") double quotaFactor,
        @Bindable(defaultValue = "Hostnames") String hostnamesTable,
        @Bindable(defaultValue = "Instances") String instancesTable,
        @Bindable(defaultValue = "30s") Duration checkInterval) {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern ENDPOINT = Pattern.compile("https?://[^\\s/]+/?");

    /** @throws IllegalArgumentException for a value out of range, with its key */
    public AwsProperties {
        if (!account.isEmpty() && !ACCOUNT.matcher(account).matches()) {
            throw new IllegalArgumentException(
                    "muster.aws.account: '" + account + "' (expected: twelve digits, in quotes in a file, or none)");
        }
        Range.within("muster.aws.call-timeout", callTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        Range.within("muster.aws.check-interval", checkInterval, Duration.ofMillis(100), Duration.ofHours(1));
        Range.atLeast("muster.aws.max-connections", maxConnections, 1);
        if (!(quotaFactor >= 0.01 && quotaFactor <= 100)) {
            throw new IllegalArgumentException(
                    "muster.aws.quota-factor: '" + quotaFactor + "' (expected: 0.01 to 100)");
        }
        if (!endpoint.isEmpty() && !ENDPOINT.matcher(endpoint).matches()) {
            throw new IllegalArgumentException(
                    "muster.aws.endpoint: '" + endpoint + "' (expected: a URL such as http://127.0.0.1:4566, or none)");
        }
    }

    Home home() {
        return new Home(account, region);
    }

    AwsSettings settings() {
        return new AwsSettings(
                region,
                endpoint,
                accessKey,
                secretKey,
                callTimeout,
                maxConnections,
                quotaFactor,
                hostnamesTable,
                instancesTable);
    }
}
