package muster.awssim.events;

import java.time.Duration;
import muster.awssim.base.Spread;

/**
 * How well events travel. Probabilities are in 0–1 and each is rolled on its own.
 *
 * @param delay from the fact to its delivery; where the range is wide, events overtake each other
 * @param duplicate that an event is delivered twice, the second time after a further delay
 * @param overtaken that an event is held back so long that later ones come first
 * @param holdBack how long such an event is held back, on top of its delay
 * @param lost that an event is never delivered
 */
public record DeliveryOdds(Spread delay, double duplicate, double overtaken, Spread holdBack, double lost) {
    public DeliveryOdds {
        requireProbability("duplicate", duplicate);
        requireProbability("overtaken", overtaken);
        requireProbability("lost", lost);
    }

    /** Once, in order, a few milliseconds after the fact. */
    public static DeliveryOdds reliable() {
        return new DeliveryOdds(Spread.of(Duration.ofMillis(2)), 0, 0, Spread.of(Duration.ZERO), 0);
    }

    /** A bad day: a fifth twice, a third overtaken, none lost. */
    public static DeliveryOdds rough() {
        return new DeliveryOdds(Spread.millis(1, 60), 0.2, 0.33, Spread.millis(100, 900), 0);
    }

    public DeliveryOdds withDelay(Spread range) {
        return new DeliveryOdds(range, duplicate, overtaken, holdBack, lost);
    }

    public DeliveryOdds withDuplicate(double probability) {
        return new DeliveryOdds(delay, probability, overtaken, holdBack, lost);
    }

    public DeliveryOdds withOvertaken(double probability, Spread heldBack) {
        return new DeliveryOdds(delay, duplicate, probability, heldBack, lost);
    }

    public DeliveryOdds withLost(double probability) {
        return new DeliveryOdds(delay, duplicate, overtaken, holdBack, probability);
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is not a probability: " + value);
        }
    }
}
