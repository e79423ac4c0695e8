package muster.effects;

/** So many at the same time, and no more. */
final class Slots implements Supply {
    private int free;

    /** @param all 1 or more */
    Slots(int all) {
        free = all;
    }

    @Override
    public long take(int amount, long now) {
        if (free < amount) {
            return UNTIL_GIVEN_BACK;
        }
        free -= amount;
        return 0;
    }

    @Override
    public void giveBack(int amount) {
        free += amount;
    }
}
