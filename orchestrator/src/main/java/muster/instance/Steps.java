package muster.instance;

import muster.schemas.HookToken;
import muster.schemas.Hostname;
import muster.schemas.StepName;

/** Steps that the decider takes by itself; those of a lifecycle are named after its tasks. */
final class Steps {
    static final StepName DESCRIBE = new StepName("describe-instance");
    static final StepName CHECK_AGENT = new StepName("check-agent");
    static final StepName CHECK_COMMAND = new StepName("check-command");
    static final StepName GIVE_BACK_DNS = new StepName("give-back-dns");
    static final StepName GIVE_BACK_HOSTNAME = new StepName("give-back-hostname");

    private Steps() {}

    static final StepName REFRESH_DNS = new StepName("refresh-dns");
    static final StepName DROP_STALE_DNS = new StepName("drop-stale-dns");
    static final StepName READ_GROUP_STATE = new StepName("read-group-state");

    /** All that keeps one hook open, the look-up of its timeout included. */
    static StepName beat(HookToken token) {
        var whole = "beat-" + token;
        return new StepName(whole.substring(0, Math.min(64, whole.length())));
    }

    static StepName answer(HookToken token) {
        var whole = "answer-" + token;
        return new StepName(whole.substring(0, Math.min(64, whole.length())));
    }

    /** A name that came for nobody. */
    static StepName giveBack(Hostname hostname) {
        var whole = "give-back-" + hostname;
        return new StepName(whole.substring(0, Math.min(64, whole.length())));
    }
}
