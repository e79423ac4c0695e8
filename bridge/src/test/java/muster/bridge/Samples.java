package muster.bridge;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Events as EventBridge sends them, with placeholders; the spacing is on purpose, to see that bytes stay as they are. */
public final class Samples {
    public static final String I1 = "i-0123456789abcdef0";
    public static final String I2 = "i-0123456789abcdef1";

    private Samples() {}

    public static String launching(String instance) {
        return hook("EC2 Instance-launch Lifecycle Action", "autoscaling:EC2_INSTANCE_LAUNCHING", instance);
    }

    public static String terminating(String instance) {
        return hook("EC2 Instance-terminate Lifecycle Action", "autoscaling:EC2_INSTANCE_TERMINATING", instance);
    }

    private static String hook(String type, String transition, String instance) {
        return """
                { "version":"0", "id":"12345678-1234-1234-1234-123456789012", "detail-type":"%s",
                  "source":"aws.autoscaling","account":"111122223333","time":"2026-01-13T00:12:37.214Z","region":"us-west-2",
                  "resources":["arn:aws:autoscaling:us-west-2:111122223333:autoScalingGroup:5e7f:autoScalingGroupName/validators"],
                  "detail":{"LifecycleActionToken":"87654321-4321-4321-4321-210987654321","AutoScalingGroupName":"validators",
                    "LifecycleHookName":"muster","EC2InstanceId":"%s","LifecycleTransition":"%s",
                    "NotificationMetadata":"größer","Origin":"EC2","Destination":"AutoScalingGroup"}}""".formatted(type, instance, transition);
    }

    public static String state(String instance, String state) {
        return """
                {"version":"0","id":"22345678-1234-1234-1234-123456789012","detail-type":"EC2 Instance State-change Notification",\
                "source":"aws.ec2","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"us-east-1",\
                "resources":["arn:aws:ec2:us-east-1:111122223333:instance/%s"],"detail":{"instance-id":"%s","state":"%s"}}""".formatted(instance, instance, state);
    }

    public static String command(String instance, String status) {
        return """
                {"version":"0","id":"32345678-1234-1234-1234-123456789012","detail-type":"EC2 Command Status-change Notification",\
                "source":"aws.ssm","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"us-east-1",\
                "resources":["arn:aws:ec2:us-east-1:111122223333:instance/%s"],"detail":{"command-id":"52345678-1234-1234-1234-\
                123456789012","document-name":"muster-start","status":"%s"}}""".formatted(instance, status);
    }

    /** The end of a launch, which shows a machine that was in service before its group had the hook. */
    public static String launchSuccessful(String instance) {
        return activity("EC2 Instance Launch Successful", instance);
    }

    /** The end of a termination, which EC2 reports too: known, and not wanted. */
    public static String terminateSuccessful(String instance) {
        return activity("EC2 Instance Terminate Successful", instance);
    }

    private static String activity(String detailType, String instance) {
        return """
                {"version":"0","id":"42345678-1234-1234-1234-123456789012","detail-type":"%s",\
                "source":"aws.autoscaling","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"us-west-2",\
                "resources":[],"detail":{"StatusCode":"InProgress","EC2InstanceId":"%s"}}""".formatted(detailType, instance);
    }

    /** As Auto Scaling sends it to a queue, without EventBridge. */
    public static String rawLaunching(String instance) {
        return """
                {"Origin":"EC2","Destination":"AutoScalingGroup","LifecycleHookName":"muster","AccountId":"111122223333",\
                "RequestId":"62345678-1234-1234-1234-123456789012","LifecycleTransition":"autoscaling:EC2_INSTANCE_LAUNCHING",\
                "AutoScalingGroupName":"validators","Service":"AWS Auto Scaling","Time":"2026-03-23T03:26:43.904Z",\
                "EC2InstanceId":"%s","LifecycleActionToken":"87654321-4321-4321-4321-210987654321"}""".formatted(instance);
    }

