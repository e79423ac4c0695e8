package muster.awssim.world;

/** The lags that are in force now; they change while the simulation runs. */
final class CurrentLags {
    private volatile Lags lags = Lags.none();

    Lags now() {
        return lags;
    }

    void use(Lags others) {
        lags = others;
    }
}
