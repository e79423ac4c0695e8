package muster.awssim.quota;

import muster.awssim.base.Scope;

/** Who shares a bucket. */
public enum Reach {
    /** All regions of an account together, as Route 53 is global. */
    ACCOUNT,
    /** Each account and region by itself. */
    REGION;

    /** The part of a scope that a bucket is kept for; without a region where regions share it. */
    public Scope of(Scope scope) {
        return this == REGION ? scope : new Scope(scope.account(), "");
    }
}
