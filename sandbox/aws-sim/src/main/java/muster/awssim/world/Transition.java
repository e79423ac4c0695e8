package muster.awssim.world;

/** What a lifecycle hook is for. */
public enum Transition {
    LAUNCHING("launching", "autoscaling:EC2_INSTANCE_LAUNCHING", "EC2 Instance-launch Lifecycle Action"),
    TERMINATING("terminating", "autoscaling:EC2_INSTANCE_TERMINATING", "EC2 Instance-terminate Lifecycle Action");

    private final String text;
    private final String apiName;
    private final String detailType;

    Transition(String text, String apiName, String detailType) {
        this.text = text;
        this.apiName = apiName;
        this.detailType = detailType;
    }

    public String text() {
        return text;
    }

    public String apiName() {
        return apiName;
    }

    public String detailType() {
        return detailType;
    }
}
