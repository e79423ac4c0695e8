package muster.bench.peers;

/** The two events of a life. Work begins when both are there, whichever comes last. */
enum Part {
    LAUNCHING,
    RUNNING
}
