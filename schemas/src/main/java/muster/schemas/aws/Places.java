package muster.schemas.aws;

import muster.schemas.Place;

/**
 * Where an instance comes from and goes to. A word that is not known counts as an absent one: the event, and with it the
 * answer to a hook, must not be lost because Auto Scaling has a new place.
 */
final class Places {
    private static final String INTO_POOL = "Launching a new EC2 instance into warm pool";
    private static final String OUT_OF_POOL = "Launching a new EC2 instance from warm pool";
    private static final String REMOVED_FROM_POOL = "Terminating EC2 instance from warm pool";

    private Places() {}

    static Place of(Fields fields, String name, Place otherwise) throws UnreadableEventException {
        var word = fields.text(name, "");
        for (var place : Place.values()) {
            if (place.toString().equals(word)) {
                return place;
            }
        }
        return otherwise;
    }

    /** Events of an older form name no origin; their description is that of Auto Scaling's activity. */
    static Place originOf(AwsEvent.Activity activity, Fields detail) throws UnreadableEventException {
        var otherwise = switch (activity) {
            case LAUNCH -> describes(detail, OUT_OF_POOL) ? Place.WARM_POOL : Place.EC2;
            case TERMINATE -> describes(detail, REMOVED_FROM_POOL) ? Place.WARM_POOL : Place.ACTIVE_GROUP;
        };
        return of(detail, "Origin", otherwise);
    }

    static Place destinationOf(AwsEvent.Activity activity, Fields detail) throws UnreadableEventException {
        var otherwise = switch (activity) {
            case LAUNCH -> describes(detail, INTO_POOL) ? Place.WARM_POOL : Place.ACTIVE_GROUP;
            case TERMINATE -> Place.EC2;
        };
        return of(detail, "Destination", otherwise);
    }

    private static boolean describes(Fields detail, String activity) {
        return detail.object().path("Description").asText("").strip().startsWith(activity);
    }
}
