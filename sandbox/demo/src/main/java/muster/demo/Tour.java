package muster.demo;

import io.micronaut.runtime.server.EmbeddedServer;
import java.util.stream.Collectors;
import muster.harness.Account;
import muster.harness.SimulatedAws;
import muster.schemas.topic.Topics;

/** Where everything listens, and commands to look inside. */
record Tour(Surroundings outside, Account.Resources resources, Programs programs) {

    String text() {
        String kafka = outside.kafka().bootstrapServers();
        Topics topics = Topics.defaults();
        return """

                Everything stays up until you press Ctrl-C.

                Kafka      %1$s
                SQS        %2$s
                aws-sim    %3$s   (EC2, Auto Scaling, SSM, Route 53, EventBridge; DynamoDB passed on)
                DynamoDB   %4$s   (past the journal)
                Muster     %5$s

                export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo AWS_DEFAULT_REGION=%6$s
                aws --endpoint-url %3$s ec2 describe-instances
                aws --endpoint-url %3$s autoscaling describe-auto-scaling-groups
                aws --endpoint-url %3$s route53 list-resource-record-sets --hosted-zone-id %7$s
                aws --endpoint-url %3$s dynamodb scan --table-name %8$s
                aws --endpoint-url %2$s sqs get-queue-attributes --queue-url %9$s --attribute-names All
                curl -s %3$s/_sim/journal | tail
                kafka-console-consumer.sh --bootstrap-server %1$s --from-beginning \\
                  --isolation-level read_committed --topic %10$s
                kafka-console-consumer.sh --bootstrap-server %1$s --from-beginning \\
                  --isolation-level read_committed --topic %11$s
                """.formatted(
                        kafka,
                        outside.outside().sqs().endpoint(),
                        outside.aws().endpoint(),
                        outside.outside().dynamoDb().endpoint(),
                        servers(),
                        SimulatedAws.REGION,
                        resources.zoneId(),
                        Account.HOSTNAMES,
                        resources.queueUrl(),
                        topics.journal(),
                        topics.instances());
    }

    private String servers() {
        return programs.contexts().stream()
                .flatMap(context -> context.findBean(EmbeddedServer.class).stream())
                .map(server -> server.getURL().toString())
                .collect(Collectors.joining(", "));
    }
}
