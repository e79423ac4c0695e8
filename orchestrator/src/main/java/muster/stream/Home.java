package muster.stream;

import muster.schemas.aws.AwsEvent.Envelope;

/**
 * The account and the region whose machines this program acts upon. What it asks of AWS goes there: an event from elsewhere
 * would be answered at the wrong door.
 *
 * @param account twelve digits; empty for any
 * @param region empty for any
 */
public record Home(String account, String region) {
    /** [characters] in messages; the names of regions have half as many. */
    private static final int LONGEST = 40;

    public static final Home ANYWHERE = new Home("", "");

    /** A message that Auto Scaling sends straight to a queue names no region: it comes from where its group is. */
    boolean covers(Envelope event) {
        return isAlike(account, event.account()) && isAlike(region, event.region());
    }

    private static boolean isAlike(String ours, String theirs) {
        return ours.isEmpty() || theirs.isEmpty() || ours.equals(theirs);
    }

    /** What an event says may be of any length and have any characters in it. */
    @Override
    public String toString() {
        return (account.isEmpty() ? "any account" : "account " + word(account)) + ", "
                + (region.isEmpty() ? "any region" : "region " + word(region));
    }

    private static String word(String text) {
        return text.substring(0, Math.min(LONGEST, text.length())).replaceAll("[^A-Za-z0-9-]", "?");
    }
}
