package muster.effects.aws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import muster.effects.TransientFault;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.ssm.model.DocumentStatus;

/**
 * Whether the account has what the effects need: the two tables, each lifecycle's hosted zone and document. One call each;
 * an effect would find the same out, but only when an instance waits for it.
 */
public final class AccountCheck {
    private final AwsClients clients;
    private final AwsSettings settings;

    /** What is missing, and what to do about it. */
    public sealed interface Problem {
        String message();

        /** An operator can put it right in the account, and the next check sees it. */
        record Curable(String message) implements Problem {}

        /** Only another configuration helps. */
        record Lasting(String message) implements Problem {}
    }

    /** What lifecycles refer to. */
    public record Needs(Set<String> zones, Set<String> documents) {
        public Needs {
            zones = Set.copyOf(zones);
            documents = Set.copyOf(documents);
        }
    }

    public AccountCheck(AwsClients clients, AwsSettings settings) {
        this.clients = clients;
        this.settings = settings;
    }

    /** All problems at once; all calls side by side, so that an AWS that does not answer costs one time limit. */
    public List<Problem> run(Needs needs) {
        var looks = new ArrayList<Callable<Optional<Problem>>>();
        looks.add(() -> table(settings.hostnamesTable(), "Hostname", "muster.aws.hostnames-table"));
        looks.add(() -> table(settings.instancesTable(), "Ident", "muster.aws.instances-table"));
        needs.zones().stream().sorted().forEach(zone -> looks.add(() -> zone(zone)));
        needs.documents().stream().sorted().forEach(document -> looks.add(() -> document(document)));
        return sideBySide(looks);
    }

    private static List<Problem> sideBySide(Collection<Callable<Optional<Problem>>> looks) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var problems = new ArrayList<Problem>();
            for (var look : executor.invokeAll(looks)) {
                look.get().ifPresent(problems::add);
            }
            return problems;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of(new Problem.Curable("the account was not checked: the program is stopping"));
        } catch (ExecutionException defect) {
            throw new IllegalStateException("a check of the account failed", defect);
        }
    }

    private Optional<Problem> table(String name, String key, String setting) {
        return look("dynamodb:DescribeTable", name, () -> {
            try {
                var table = Refusals.call(
                        "dynamodb:DescribeTable",
                        name,
                        () -> clients.dynamoDb().describeTable(request -> request.tableName(name)));
                return keyed(table.table(), key)
                        ? Optional.empty()
                        : curable("the DynamoDB table " + name + " has the key " + key(table.table())
                                + ", not the string '" + key + "' alone: create it anew, or correct " + setting);
            } catch (CallRefused refused) {
                if (refused.meaning() != Meaning.TABLE) {
                    throw refused;
                }
                return curable("there is no DynamoDB table " + name + " in " + settings.region()
                        + ": create it with the string '" + key + "' as its key, or correct " + setting);
            }
        });
    }

    private static boolean keyed(TableDescription table, String key) {
        return table.keySchema()
                        .equals(List.of(KeySchemaElement.builder()
                                .attributeName(key)
                                .keyType(KeyType.HASH)
                                .build()))
                && table.attributeDefinitions().stream()
                        .anyMatch(attribute -> attribute.attributeName().equals(key)
                                && attribute.attributeType() == ScalarAttributeType.S);
    }

    private static List<String> key(TableDescription table) {
        return table.keySchema().stream()
                .map(part -> table.attributeDefinitions().stream()
                        .filter(attribute -> attribute.attributeName().equals(part.attributeName()))
                        .map(attribute -> attribute.attributeName() + " (" + attribute.attributeTypeAsString() + ")")
                        .findFirst()
                        .orElse(part.attributeName()))
                .toList();
    }

    private Optional<Problem> zone(String zone) {
        return look("route53:GetHostedZone", zone, () -> {
            try {
                Refusals.call(
                        "route53:GetHostedZone",
                        zone,
                        () -> clients.route53().getHostedZone(request -> request.id(zone)));
                return Optional.empty();
            } catch (CallRefused refused) {
                if (!refused.is("NoSuchHostedZone") && !refused.is("InvalidInput")) {
                    throw refused;
                }
                return Optional.of(
                        new Problem.Lasting(
                                "there is no hosted zone " + zone
                                        + " in this account: correct dns.zone of the lifecycle, or the variable that it takes it from"));
            }
        });
    }

    private Optional<Problem> document(String name) {
        return look("ssm:DescribeDocument", name, () -> {
            try {
                var document = Refusals.call(
                        "ssm:DescribeDocument",
                        name,
                        () -> clients.ssm().describeDocument(request -> request.name(name)));
                var status = document.document().status();
                return status == DocumentStatus.ACTIVE
                        ? Optional.empty()
                        : curable("the SSM document " + name + " is " + status + ": see why, or create it anew");
            } catch (CallRefused refused) {
                if (!refused.is("InvalidDocument")) {
                    throw refused;
                }
                return curable("there is no SSM document " + name + " in " + settings.region()
                        + ": create it, or correct the lifecycle that names it");
            }
        });
    }

    private static Optional<Problem> look(String action, String resource, Supplier<Optional<Problem>> call) {
        try {
            return call.get();
        } catch (TransientFault silent) {
            return curable("AWS does not answer " + action + " on " + resource + " (" + silent.getMessage()
                    + "): see to the way there, to muster.aws.endpoint and to the credentials");
        } catch (CallRefused refused) {
            return curable(
                    refused.meaning() == Meaning.DENIED
                            ? refused.reason() + ": grant it"
                            : "AWS refuses " + refused.reason() + ": " + refused.remedy());
        }
    }

    private static Optional<Problem> curable(String message) {
        return Optional.of(new Problem.Curable(message));
    }
}
