package muster.awssim;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import muster.awssim.base.SimClock;
import muster.awssim.events.DeliveryOdds;
import muster.awssim.quota.Quotas;
import muster.awssim.wire.CallLatencies;
import muster.awssim.world.Latencies;

/**
 * How a simulation is set up.
 *
 * @param host the address to listen on
 * @param port 0 for any that is free
 * @param account 12 digits; callers whose access key is not itself an account get this one
 * @param region where groups live that don't say their own
 * @param seed decides ids, tokens, times and chance
 * @param sqsEndpoint where rules deliver to
 * @param dynamoDbEndpoint where DynamoDB calls are passed on to
 * @param journalFile where the journal is written, line by line; replaced if it exists
 * @param latencies how long the world takes
 * @param callLatencies how long calls take
 * @param quotas how many calls are admitted; the rest is throttled
 */
public record SimConfig(
        String host,
        int port,
        String account,
        String region,
        long seed,
        Optional<URI> sqsEndpoint,
        Optional<URI> dynamoDbEndpoint,
        Optional<Path> journalFile,
        Latencies latencies,
        DeliveryOdds delivery,
        SimClock clock,
        Quotas quotas,
        CallLatencies callLatencies) {
    public SimConfig {
        if (!account.matches("\\d{12}")) {
            throw new IllegalArgumentException("an account has 12 digits: " + account);
        }
    }

    /** Loopback, a free port, quick, reliable and without quotas, on the wall clock, with nothing behind it. */
    public static SimConfig defaults() {
        return new SimConfig(
                "127.0.0.1",
                0,
                "111122223333",
                "us-east-1",
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Latencies.quick(),
                DeliveryOdds.reliable(),
                SimClock.real(),
                Quotas.none(),
                CallLatencies.none());
    }

    public SimConfig withAddress(String at, int onPort) {
        return new SimConfig(
                at,
                onPort,
                account,
                region,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                latencies,
                delivery,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withRegion(String home) {
        return new SimConfig(
                host,
                port,
                account,
                home,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                latencies,
                delivery,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withAccount(String of) {
        return new SimConfig(
                host,
                port,
                of,
                region,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                latencies,
                delivery,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withSeed(long other) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                other,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                latencies,
                delivery,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withSqs(URI endpoint) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                seed,
                Optional.of(endpoint),
                dynamoDbEndpoint,
                journalFile,
                latencies,
                delivery,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withDynamoDb(URI endpoint) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                seed,
                sqsEndpoint,
                Optional.of(endpoint),
                journalFile,
                latencies,
                delivery,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withJournalFile(Path file) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                Optional.of(file),
                latencies,
                delivery,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withLatencies(Latencies times) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                times,
                delivery,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withDelivery(DeliveryOdds odds) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                latencies,
                odds,
                clock,
                quotas,
                callLatencies);
    }

    public SimConfig withClock(SimClock time) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                latencies,
                delivery,
                time,
                quotas,
                callLatencies);
    }

    public SimConfig withQuotas(Quotas limits) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                latencies,
                delivery,
                clock,
                limits,
                callLatencies);
    }

    public SimConfig withCallLatencies(CallLatencies times) {
        return new SimConfig(
                host,
                port,
                account,
                region,
                seed,
                sqsEndpoint,
                dynamoDbEndpoint,
                journalFile,
                latencies,
                delivery,
                clock,
                quotas,
                times);
    }
}