    public static String testNotification() {
        return """
                {"AccountId":"111122223333","RequestId":"72345678-1234-1234-1234-123456789012",\
                "AutoScalingGroupARN":"arn:aws:autoscaling:us-west-2:111122223333:autoScalingGroup:5e7f:autoScalingGroupName/validators",\
                "AutoScalingGroupName":"validators","Service":"AWS Auto Scaling","Event":"autoscaling:TEST_NOTIFICATION",\
                "Time":"2026-01-02T03:04:05.678Z"}""";
    }

    /** What SNS makes of a message for a queue that does not want it raw. */
    public static String wrapped(String message) {
        var text = message.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return """
                {"Type":"Notification","MessageId":"82345678-1234-1234-1234-123456789012",\
                "TopicArn":"arn:aws:sns:us-west-2:111122223333:muster","Subject":"Auto Scaling: lifecycle action",\
                "Message":"%s","Timestamp":"2026-01-02T03:04:06.000Z","SignatureVersion":"1","Signature":"c2ln",\
                "SigningCertURL":"https://sns.example/cert.pem","UnsubscribeURL":"https://sns.example/unsubscribe"}""".formatted(text);
    }

    /** What SNS sends to a queue of another account before anything else. */
    public static String subscriptionConfirmation() {
        return """
                {"Type":"SubscriptionConfirmation","MessageId":"165545c9-2a5c-472c-8df2-7ff2be2b3b1b",\
                "Token":"2336412f37","TopicArn":"arn:aws:sns:us-west-2:111122223333:muster",\
                "Message":"You have chosen to subscribe to the topic. To confirm it, visit the SubscribeURL.",\
                "SubscribeURL":"https://sns.example/?Action=ConfirmSubscription&Token=2336412f37",\
                "Timestamp":"2026-01-02T03:04:06.000Z","SignatureVersion":"1","Signature":"c2ln",\
                "SigningCertURL":"https://sns.example/cert.pem"}""";
    }

    public static String health(String... entities) {
        var affected = Stream.of(entities)
                .map("{\"entityValue\":\"%s\",\"tags\":{}}"::formatted)
                .collect(Collectors.joining(","));
        return """
                {"version":"0","id":"92345678-1234-1234-1234-123456789012","detail-type":"AWS Health Event",\
                "source":"aws.health","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"us-east-1",\
                "resources":[],"detail":{"eventArn":"arn:aws:health:us-east-1::event/1","service":"EC2",\
                "eventTypeCode":"AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED","startTime":"Fri, 16 Jan 2026 15:10:09 GMT",\
                "affectedEntities":[%s]}}""".formatted(affected);
    }

    public static String spot(String instance) {
        return """
                {"version":"0","id":"a2345678-1234-1234-1234-123456789012","detail-type":"EC2 Spot Instance Interruption Warning",\
                "source":"aws.ec2","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"us-east-1",\
                "resources":["arn:aws:ec2:us-east-1b:instance/%s"],\
                "detail":{"instance-id":"%s","instance-action":"terminate"}}""".formatted(instance, instance);
    }

    public static String launchUnsuccessful(String instance) {
        return """
                {"version":"0","id":"b2345678-1234-1234-1234-123456789012","detail-type":"EC2 Instance Launch Unsuccessful",\
                "source":"aws.autoscaling","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"us-west-2",\
                "resources":[],"detail":{"StatusCode":"Failed","AutoScalingGroupName":"validators","EC2InstanceId":"%s"}}""".formatted(instance);
    }

    /** @param rule its name, after the name of its bus where it has one of its own */
    public static String schedule(String rule) {
        return """
                {"version":"0","id":"c2345678-1234-1234-1234-123456789012","detail-type":"Scheduled Event",\
                "source":"aws.events","account":"111122223333","time":"2026-01-02T03:00:00Z","region":"us-east-1",\
                "resources":["arn:aws:events:us-east-1:111122223333:rule/%s"],"detail":{}}""".formatted(rule);
    }
}
