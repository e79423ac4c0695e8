package muster.orchestrator;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import muster.effects.aws.AccountCheck;
import muster.effects.aws.AwsClients;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.lifecycle.Task;
import muster.schemas.settings.ExitCode;
import muster.schemas.settings.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the account at the start. What an operator can put right there leaves the program running and not ready, and is
 * looked at again until it is right; what only another configuration can put right stops the start.
 */
@Singleton
final class AccountWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);

    private final AwsProperties properties;
    private final Lifecycles lifecycles;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("account").factory());
    private volatile List<String> problems = List.of("the account has not been checked yet");

    AccountWatch(AwsProperties properties, Lifecycles lifecycles) {
        this.properties = properties;
        this.lifecycles = lifecycles;
    }

    /** @throws StartException where the configuration names what is not there and can't come to be there */
    void start() {
        var found = look();
        var lasting = found.stream()
                .filter(AccountCheck.Problem.Lasting.class::isInstance)
                .map(AccountCheck.Problem::message)
                .toList();
        if (!lasting.isEmpty()) {
            throw new StartException(ExitCode.CONFIGURATION, String.join(System.lineSeparator(), lasting));
        }
        if (!found.isEmpty()) {
            again(properties.checkInterval());
        }
    }

    /** A line for each; empty where all is there. */
    List<String> problems() {
        return problems;
    }

    private List<AccountCheck.Problem> look() {
        // clients of its own, for the few calls that this is
        try (var clients = AwsClients.create(properties.settings())) {
            var found = new AccountCheck(clients, properties.settings()).run(needs());
            var told = found.stream().map(AccountCheck.Problem::message).toList();
            if (!told.equals(problems)) {
                told.forEach(problem -> LOG.warn("not ready: {}", problem));
                if (told.isEmpty()) {
                    LOG.info("the account has all that the lifecycles need");
                }
            }
            problems = told;
            return found;
        }
    }

    private void again(Duration after) {
        var _ = later.schedule(this::lookAgain, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookAgain() {
        try {
            if (look().isEmpty()) {
                return;
            }
        } catch (RuntimeException unexpected) {
            LOG.error("the account could not be checked, which is tried again", unexpected);
        }
        again(properties.checkInterval());
    }

    /** A lifecycle that never writes a record needs no zone, and one that starts nothing no document. */
    private AccountCheck.Needs needs() {
        var zones = new HashSet<String>();
        var documents = new HashSet<String>();
        for (var lifecycle : lifecycles.all()) {
            for (var task : tasks(lifecycle).toList()) {
                switch (task.kind()) {
                    case UPSERT_DNS, DELETE_DNS ->
                        lifecycle.dns().stream()
                                .flatMap(dns -> Stream.of(dns.zone(), dns.reverse()))
                                .filter(zone -> !zone.isEmpty())
                                .forEach(zones::add);
                    case START_SERVICE -> documents.add(lifecycle.service().name());
                    case RUN_COMMAND -> documents.add(task.document().name());
                    case CLAIM_HOSTNAME, RELEASE_HOSTNAME, TAG_INSTANCE, COMPLETE_HOOK, WAIT -> {}
                }
            }
        }
        return new AccountCheck.Needs(zones, documents);
    }

    private static Stream<Task> tasks(Lifecycle lifecycle) {
        return lifecycle.transitions().stream()
                .flatMap(transition -> transition.triggers().stream())
                .flatMap(trigger -> Stream.concat(trigger.before().stream(), trigger.after().stream()));
    }

    @PreDestroy
    void stop() {
        later.shutdownNow();
    }
}
