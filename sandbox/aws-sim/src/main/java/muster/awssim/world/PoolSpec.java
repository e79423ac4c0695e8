package muster.awssim.world;

/** A group's warm pool. With the reuse policy, a group that is made smaller puts instances back instead of terminating them. */
public record PoolSpec(PoolState state, boolean reuseOnScaleIn) {}
