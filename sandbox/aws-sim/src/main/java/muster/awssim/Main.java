package muster.awssim;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import muster.awssim.events.DeliveryOdds;
import muster.awssim.quota.Quotas;
import muster.awssim.wire.CallLatencies;

/**
 * Starts the simulation in a process of its own, until it is told to stop. A setting is a flag ({@code --sqs-endpoint URL})
 * or an environment variable ({@code AWS_SIM_SQS_ENDPOINT}); the flag wins.
 */
public final class Main {
    private static final String USAGE =
            "settings: --host --port --region --account --seed --sqs-endpoint --dynamodb-endpoint --journal FILE --delivery reliable|rough"
                    + " --quotas none|published|FACTOR --call-latencies none|realistic|FACTOR";

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        SimConfig config;
        try {
            config = config(settings(args, System.getenv()));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        AwsSim sim = AwsSim.start(config);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            sim.close();
            stopped.countDown();
        }));
        System.out.println("aws-sim answers at " + sim.endpoint() + " (seed " + config.seed() + ")");
        stopped.await();
    }

    static Map<String, String> settings(String[] args, Map<String, String> environment) {
        Map<String, String> settings = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("AWS_SIM_") && !value.isBlank()) {
                settings.put(
                        name.substring("AWS_SIM_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'),
                        value);
            }
        });
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException("not a setting with a value: " + args[i]);
            }
            settings.put(args[i].substring(2), args[i + 1]);
        }
        return settings;
    }

    static SimConfig config(Map<String, String> settings) {
        SimConfig config = SimConfig.defaults();
        String host = Optional.ofNullable(settings.get("host")).orElse("127.0.0.1");
        int port = 4566;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String value = setting.getValue();
            switch (setting.getKey()) {
                case "host" -> {}
                case "port" -> port = Integer.parseInt(value);
                case "region" -> config = config.withRegion(value);
                case "account" -> config = config.withAccount(value);
                case "seed" -> config = config.withSeed(Long.parseLong(value));
                case "sqs-endpoint" -> config = config.withSqs(URI.create(value));
                case "dynamodb-endpoint" -> config = config.withDynamoDb(URI.create(value));
                case "journal" -> config = config.withJournalFile(Path.of(value));
                case "delivery" -> config = config.withDelivery(odds(value));
                case "quotas" -> config = config.withQuotas(quotas(value));
                case "call-latencies" -> config = config.withCallLatencies(latencies(value));
                default -> throw new IllegalArgumentException("not a setting: " + setting.getKey());
            }
        }
        return config.withAddress(host, port);
    }

    private static DeliveryOdds odds(String name) {
        return switch (name) {
            case "reliable" -> DeliveryOdds.reliable();
            case "rough" -> DeliveryOdds.rough();
            default -> throw new IllegalArgumentException("not a kind of delivery: " + name);
        };
    }

    private static Quotas quotas(String text) {
        return switch (text) {
            case "none" -> Quotas.none();
            case "published" -> Quotas.published();
            default -> Quotas.published().scaled(Double.parseDouble(text));
        };
    }

    private static CallLatencies latencies(String text) {
        return switch (text) {
            case "none" -> CallLatencies.none();
            case "realistic" -> CallLatencies.realistic();
            default -> CallLatencies.realistic().scaled(Double.parseDouble(text));
        };
    }
}
