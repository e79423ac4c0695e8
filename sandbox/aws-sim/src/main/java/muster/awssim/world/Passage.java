package muster.awssim.world;

/** The ways of an instance between EC2, the warm pool and the active group, and the lifecycle state that each goes through. */
public enum Passage {
    DIRECT_LAUNCH(Transition.LAUNCHING, "EC2", "AutoScalingGroup", "Pending"),
    POOL_ENTRY(Transition.LAUNCHING, "EC2", "WarmPool", "Warmed:Pending"),
    PROMOTION(Transition.LAUNCHING, "WarmPool", "AutoScalingGroup", "Pending"),
    SCALE_IN(Transition.TERMINATING, "AutoScalingGroup", "EC2", "Terminating"),
    // the documentation's state diagram has the way back into the pool go through Warmed:Pending too
    POOL_RETURN(Transition.TERMINATING, "AutoScalingGroup", "WarmPool", "Warmed:Pending"),
    POOL_EXIT(Transition.TERMINATING, "WarmPool", "EC2", "Warmed:Terminating"),
    ROOT_REPLACEMENT(Transition.TERMINATING, "AutoScalingGroup", "AutoScalingGroup", "ReplacingRootVolume"),
    // after the replacement the launch hook waits in plain Pending:Wait (user guide, replace-root-volume)
    ROOT_REPLACED(Transition.LAUNCHING, "AutoScalingGroup", "AutoScalingGroup", "Pending");

    /** What the lifecycle actions of a root volume replacement say in {@code Action}. */
    static final String REPLACE_ROOT_VOLUME = "ReplaceRootVolume";

    private final Transition transition;
    private final String origin;
    private final String destination;
    private final String state;

    Passage(Transition transition, String origin, String destination, String state) {
        this.transition = transition;
        this.origin = origin;
        this.destination = destination;
        this.state = state;
    }

    public Transition transition() {
        return transition;
    }

    public String origin() {
        return origin;
    }

    public String destination() {
        return destination;
    }

    String state() {
        return state;
    }

    boolean replacesRootVolume() {
        return this == ROOT_REPLACEMENT || this == ROOT_REPLACED;
    }

    boolean leadsToEnd() {
        return destination.equals("EC2");
    }
}
