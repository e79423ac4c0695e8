package muster.awssim;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Real SDK clients, pointed at the simulation. They don't retry, so that a test sees each answer. */
final class Clients implements AutoCloseable {
    private final URI endpoint;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();

    Clients(URI endpoint) {
        this.endpoint = endpoint;
    }

    Ec2Client ec2() {
        return build(Ec2Client.builder());
    }

    AutoScalingClient autoScaling() {
        return build(AutoScalingClient.builder());
    }

    SsmClient ssm() {
        return build(SsmClient.builder());
    }

    Route53Client route53() {
        return build(Route53Client.builder());
    }

    EventBridgeClient eventBridge() {
        return build(EventBridgeClient.builder());
    }

    DynamoDbClient dynamoDb() {
        return build(DynamoDbClient.builder());
    }

    SqsClient sqs(URI at) {
        return SqsClient.builder()
                .endpointOverride(at)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(http)
                .build();
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C build(B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .httpClient(http)
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
    }

    @Override
    public void close() {
        http.close();
    }
}
