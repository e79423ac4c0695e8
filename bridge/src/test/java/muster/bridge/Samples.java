package muster.bridge;

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

    public static String launchSuccessful(String instance) {
        return """
                {"version":"0","id":"42345678-1234-1234-1234-123456789012","detail-type":"EC2 Instance Launch Successful",\
                "source":"aws.autoscaling","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"us-west-2",\
                "resources":[],"detail":{"StatusCode":"InProgress","EC2InstanceId":"%s"}}""".formatted(instance);
    }
}
