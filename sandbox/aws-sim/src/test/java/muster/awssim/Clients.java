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
    private static final String ANYBODY = "AKIDEXAMPLE";

    private final URI endpoint;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();

    Clients(URI endpoint) {
        this.endpoint = endpoint;
    }

    Ec2Client ec2() {
        return build(Ec2Client.builder());
    }

    Ec2Client ec2(Region region) {
        return build(Ec2Client.builder(), region, ANYBODY);
    }

    Ec2Client ec2(Region region, String account) {
        return build(Ec2Client.builder(), region, account);
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

    /** Signs for the region as a caller with an endpoint of its own does, not for us-east-1. */
    Route53Client route53(Region region) {
        return build(Route53Client.builder(), region, ANYBODY);
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
                .credentialsProvider(credentials(ANYBODY))
                .httpClient(http)
                .build();
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C build(B builder) {
        return build(builder, Region.US_EAST_1, ANYBODY);
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C build(
            B builder, Region region, String accessKey) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(credentials(accessKey))
                .httpClient(http)
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private static StaticCredentialsProvider credentials(String accessKey) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "secret"));
    }

    @Override
    public void close() {
        http.close();
    }
}
