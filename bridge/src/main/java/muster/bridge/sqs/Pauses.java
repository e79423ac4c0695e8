package muster.bridge.sqs;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets a poller be stopped while it waits, and only then: never in the middle of a batch. */
final class Pauses {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private boolean stopping;
    private Thread waiting = Thread.currentThread();
    private boolean interruptible;

    boolean stopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopping = true;
            stopped.signalAll();
            if (interruptible) {
                waiting.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the time to be over or for the stop, whichever is first. */
    void pause(Duration time) {
        lock.lock();
        try {
            var left = time.toNanos();
            while (!stopping && left > 0) {
                left = stopped.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            stopping = true;
        } finally {
            lock.unlock();
        }
    }

    /** Runs a call that may wait long; a stop interrupts it. */
    <T> T interruptible(Supplier<T> call) {
        mark(true);
        try {
            return call.get();
        } finally {
            mark(false);
        }
    }

    private void mark(boolean on) {
        lock.lock();
        try {
            waiting = Thread.currentThread();
            interruptible = on;
            if (on && stopping) {
                waiting.interrupt();
            } else if (!on && stopping) {
                // What follows must finish undisturbed: the interrupt was for the wait alone.
                boolean _ = Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }
}
