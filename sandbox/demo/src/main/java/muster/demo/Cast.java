package muster.demo;

import static muster.demo.Part.Ending.GONE;
import static muster.demo.Part.Ending.PARKED;
import static muster.demo.Part.Ending.SERVING;
import static muster.demo.Part.Ending.UNTOUCHED;
import static muster.demo.Part.Entry.DIRECT;
import static muster.demo.Part.Entry.FOREIGN;
import static muster.demo.Part.Entry.LAST_NAME;
import static muster.demo.Part.Entry.NO_NAME;
import static muster.demo.Part.Entry.RUNNING_POOL;
import static muster.demo.Part.Entry.STOPPED_POOL;
import static muster.demo.Part.Turn.BREAK_SERVICE;
import static muster.demo.Part.Turn.KILL;
import static muster.demo.Part.Turn.LEAVE_POOL;
import static muster.demo.Part.Turn.MAKE_WAY;
import static muster.demo.Part.Turn.PROMOTE;
import static muster.demo.Part.Turn.REPLACE_DISK;
import static muster.demo.Part.Turn.RETURN;
import static muster.demo.Part.Turn.SCALE_IN;

import java.util.List;

/**
 * Who plays in the story: every row of the table of origins and destinations, a root volume replacement, a launch without
 * a free name, a service that does not start, and a host that is none of our business.
 */
final class Cast {
    private Cast() {}

    static List<Part> all() {
        return List.of(
                new Part("direct-1", DIRECT, List.of(), SERVING),
                new Part("direct-2", DIRECT, List.of(), SERVING),
                new Part("direct-3", DIRECT, List.of(), SERVING),
                new Part("direct-4", DIRECT, List.of(REPLACE_DISK), SERVING),
                new Part("direct-5", DIRECT, List.of(KILL), GONE),
                new Part("direct-6", DIRECT, List.of(SCALE_IN), GONE),
                new Part("direct-7", DIRECT, List.of(BREAK_SERVICE), PARKED),
                new Part("archive-1", LAST_NAME, List.of(MAKE_WAY), GONE),
                new Part("archive-2", NO_NAME, List.of(), SERVING),
                new Part("warm-1", RUNNING_POOL, List.of(PROMOTE), SERVING),
                new Part("warm-2", RUNNING_POOL, List.of(PROMOTE), SERVING),
                new Part("warm-3", RUNNING_POOL, List.of(PROMOTE, RETURN, PROMOTE), SERVING),
                new Part("warm-4", RUNNING_POOL, List.of(LEAVE_POOL), GONE),
                new Part("cold-1", STOPPED_POOL, List.of(PROMOTE), SERVING),
                new Part("cold-2", STOPPED_POOL, List.of(PROMOTE), SERVING),
                new Part("cold-3", STOPPED_POOL, List.of(PROMOTE), SERVING),
                new Part("foreign", FOREIGN, List.of(), UNTOUCHED));
    }
}
