package muster.bench.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import muster.awssim.events.SimEvent;
import muster.harness.Account;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;

/**
 * What people have before they have Muster: a function for each event, with one call for each instance and the SDK's own
 * retries, invoked again by Lambda after one minute and after two more where it fails. Names are dealt out without a fight, so
 * that only the calls are compared.
 */
final class Lambdas implements AutoCloseable {
    private static final Duration[] INVOKED_AGAIN = {Duration.ofMinutes(1), Duration.ofMinutes(2)};
    private static final Duration AGENT = Duration.ofSeconds(5);
    private static final int LOOKS = 24;
    private static final String LAUNCHING = "EC2 Instance-launch Lifecycle Action";
    private static final String STATE = "EC2 Instance State-change Notification";

    private final Account.Resources resources;
    private final DynamoDbClient dynamoDb;
    private final Ec2Client ec2;
    private final Route53Client route53;
    private final AutoScalingClient autoScaling;
    private final SsmClient ssm;
    private final AtomicInteger names = new AtomicInteger();
    private final Map<String, String> hostnames = new ConcurrentHashMap<>();
    private final ExecutorService functions = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    Lambdas(Scene scene) {
        resources = scene.resources();
        var at = scene.aws().sim().endpoint();
        dynamoDb = Account.at(DynamoDbClient.builder(), at).build();
        ec2 = Account.at(Ec2Client.builder(), at).build();
        route53 = Account.at(Route53Client.builder(), at).build();
        autoScaling = Account.at(AutoScalingClient.builder(), at).build();
        ssm = Account.at(SsmClient.builder(), at).build();
        scene.aws().sim().onEvent(this::react);
    }

    private void react(SimEvent event) {
        var instance = event.instance().orElse("");
        if (event.detailType().equals(LAUNCHING)) {
            var token = event.detail().path("LifecycleActionToken").asText();
            invoke(() -> launched(instance, token));
        } else if (event.detailType().equals(STATE)
                && event.detail().path("state").asText().equals("running")) {
            invoke(() -> running(instance));
        }
    }

    private void invoke(Runnable function) {
        functions.execute(() -> {
            retried(function);
            ended.incrementAndGet();
        });
    }

    private void retried(Runnable function) {
        for (int nth = 0; nth <= INVOKED_AGAIN.length && !Thread.currentThread().isInterrupted(); nth++) {
            try {
                if (nth > 0) {
                    pause(INVOKED_AGAIN[nth - 1]);
                }
                function.run();
                return;
            } catch (SdkException | IllegalStateException failed) {
                // invoked again, if it was not the last time
            }
        }
        givenUp.incrementAndGet();
    }

    /** Ends with the functions: whoever waited on without a rest would keep a processor from what is measured next. */
    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the functions are stopped", closed);
        }
    }

    private void launched(String instance, String token) {
        var address = ec2.describeInstances(request -> request.filters(
                        Filter.builder().name("instance-id").values(instance).build()))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .privateIpAddress();
        var name = hostnames.computeIfAbsent(instance, _ -> "naive-%04d".formatted(names.incrementAndGet()));
        var fqdn = name + "." + Account.DOMAIN;
        dynamoDb.putItem(request -> request.tableName(Account.HOSTNAMES)
                .item(Map.of("Hostname", AttributeValue.fromS(name), "Owner", AttributeValue.fromS(instance))));
        var record = Change.builder()
                .action(ChangeAction.UPSERT)
                .resourceRecordSet(
                        set -> set.name(fqdn).type(RRType.A).ttl(60L).resourceRecords(value -> value.value(address)))
                .build();
        route53.changeResourceRecordSets(
                request -> request.hostedZoneId(resources.zoneId()).changeBatch(batch -> batch.changes(record)));
        ec2.createTags(request -> request.resources(instance)
                .tags(Tag.builder().key("Hostname").value(fqdn).build()));
        autoScaling.completeLifecycleAction(request -> request.autoScalingGroupName(Scene.GROUP)
                .lifecycleHookName("muster-launch")
                .instanceId(instance)
                .lifecycleActionToken(token)
                .lifecycleActionResult("CONTINUE"));
    }

    private void running(String instance) {
        for (int look = 0; look < LOOKS; look++) {
            var agents = ssm.describeInstanceInformation(
                            request -> request.filters(InstanceInformationStringFilter.builder()
                                    .key("InstanceIds")
                                    .values(instance)
                                    .build()))
                    .instanceInformationList();
            if (!agents.isEmpty() && agents.getFirst().pingStatusAsString().equals("Online")) {
                ssm.sendCommand(request -> request.documentName(Account.DOCUMENT)
                        .instanceIds(instance)
                        .parameters(Map.of("EffectId", java.util.List.of(instance))));
                return;
            }
            pause(AGENT);
        }
        throw new IllegalStateException("no agent on " + instance);
    }

    /** Functions that have done their work, or were given up. */
    int ended() {
        return ended.get();
    }

    /** Functions that Lambda does not invoke again. */
    int givenUp() {
        return givenUp.get();
    }

    @Override
    public void close() {
        functions.shutdownNow();
        dynamoDb.close();
        ec2.close();
        route53.close();
        autoScaling.close();
        ssm.close();
    }
}
