package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Where an instance comes from or goes to in a launch or a termination: {@code Origin} and {@code Destination}. */
public enum Place {
    EC2("EC2"),
    ACTIVE_GROUP("AutoScalingGroup"),
    WARM_POOL("WarmPool");

    private final String word;

    Place(String word) {
        this.word = word;
    }

    @JsonCreator
    public static Place of(String word) {
        for (var place : values()) {
            if (place.word.equals(word)) {
                return place;
            }
        }
        throw Refusal.of("origin or destination", word, "EC2, AutoScalingGroup or WarmPool");
    }

    @JsonValue
    @Override
    public String toString() {
        return word;
    }
}
