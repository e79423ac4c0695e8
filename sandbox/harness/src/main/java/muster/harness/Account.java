package muster.harness;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;
import software.amazon.awssdk.services.ssm.model.DocumentType;

/** What an operator sets up once in an account before Muster runs in it. */
public final class Account {
    public static final String HOSTNAMES = "Hostnames";
    public static final String INSTANCES = "Instances";
    public static final String DOMAIN = "xnet.blade.ethernal.private";
    public static final String DOCUMENT = "muster-start-service";
    private static final String QUEUE = "muster-events";
    private final URI aws;
    private final URI sqs;

    /** @param queueUrl of the queue that the rules deliver to */
    public record Resources(String zoneId, String queueUrl) {}

    public Account(SimulatedAws outside) {
        aws = outside.sim().endpoint();
        sqs = outside.sqs().endpoint();
    }

    public Resources create() {
        tables();
        document();
        String queueUrl = queueAndRules();
        return new Resources(zone(), queueUrl);
    }

    private void tables() {
        try (DynamoDbClient client = at(DynamoDbClient.builder(), aws).build()) {
            table(client, HOSTNAMES, "Hostname");
            table(client, INSTANCES, "Ident");
        }
    }

    public static void table(DynamoDbClient client, String table, String key) {
        client.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName(key)
                        .keyType(KeyType.HASH)
                        .build()));
    }

    /** The zone, and in it a record of somebody else's that must survive whatever happens. */
    private String zone() {
        try (Route53Client client = at(Route53Client.builder(), aws).build()) {
            String zone = client.createHostedZone(create -> create.name(DOMAIN).callerReference("demo"))
                    .hostedZone()
                    .id()
                    .replace("/hostedzone/", "");
            Change web = Change.builder()
                    .action(ChangeAction.CREATE)
                    .resourceRecordSet(set -> set.name("web." + DOMAIN)
                            .type(RRType.A)
                            .ttl(300L)
                            .resourceRecords(record -> record.value("192.0.2.7")))
                    .build();
            client.changeResourceRecordSets(
                    change -> change.hostedZoneId(zone).changeBatch(batch -> batch.changes(web)));
            return zone;
        }
    }

    private void document() {
        try (SsmClient client = at(SsmClient.builder(), aws).build()) {
            client.createDocument(create -> create.name(DOCUMENT)
                    .documentType(DocumentType.COMMAND)
                    .documentFormat(DocumentFormat.YAML)
                    .content(StartDocument.text()));
        }
    }

    private String queueAndRules() {
        try (SqsClient queues = at(SqsClient.builder(), sqs).build();
                EventBridgeClient bus = at(EventBridgeClient.builder(), aws).build()) {
            String url = queues.createQueue(create -> create.queueName(QUEUE)).queueUrl();
            String arn = queues.getQueueAttributes(
                            get -> get.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes()
                    .getOrDefault(QueueAttributeName.QUEUE_ARN, "");
            Map.of(
                            "muster-hooks",
                            """
                            {"source":["aws.autoscaling"],"detail-type":["EC2 Instance-launch Lifecycle Action",
                             "EC2 Instance-terminate Lifecycle Action"]}""",
                            "muster-states",
                            "{\"source\":[\"aws.ec2\"],\"detail-type\":[\"EC2 Instance State-change Notification\"]}",
                            "muster-commands",
                            """
                            {"source":["aws.ssm"],"detail-type":["EC2 Command Status-change Notification",
                             "EC2 Command Invocation Status-change Notification"]}""")
                    .forEach((rule, pattern) -> {
                        bus.putRule(put -> put.name(rule).eventPattern(pattern));
                        bus.putTargets(put -> put.rule(rule)
                                .targets(Target.builder().id("queue").arn(arn).build()));
                    });
            return url;
        }
    }

    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> B at(
            B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(SimulatedAws.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("demo", "demo")))
                .httpClientBuilder(ApacheHttpClient.builder());
    }
}
